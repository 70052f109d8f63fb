const NEWLINE = 0x0a;

/**
 * Splits a byte stream into lines without copying each line. A line is `buffer[start, end)`, valid until the next
 * `push`. The byte before `start` belongs to the splitter's user: a leaf hash puts its prefix there.
 */
export class LineSplitter {
  buffer: Buffer = Buffer.alloc(1);
  start = 1;
  end = 1;
  #scanned = 1;

  /** Adds bytes; what is left of the last line stays in front of them. */
  push(chunk: Uint8Array): void {
    const rest = this.buffer.subarray(this.#scanned);
    const buffer = Buffer.allocUnsafeSlow(1 + rest.length + chunk.length);
    buffer.set(rest, 1);
    buffer.set(chunk, 1 + rest.length);
    this.buffer = buffer;
    this.#scanned = 1;
  }

  /** Moves to the next complete line; `false` when more bytes are needed. */
  next(): boolean {
    const newline = this.buffer.indexOf(NEWLINE, this.#scanned);
    if (newline < 0) return false;
    this.start = this.#scanned;
    this.end = newline;
    this.#scanned = newline + 1;
    return true;
  }

  /** Bytes after the last complete line. */
  get pendingBytes(): number {
    return this.buffer.length - this.#scanned;
  }
}
