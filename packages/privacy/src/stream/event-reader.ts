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

/** Takes bytes of an event stream apart, wherever they are cut: in a character, a line end or an event. */
export class EventReader {
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';

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
    const blocks = (this.#rest + text).split(/\r\n\r\n|\n\n|\r\r(?!\n)/);
    this.#rest = blocks.pop()!;
    if (this.#rest.length > MAX_EVENT_CHARACTERS) throw new PrivacyError('limit_exceeded', 'an event is too long');
    return blocks.map(parseEvent);
  }
}

/** Text of an event for the wire. */
export function eventText({ otherLines, data }: StreamEvent): string {
  const lines = data === undefined ? otherLines : [...otherLines, ...data.split('\n').map((line) => `data: ${line}`)];
  return lines.map((line) => `${line}\n`).join('') + '\n';
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
