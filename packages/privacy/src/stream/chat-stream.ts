import { EventReader, eventText } from './event-reader.ts';
import { PrivacyError } from '../errors.ts';
import type { HidingStream } from './hiding-stream.ts';

/** What a chat stream hides with. */
export interface ChatStreamOptions {
  /** A stream for one text: the answer, refusal or reasoning of one choice. */
  readonly newStream: () => HidingStream;
  /** Hides values in the whole arguments of one call of a tool, which are JSON as text. */
  readonly hideArguments: (text: string) => string;
}

/** Hides values in an OpenAI-style stream of chat or completion chunks. */
export interface ChatStream {
  /** @throws PrivacyError `document_invalid`, `limit_exceeded` */
  push(bytes: Uint8Array): string;
  /** @throws PrivacyError `document_invalid`, `limit_exceeded` */
  end(): string;
}

/** Longest arguments of one call of a tool, UTF-16 code units. */
export const MAX_ARGUMENTS_CHARACTERS = 1_048_576;
/** Most choices and calls of tools of one answer. */
const MAX_PARTS = 1_024;
const DONE = '[DONE]';
/** Members of a delta that are text for people. */
const TEXT_MEMBERS = ['content', 'refusal', 'reasoning_content', 'reasoning'] as const;

type Json = Record<string, unknown>;

/** The texts of one choice that are under way. */
interface ChoiceState {
  readonly texts: Map<string, HidingStream>;
  readonly calls: Map<number, string>;
  /** The last chunk that had the choice: what is still held goes out in its form. */
  template: Json;
}

/**
 * Makes a transform of the bytes of a `text/event-stream`. Text of answers is passed on as {@link HidingStream} allows, in chunks
 * of the same form; arguments of tools are held until the choice ends, since nobody can use them earlier. Chunks that have
 * nothing left to say are dropped. What is held goes out before the chunk that ends its choice.
 */
export function createChatStream({ newStream, hideArguments }: ChatStreamOptions): ChatStream {
  const reader = new EventReader();
  const choices = new Map<number, ChoiceState>();

  const stateOf = (index: number, chunk: Json): ChoiceState => {
    let state = choices.get(index);
    if (state === undefined) {
      if (choices.size >= MAX_PARTS) throw new PrivacyError('limit_exceeded', 'an answer has too many choices');
      choices.set(index, (state = { texts: new Map(), calls: new Map(), template: chunk }));
    }
    state.template = chunk;
    return state;
  };

  const pushText = (state: ChoiceState, name: string, piece: string): string => {
    let stream = state.texts.get(name);
    if (stream === undefined) state.texts.set(name, (stream = newStream()));
    return stream.push(piece);
  };

  /** Replaces the texts of a delta by what may go out; `true` when something is left of it. */
  const hideDelta = (state: ChoiceState, delta: Json): boolean => {
    let isWorthIt = false;
    for (const [name, value] of Object.entries(delta)) {
      if ((TEXT_MEMBERS as readonly string[]).includes(name) && typeof value === 'string') {
        delta[name] = pushText(state, name, value);
        isWorthIt ||= delta[name] !== '' || value === '';
      } else if (name === 'tool_calls' && Array.isArray(value)) {
        for (const call of value.filter(isObject)) isWorthIt = holdArguments(state, call) || isWorthIt;
      } else if (name === 'function_call' && isObject(value)) {
        isWorthIt = holdArguments(state, { index: FUNCTION_CALL, function: value }) || isWorthIt;
      } else isWorthIt ||= value !== null;
    }
    return isWorthIt;
  };

  const hideChunk = (chunk: Json): string => {
    if (!Array.isArray(chunk['choices'])) return dataEvent(chunk);
    let out = '';
    let isWorthIt = chunk['usage'] !== undefined && chunk['usage'] !== null;
    isWorthIt ||= chunk['choices'].length === 0;
    for (const choice of chunk['choices'].filter(isObject)) {
      const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
      const state = stateOf(index, chunk);
      if (isObject(choice['delta'])) isWorthIt = hideDelta(state, choice['delta']) || isWorthIt;
      if (typeof choice['text'] === 'string') {
        choice['text'] = pushText(state, 'text', choice['text']);
        isWorthIt ||= choice['text'] !== '';
      }
      // Probabilities repeat the text token by token.
      if ('logprobs' in choice) choice['logprobs'] = null;
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
    for (const [name, stream] of state.texts) {
      const rest = stream.end();
      if (rest === '') continue;
      const part = name === 'text' ? { text: rest } : { delta: { [name]: rest } };
      out += dataEvent(chunkWith(state.template, index, part));
    }
    for (const [call, text] of state.calls) {
      const hidden = { arguments: hideArguments(text) };
      const delta =
        call === FUNCTION_CALL ? { function_call: hidden } : { tool_calls: [{ index: call, function: hidden }] };
      out += dataEvent(chunkWith(state.template, index, { delta }));
    }
    return out;
  };

  const flushAll = (): string => [...choices.keys()].map(flush).join('');

  const transform = (events: ReturnType<EventReader['push']>): string =>
    events
      .map((event) => {
        if (event.data === undefined) return eventText(event);
        if (event.data.trim() === DONE) return flushAll() + eventText(event);
        const text = hideChunk(parseChunk(event.data));
        return text === '' || event.otherLines.length === 0
          ? text
          : event.otherLines.map((line) => `${line}\n`).join('') + text;
      })
      .join('');

  return {
    push: (bytes) => transform(reader.push(bytes)),
    end: () => transform(reader.end()) + flushAll(),
  };
}

/** The key of the one call of the older form, beside the indices of calls of tools. */
const FUNCTION_CALL = -1;

/** Holds the arguments of a call; `true` when the call says something else, such as the name of the tool. */
function holdArguments(state: ChoiceState, call: Json): boolean {
  const index = typeof call['index'] === 'number' ? call['index'] : 0;
  const target = isObject(call['function']) ? call['function'] : call;
  const piece = target['arguments'];
  if (typeof piece === 'string') {
    const text = (state.calls.get(index) ?? '') + piece;
    if (text.length > MAX_ARGUMENTS_CHARACTERS || state.calls.size >= MAX_PARTS) {
      throw new PrivacyError('limit_exceeded', 'the arguments of a tool are too long');
    }
    state.calls.set(index, text);
    target['arguments'] = '';
  }
  return 'name' in target || 'id' in call;
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
