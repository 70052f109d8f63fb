import { PrivacyError } from '../errors.ts';
import type { HidingStream } from './hiding-stream.ts';
import { takeTexts, type TextPath } from './nested-texts.ts';

type Json = Record<string, unknown>;

/** What typed events are hidden with. */
export interface TypedEventsOptions {
  readonly newStream: () => HidingStream;
  readonly hideArguments: (text: string) => string;
  /** Hides in a member of an event that is no text which goes on. */
  readonly searched: (name: string, value: unknown) => unknown;
  /** Longest arguments of one call of a tool, UTF-16 code units. */
  readonly maxArgumentsCharacters: number;
  /** Most texts that are under way at once. */
  readonly maxTexts: number;
}

/** Hides values in a stream of typed events. */
export interface TypedEvents {
  /** Events that may go out for one that came. @throws PrivacyError `limit_exceeded` */
  push(event: Json): Json[];
  /** All that is held, as events. */
  end(): Json[];
}

/** A text that is coming in pieces, or the arguments of a tool. */
interface Held {
  readonly path: TextPath;
  readonly stream: HidingStream | undefined;
  arguments: string;
  /** The last event that had a piece of it, without the piece. */
  template: Json;
}

const DELTA = /delta$/;
const END = /(?:stop|done|completed|failed|incomplete|cancelled|error)$/;
/** Members that tell which text an event is about. */
const COORDINATES = ['index', 'item_id', 'output_index', 'content_index', 'summary_index'] as const;
/** A `delta` of such a type holds JSON as text, which can be searched when it is whole. */
const ARGUMENTS = /arguments|input|json/;
const JSON_MEMBER = 'partial_json';

/**
 * Makes a transform of events such as those of Anthropic's Messages and OpenAI's Responses: pieces of a text come in events whose
 * type ends in `delta`, and an event that ends in `stop`, `done` and the like closes the texts that it names. Arguments of tools are
 * held until then. All other events are searched as a whole and pass at once.
 */
export function createTypedEvents(options: TypedEventsOptions): TypedEvents {
  const held = new Map<string, Held>();

  const heldOf = (event: Json, path: TextPath, isArguments: boolean): Held => {
    const key = JSON.stringify([COORDINATES.map((name) => event[name] ?? null), path]);
    let text = held.get(key);
    if (text === undefined) {
      if (held.size >= options.maxTexts) throw new PrivacyError('limit_exceeded', 'an answer has too many texts');
      text = { path, stream: isArguments ? undefined : options.newStream(), arguments: '', template: event };
      held.set(key, text);
    }
    text.template = event;
    return text;
  };

  const pushDelta = (event: Json): Json[] => {
    const type = String(event['type']);
    const pieces = takePieces(event);
    for (const [name, value] of Object.entries(event)) {
      const isPiece = pieces.some(({ path }) => path[0] === name);
      if (!isPiece && !isCoordinate(name, value)) event[name] = options.searched(name, value);
    }
    if (pieces.length === 0) return [event];
    return pieces.flatMap(({ path, piece }) => {
      const isArguments = path.at(-1) === JSON_MEMBER || (path.length === 1 && ARGUMENTS.test(type));
      const text = heldOf(event, path, isArguments);
      if (text.stream !== undefined) {
        const passed = text.stream.push(piece);
        return passed === '' ? [] : [withText(event, path, passed)];
      }
      text.arguments += piece;
      if (text.arguments.length > options.maxArgumentsCharacters) {
        throw new PrivacyError('limit_exceeded', 'the arguments of a tool are too long');
      }
      return [];
    });
  };

  const close = (isClosed: (text: Held) => boolean): Json[] =>
    [...held].flatMap(([key, text]) => {
      if (!isClosed(text)) return [];
      held.delete(key);
      const rest = text.stream === undefined ? options.hideArguments(text.arguments) : text.stream.end();
      return rest === '' ? [] : [withText(text.template, text.path, rest)];
    });

  return {
    push(event) {
      const type = typeof event['type'] === 'string' ? event['type'] : '';
      if (DELTA.test(type) && 'delta' in event) return pushDelta(event);
      const closed = END.test(type)
        ? close(({ template }) => COORDINATES.every((name) => !(name in event) || event[name] === template[name]))
        : [];
      for (const [name, value] of Object.entries(event)) {
        if (!isCoordinate(name, value)) event[name] = options.searched(name, value);
      }
      return [...closed, event];
    },
    end: () => close(() => true),
  };
}

/** Whether a member is a short name or number that tells the place of a text. */
function isCoordinate(name: string, value: unknown): boolean {
  const isPlace = (COORDINATES as readonly string[]).includes(name) || name === 'sequence_number';
  return isPlace && (typeof value === 'number' || (typeof value === 'string' && /^[\w-]{0,80}$/.test(value)));
}

/** Takes the texts out of a delta and leaves empty ones. */
function takePieces(event: Json): { readonly path: TextPath; readonly piece: string }[] {
  const { delta } = event;
  if (typeof delta === 'string') {
    event['delta'] = '';
    return [{ path: ['delta'], piece: delta }];
  }
  const pieces = takeTexts(delta, ['delta']);
  if (typeof delta === 'object' && delta !== null && JSON_MEMBER in delta && typeof delta[JSON_MEMBER] === 'string') {
    pieces.push({ path: ['delta', JSON_MEMBER], piece: delta[JSON_MEMBER] });
    delta[JSON_MEMBER] = '';
  }
  return pieces;
}

/** A copy of an event with a text at a path; a number in the path names a member of a list by its `index` or its place. */
function withText(event: Json, path: TextPath, text: string): Json {
  const copy = structuredClone(event);
  let target: unknown = copy;
  for (const select of path.slice(0, -1)) {
    target = Array.isArray(target)
      ? (target.find((member: unknown) => hasIndex(member, select)) ?? target[Number(select)])
      : (target as Json)[select];
  }
  (target as Json)[path.at(-1)!] = text;
  return copy;
}

function hasIndex(member: unknown, index: string | number): boolean {
  return typeof member === 'object' && member !== null && 'index' in member && member.index === index;
}
