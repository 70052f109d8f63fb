import { PrivacyError } from '../errors.ts';

/** One event of a `text/event-stream`: its lines without the empty line that ends it. */
export interface StreamEvent {
  /** Lines of the event that are no data, as they came. */
  readonly otherLines: readonly string[];
  /** The data lines put together; `undefined` when there are none. */
  readonly data: string | undefined;
}

/** Longest event, UTF-16 code units. */
export const MAX_EVENT_CHARACTERS = 1_048_576;

/** Two ends of lines; a carriage return at the very end may be half of one. */
const BOUNDARY = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n|$))/g;
/** As long as a boundary may be, UTF-16 code units. */
const LONGEST_BOUNDARY = 4;

/** Takes bytes of an event stream apart, wherever they are cut: in a character, a line end or an event. */
export class EventReader {
  readonly #decoder = new TextDecoder('utf-8');
  /** Pieces of the event that is under way. */
  #pieces: string[] = [];
  #length = 0;
  /** End of what came, where a boundary may have begun. */
  #tail = '';

  /** @throws PrivacyError `limit_exceeded` */
  push(bytes: Uint8Array): StreamEvent[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** An event that the end cut off counts as one. @throws PrivacyError `limit_exceeded` */
  end(): StreamEvent[] {
    return this.#take(`${this.#decoder.decode()}\n\n`).filter(
      ({ data, otherLines }) => data !== undefined || otherLines.length > 0,
    );
  }

  #take(text: string): StreamEvent[] {
    this.#pieces.push(text);
    this.#length += text.length;
    // Only what is new is searched: an event may come byte by byte.
    const seam = this.#tail + text;
    this.#tail = seam.slice(-LONGEST_BOUNDARY);
    if (seam.search(BOUNDARY) < 0) {
      if (this.#length > MAX_EVENT_CHARACTERS) throw new PrivacyError('limit_exceeded', 'an event is too long');
      return [];
    }
    const whole = this.#pieces.join('');
    const events: StreamEvent[] = [];
    let start = 0;
    for (const { index, 0: boundary } of whole.matchAll(BOUNDARY)) {
      if (index < start) continue;
      if (index > start) events.push(parseEvent(whole.slice(start, index)));
      start = index + boundary.length;
    }
    const rest = whole.slice(start);
    this.#pieces = [rest];
    this.#length = rest.length;
    this.#tail = rest.slice(-LONGEST_BOUNDARY);
    if (rest.length > MAX_EVENT_CHARACTERS) throw new PrivacyError('limit_exceeded', 'an event is too long');
    return events;
  }
}

/** Text of an event for the wire. */
export function eventText({ otherLines, data }: StreamEvent): string {
  const lines = data === undefined ? otherLines : [...otherLines, ...data.split('\n').map((line) => `data: ${line}`)];
  return lines.length === 0 ? '' : `${lines.map((line) => `${line}\n`).join('')}\n`;
}

function parseEvent(block: string): StreamEvent {
  const data: string[] = [];
  const otherLines: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (line === 'data' || line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    else if (line !== '') otherLines.push(line);
  }
  return { otherLines, data: data.length === 0 ? undefined : data.join('\n') };
}
