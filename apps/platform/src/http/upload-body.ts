import type { IncomingMessage } from 'node:http';

/** An upload whose caller sends nothing for this long is given up, milliseconds: it holds a place that others wait for. */
const UPLOAD_STALL_MS = 60_000;

/**
 * The bytes of an upload as they come. A consumer that stops does not take the connection down, so that a refusal can still be
 * sent. A caller that falls silent is cut off; its body then ends with an error.
 */
export async function* uploadBody(incoming: IncomingMessage, stallMs = UPLOAD_STALL_MS): AsyncGenerator<Uint8Array> {
  const giveUp = (): void => void incoming.destroy(new Error(`nothing came for ${stallMs} ms`));
  incoming.setTimeout(stallMs, giveUp);
  try {
    yield* incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } finally {
    // What follows, verification, is silent for as long as it takes.
    incoming.off('timeout', giveUp);
    incoming.setTimeout(0);
  }
}
