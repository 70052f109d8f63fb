import { PrivacyError } from '../errors.ts';
import { EventReader, eventText, type StreamEvent } from './event-reader.ts';
import type { HidingStream } from './hiding-stream.ts';
import { deltaOf, takeTexts, type TextPath } from './nested-texts.ts';
import { createTypedEvents } from './typed-events.ts';

/** What a chat stream hides with. */
export interface ChatStreamOptions {
  /** A stream for one text: the answer, refusal or reasoning of one choice. */
  readonly newStream: () => HidingStream;
  /** Hides values in the whole arguments of one call of a tool, which are JSON as text. */
  readonly hideArguments: (text: string) => string;
  /** Hides values in any other JSON that a chunk holds: citations, errors, annotations. */
  readonly hideValue: (value: unknown) => unknown;
}

/** Hides values in a stream of OpenAI-style chat or completion chunks, or of typed events such as Anthropic's. */
export interface ChatStream {
  /** @throws PrivacyError `document_invalid`, `limit_exceeded` */
  push(bytes: Uint8Array): string;
  /** @throws PrivacyError `document_invalid`, `limit_exceeded` */
  end(): string;
}

/** Longest arguments of one call of a tool, UTF-16 code units. */
export const MAX_ARGUMENTS_CHARACTERS = 1_048_576;
/** Most choices, and texts and calls of tools of one choice. */
const MAX_PARTS = 1_024;
const DONE = '[DONE]';
const NAME_FIELD = 'event:';
/** Members that hold words of the protocol. All others are searched. */
const PROTOCOL: ReadonlySet<string> = new Set([
  'finish_reason',
  'id',
  'index',
  'model',
  'object',
  'role',
  'service_tier',
  'system_fingerprint',
  'type',
]);
/** A word of the protocol is short and plain; anything else under its name is searched as well. */
const PROTOCOL_WORD = /^[\w.:/-]{0,80}$/;
/** Lines of events that may go out beside data. Comments may say anything, and nobody needs them. */
const PLAIN_LINE = /^(?:event|id|retry): ?[\w.:-]{0,64}$/;

type Json = Record<string, unknown>;

/** A call of a tool whose arguments are coming. */
interface Call {
  /** `function` and `arguments`, or `custom` and `input`. */
  readonly kind: 'function' | 'custom' | 'function_call';
  readonly index: number;
  readonly id: unknown;
  text: string;
}

/** What is under way of one choice. */
interface ChoiceState {
  readonly texts: Map<string, { readonly path: TextPath; readonly stream: HidingStream }>;
  readonly calls: Call[];
  /** The last chunk that had the choice: what is still held goes out in its form. */
  template: Json;
}

/**
 * Makes a transform of the bytes of a `text/event-stream`. Each text of a delta is passed on as {@link HidingStream} allows, in
 * chunks of the same form; arguments of tools are held until the choice ends, since nobody can use them earlier. Everything
 * else that a chunk says is searched as a whole, but for words of the protocol. Chunks that have nothing left to say, and
 * comments, are dropped. What is held goes out before the chunk that ends its choice.
 */
export function createChatStream(options: ChatStreamOptions): ChatStream {
  const { hideArguments, hideValue } = options;
  const reader = new EventReader();
  const choices = new Map<number, ChoiceState>();

  const stateOf = (index: number, chunk: Json): ChoiceState => {
    let state = choices.get(index);
    if (state === undefined) {
      if (choices.size >= MAX_PARTS) throw new PrivacyError('limit_exceeded', 'an answer has too many choices');
      choices.set(index, (state = { texts: new Map(), calls: [], template: chunk }));
    }
    state.template = chunk;
    return state;
  };

  const pushText = (state: ChoiceState, path: TextPath, piece: string): string => {
    const name = JSON.stringify(path);
    let text = state.texts.get(name);
    if (text === undefined) {
      if (state.texts.size >= MAX_PARTS) throw new PrivacyError('limit_exceeded', 'an answer has too many texts');
      state.texts.set(name, (text = { path, stream: options.newStream() }));
    }
    return text.stream.push(piece);
  };

  const searched = (name: string, value: unknown): unknown => {
    const isWord = typeof value !== 'string' || PROTOCOL_WORD.test(value);
    const isScalar = typeof value !== 'object';
    return value === null || (PROTOCOL.has(name) && isWord && isScalar) ? value : hideValue(value);
  };

  /** Replaces what a delta says by what may go out, and adds texts inside of it; `true` when something is left of it. */
  const hideDelta = (state: ChoiceState, delta: Json, inside: Json[]): boolean => {
    let isWorthIt = false;
    for (const [name, value] of Object.entries(delta)) {
      if (name === 'tool_calls' && Array.isArray(value)) {
        value.forEach((call: unknown, at) => {
          if (isObject(call)) isWorthIt = holdCall(state, call, at, searched) || isWorthIt;
        });
        delta[name] = value.filter(isObject);
      } else if (name === 'function_call' && isObject(value)) {
        isWorthIt = holdFunctionCall(state, value, searched) || isWorthIt;
      } else if (name === 'content' && Array.isArray(value)) {
        const text = pushText(state, ['delta', name], value.map(textOfPart).join(''));
        const others = value.filter((part) => textOfPart(part) === '');
        delta[name] = others.length === 0 ? text : [{ type: 'text', text }, ...(hideValue(others) as unknown[])];
        isWorthIt ||= text !== '' || others.length > 0;
      } else if (typeof value === 'string' && !PROTOCOL.has(name)) {
        delta[name] = pushText(state, ['delta', name], value);
        isWorthIt ||= delta[name] !== '' || value === '';
      } else if (typeof value === 'object' && value !== null) {
        for (const { path, piece } of takeTexts(value, ['delta', name])) {
          const text = pushText(state, path, piece);
          if (text !== '') inside.push(deltaOf(path, text));
        }
        delta[name] = hideValue(value);
        isWorthIt = true;
      } else {
        delta[name] = searched(name, value);
        isWorthIt ||= value !== null;
      }
    }
    return isWorthIt;
  };

  const hideChoice = (choice: Json, state: ChoiceState, inside: Json[]): boolean => {
    let isWorthIt = false;
    for (const [name, value] of Object.entries(choice)) {
      if (name === 'delta' && isObject(value)) isWorthIt = hideDelta(state, value, inside) || isWorthIt;
      else if (name === 'text' && typeof value === 'string') {
        choice[name] = pushText(state, [name], value);
        isWorthIt ||= choice[name] !== '';
      } else if (name === 'logprobs') {
        // Probabilities repeat the text token by token.
        choice[name] = null;
      } else {
        choice[name] = searched(name, value);
        isWorthIt ||= value !== null && !PROTOCOL.has(name);
      }
    }
    return isWorthIt;
  };

  const typed = createTypedEvents({
    newStream: options.newStream,
    hideArguments,
    searched,
    maxArgumentsCharacters: MAX_ARGUMENTS_CHARACTERS,
    maxTexts: MAX_PARTS,
  });

  /** Whether events have their type in a line of their own. */
  let isNamed = false;
  const typedText = (events: readonly Json[]): string =>
    events.map((event) => (isNamed ? nameLine(event) : '') + dataEvent(event)).join('');

  const hideChunk = (chunk: Json): string => {
    for (const [name, value] of Object.entries(chunk)) {
      if (name !== 'choices' && name !== 'usage') chunk[name] = searched(name, value);
    }
    if (isObject(chunk['usage'])) chunk['usage'] = hideValue(chunk['usage']);
    if (!Array.isArray(chunk['choices'])) {
      chunk['choices'] = hideValue(chunk['choices']);
      return dataEvent(chunk);
    }
    let out = '';
    let isWorthIt = isObject(chunk['usage']) || chunk['choices'].length === 0;
    const known = chunk['choices'].filter(isObject);
    chunk['choices'] = known;
    for (const choice of known) {
      const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
      const state = stateOf(index, chunk);
      const inside: Json[] = [];
      isWorthIt = hideChoice(choice, state, inside) || isWorthIt;
      for (const part of inside) out += dataEvent(chunkWith(chunk, index, part));
      if (choice['finish_reason'] === undefined || choice['finish_reason'] === null) continue;
      isWorthIt = true;
      const early = takeDelta(choice);
      out += early === undefined ? '' : dataEvent(chunkWith(chunk, index, early));
      out += flush(index);
    }
    return isWorthIt ? out + dataEvent(chunk) : out;
  };

  /** All that is held of a choice, as events. */
  const flush = (index: number): string => {
    const state = choices.get(index);
    if (state === undefined) return '';
    choices.delete(index);
    let out = '';
    for (const { path, stream } of state.texts.values()) {
      const rest = stream.end();
      if (rest !== '') out += dataEvent(chunkWith(state.template, index, deltaOf(path, rest)));
    }
    for (const call of state.calls) {
      out += dataEvent(chunkWith(state.template, index, { delta: callDelta(call, hideArguments(call.text)) }));
    }
    return out;
  };

  const flushAll = (): string => [...choices.keys()].map(flush).join('') + typedText(typed.end());

  const transform = (events: readonly StreamEvent[]): string =>
    events
      .map(({ otherLines, data }) => {
        const lines = otherLines.filter((line) => PLAIN_LINE.test(line));
        if (data === undefined) return eventText({ otherLines: lines, data });
        if (data.trim() === DONE) return flushAll() + eventText({ otherLines: lines, data });
        const chunk = parseChunk(data);
        if (!('choices' in chunk)) {
          isNamed = lines.some((line) => line.startsWith(NAME_FIELD));
          const others = lines.filter((line) => !line.startsWith(NAME_FIELD));
          return others.map((line) => `${line}\n`).join('') + typedText(typed.push(chunk));
        }
        const text = hideChunk(chunk);
        return text === '' ? '' : lines.map((line) => `${line}\n`).join('') + text;
      })
      .join('');

  return {
    push: (bytes) => transform(reader.push(bytes)),
    end: () => transform(reader.end()) + flushAll(),
  };
}

type Search = (name: string, value: unknown) => unknown;

/** Holds the arguments of a call of a tool; `true` when the call says something else, such as the name of the tool. */
function holdCall(state: ChoiceState, call: Json, at: number, searched: Search): boolean {
  const index = typeof call['index'] === 'number' ? call['index'] : at;
  const { id } = call;
  let isWorthIt = false;
  for (const [name, value] of Object.entries(call)) {
    if ((name === 'function' || name === 'custom') && isObject(value)) {
      isWorthIt = holdText(state, { kind: name, index, id }, value, searched) || isWorthIt;
    } else {
      call[name] = searched(name, value);
      isWorthIt ||= name !== 'index';
    }
  }
  return isWorthIt;
}

function holdFunctionCall(state: ChoiceState, call: Json, searched: Search): boolean {
  return holdText(state, { kind: 'function_call', index: 0, id: undefined }, call, searched);
}

/** Takes the arguments out of a call; `true` when something is left of it. */
function holdText(state: ChoiceState, key: Omit<Call, 'text'>, target: Json, searched: Search): boolean {
  const member = key.kind === 'custom' ? 'input' : 'arguments';
  let isWorthIt = false;
  for (const [name, value] of Object.entries(target)) {
    if (name === member && typeof value === 'string') {
      const call = callOf(state, key);
      call.text += value;
      if (call.text.length > MAX_ARGUMENTS_CHARACTERS) {
        throw new PrivacyError('limit_exceeded', 'the arguments of a tool are too long');
      }
      target[name] = '';
    } else {
      target[name] = searched(name, value);
      isWorthIt = true;
    }
  }
  return isWorthIt;
}

/** The call that a piece belongs to: the last one of its place, unless it names another id. */
function callOf(state: ChoiceState, key: Omit<Call, 'text'>): Call {
  const known = state.calls.findLast(({ kind, index }) => kind === key.kind && index === key.index);
  if (known !== undefined && (key.id === undefined || known.id === undefined || known.id === key.id)) return known;
  if (state.calls.length >= MAX_PARTS) throw new PrivacyError('limit_exceeded', 'an answer calls too many tools');
  const call = { ...key, text: '' };
  state.calls.push(call);
  return call;
}

function callDelta({ kind, index }: Call, text: string): Json {
  if (kind === 'function_call') return { function_call: { arguments: text } };
  const body = kind === 'custom' ? { custom: { input: text } } : { function: { arguments: text } };
  return { tool_calls: [{ index, ...body }] };
}

/** Text of a part of `content`, or nothing. */
function textOfPart(part: unknown): string {
  return isObject(part) && typeof part['text'] === 'string' ? part['text'] : '';
}

/** Takes the text out of the delta that ends a choice: held text comes between the two. */
function takeDelta(choice: Json): Json | undefined {
  const delta = choice['delta'];
  if (isObject(delta) && Object.keys(delta).length > 0) {
    choice['delta'] = {};
    return { delta };
  }
  const text = choice['text'];
  if (typeof text !== 'string' || text === '') return undefined;
  choice['text'] = '';
  return { text };
}

function chunkWith(template: Json, index: number, part: Json): Json {
  const { usage: _, ...rest } = template;
  return { ...rest, choices: [{ index, ...part, finish_reason: null }] };
}

/** The line that repeats an event's type, when it is a plain word. */
function nameLine({ type }: Json): string {
  const line = `${NAME_FIELD} ${String(type)}`;
  return typeof type === 'string' && PLAIN_LINE.test(line) ? `${line}\n` : '';
}

function dataEvent(chunk: Json): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** @throws PrivacyError `document_invalid` */
function parseChunk(data: string): Json {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch {
    // What cannot be read cannot be searched, and is not passed on.
  }
  if (isObject(chunk)) return chunk;
  throw new PrivacyError('document_invalid', 'an event of the stream is not an object of JSON');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
