import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';
import { CharacterSet } from './internal/character-set.ts';

/** What {@link linearityOf} tells. */
export interface Linearity {
  /** Why the time may grow faster than the text; absent when it cannot. */
  readonly problem?: string;
  /** Ways in which the pattern may be tried at one place: a bound of the constant factor. */
  readonly paths: number;
}

/** What may stand after a part of a pattern. */
interface Rest {
  /** Characters that it may begin with. */
  readonly first: CharacterSet;
  /** Whether anything in it may refuse. */
  readonly mayFail: boolean;
}

interface Part {
  /** Characters that may come next when the part begins here: its own, and those of the rest when it may be empty. */
  readonly first: CharacterSet;
  readonly isEmptyAllowed: boolean;
  readonly mayFail: boolean;
  readonly paths: number;
}

/** Where a part stands. */
interface Place {
  /** Inside of a loop without a bound every choice must be made by the next character alone. */
  readonly isInLoop: boolean;
  /** Whether the search begins at one place only. */
  readonly isAnchored: boolean;
  /** Sets of characters of which one must have been read, each a bounded number of characters before this place. */
  readonly before: readonly CharacterSet[];
}

const END: Rest = { first: CharacterSet.none, mayFail: false };

class Ambiguity extends Error {}

/**
 * Proves that a backtracking engine needs time linear in the text for a regular expression, by conditions that are enough but
 * not necessary: (1) a loop without a bound ends where the next character says so, (2) inside of such a loop every choice is
 * made by the next character, and (3) when the search may begin anywhere, either nothing after the loop can refuse or a
 * character that the loop cannot read stands a bounded way before it, so that no stretch is read again from many beginnings.
 * Repetitions with a bound only multiply `paths`. Characters beyond the basic plane are sampled.
 */
export function linearityOf(regex: RegExp): Linearity {
  const { pattern } = parseRegExpLiteral(regex);
  const setOf = characterSets(regex.flags);
  try {
    const paths = pattern.alternatives.map((alternative) => {
      const isAnchored = regex.sticky || (!regex.multiline && isStart(alternative.elements[0]));
      return choice([alternative], END, { isInLoop: false, isAnchored, before: [] }, setOf).paths;
    });
    return { paths: paths.reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    if (error instanceof Ambiguity) return { problem: error.message, paths: Number.POSITIVE_INFINITY };
    throw error;
  }
}

type SetOf = (node: AST.Node) => CharacterSet;

function characterSets(flags: string): SetOf {
  const kept = flags.replaceAll(/[^iuvs]/g, '');
  return (node) => CharacterSet.of(node.raw, kept);
}

function isStart(element: AST.Element | undefined): boolean {
  return element?.type === 'Assertion' && element.kind === 'start';
}

function choice(alternatives: readonly AST.Alternative[], rest: Rest, place: Place, setOf: SetOf): Part {
  const parts = alternatives.map(({ elements }) => sequence(elements, rest, place, setOf));
  let first = CharacterSet.none;
  let isDecided = true;
  for (const part of parts) {
    if (first.meets(part.first)) isDecided = false;
    first = first.union(part.first);
  }
  if (!isDecided && place.isInLoop) {
    throw new Ambiguity(`inside of a loop, alternatives begin alike: ${alternatives.map(({ raw }) => raw).join('|')}`);
  }
  const paths = parts.map((part) => part.paths);
  return {
    first,
    isEmptyAllowed: parts.some((part) => part.isEmptyAllowed),
    mayFail: parts.every((part) => part.mayFail),
    paths: isDecided ? Math.max(...paths) : paths.reduce((sum, count) => sum + count, 0),
  };
}

function sequence(elements: readonly AST.Element[], rest: Rest, place: Place, setOf: SetOf): Part {
  const before: (readonly CharacterSet[])[] = [];
  let read = place.before;
  for (const element of elements) {
    before.push(read);
    read = hasLoop(element) ? [] : read.concat(mustRead(element, setOf));
  }
  let { first, mayFail } = rest;
  let isEmptyAllowed = true;
  let paths = 1;
  for (let index = elements.length - 1; index >= 0; index--) {
    const here = { ...place, before: before[index] ?? [] };
    const part = single(elements[index]!, { first, mayFail }, here, setOf);
    first = part.first;
    isEmptyAllowed &&= part.isEmptyAllowed;
    mayFail ||= part.mayFail;
    paths *= part.paths;
  }
  return { first, isEmptyAllowed, mayFail, paths };
}

function single(element: AST.Element, rest: Rest, place: Place, setOf: SetOf): Part {
  switch (element.type) {
    case 'Assertion':
      return assertion(element, rest, place, setOf);
    case 'Quantifier':
      return repetition(element, rest, place, setOf);
    case 'Group':
    case 'CapturingGroup':
      return choice(element.alternatives, rest, place, setOf);
    case 'Backreference':
      return { first: CharacterSet.all, isEmptyAllowed: false, mayFail: true, paths: 1 };
    default:
      return { first: setOf(element), isEmptyAllowed: false, mayFail: true, paths: 1 };
  }
}

function assertion(element: AST.Assertion, rest: Rest, place: Place, setOf: SetOf): Part {
  if (element.kind !== 'lookahead' && element.kind !== 'lookbehind') {
    return { first: rest.first, isEmptyAllowed: true, mayFail: true, paths: 1 };
  }
  const isLooping = element.alternatives.some(({ elements }) => elements.some(hasLoop));
  if (isLooping && (element.kind === 'lookbehind' || place.isInLoop || !place.isAnchored)) {
    throw new Ambiguity(`looks ahead or back without a bound: ${element.raw}`);
  }
  const inner = choice(element.alternatives, END, { isInLoop: false, isAnchored: true, before: [] }, setOf);
  return { first: rest.first, isEmptyAllowed: true, mayFail: true, paths: inner.paths };
}

function repetition(element: AST.Quantifier, rest: Rest, place: Place, setOf: SetOf): Part {
  const { min, max } = element;
  const isLoop = max === Number.POSITIVE_INFINITY;
  const own = single(element.element, END, { isInLoop: false, isAnchored: true, before: [] }, setOf);
  const isDecided = min === max || !rest.mayFail || !own.first.meets(rest.first);
  const isEmptyAllowed = min === 0 || own.isEmptyAllowed;
  const part = {
    first: isEmptyAllowed ? own.first.union(rest.first) : own.first,
    isEmptyAllowed,
    mayFail: min > 0 && own.mayFail,
  };
  const inside = {
    first: max > 1 ? own.first.union(rest.first) : rest.first,
    // Where what follows cannot refuse, nobody comes back to try another way.
    mayFail: rest.mayFail || min > 1,
  };
  if (!isLoop && !place.isInLoop) {
    const inner = single(element.element, inside, place, setOf);
    return { ...part, paths: Math.max(inner.paths ** max, 1) * (isDecided ? 1 : max - min + 1) };
  }
  if (isLoop && own.isEmptyAllowed) throw new Ambiguity(`repeats what may be empty: ${element.raw}`);
  if (!isDecided) throw new Ambiguity(`the next character does not tell where it ends: ${element.raw}`);
  const isInLoop = place.isInLoop || inside.mayFail || hasLoop(element.element);
  const inner = single(element.element, inside, { ...place, isInLoop }, setOf);
  if (isLoop && !place.isAnchored && rest.mayFail) {
    const inLoop = everythingIn(element.element, setOf);
    if (!place.before.some((set) => !set.meets(inLoop))) {
      throw new Ambiguity(`is read again from each beginning: ${element.raw}`);
    }
  }
  return { ...part, paths: inner.paths };
}

/** Sets of which the element reads one character each, whatever it matches. */
function mustRead(element: AST.Element, setOf: SetOf): CharacterSet[] {
  switch (element.type) {
    case 'Assertion':
      return notBehind(element, setOf);
    case 'Backreference':
      return [];
    case 'Quantifier':
      return element.min > 0 ? mustRead(element.element, setOf) : [];
    case 'Group':
    case 'CapturingGroup': {
      const [only] = element.alternatives;
      return element.alternatives.length === 1 && only !== undefined
        ? only.elements.flatMap((inner) => mustRead(inner, setOf))
        : [];
    }
    default:
      return [setOf(element)];
  }
}

/** `(?<!x)`: the character before, when there is one, is another. */
function notBehind(assertion: AST.Assertion, setOf: SetOf): CharacterSet[] {
  if (assertion.kind !== 'lookbehind' || !assertion.negate) return [];
  const [only] = assertion.alternatives;
  const [character] = only?.elements ?? [];
  const isOne = assertion.alternatives.length === 1 && only?.elements.length === 1 && character !== undefined;
  return isOne && 'raw' in character && character.type.startsWith('Character') ? [setOf(character).others] : [];
}

function everythingIn(element: AST.Element, setOf: SetOf): CharacterSet {
  switch (element.type) {
    case 'Assertion':
      return CharacterSet.none;
    case 'Backreference':
      return CharacterSet.all;
    case 'Quantifier':
      return everythingIn(element.element, setOf);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives
        .flatMap(({ elements }) => elements)
        .reduce((all, inner) => all.union(everythingIn(inner, setOf)), CharacterSet.none);
    default:
      return setOf(element);
  }
}

function hasLoop(element: AST.Element): boolean {
  switch (element.type) {
    case 'Quantifier':
      return element.max === Number.POSITIVE_INFINITY || hasLoop(element.element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.some(({ elements }) => elements.some(hasLoop));
    default:
      return false;
  }
}
