import { unfinishedTokenStart } from './token-form.ts';
import type { TokenVault } from './token-vault.ts';

/** Restores a text that comes in pieces. */
export interface RestoreStream {
  /** Takes the next piece and returns what is certain by now; fewer than `MAX_TOKEN_FORM_CHARS` characters are held back. */
  push(chunk: string): string;
  /** Returns what was held back. Nothing may be pushed after it. */
  end(): string;
}

/** A stream that puts a vault's values back, as {@link TokenVault.restore} does, also where a token is split over pieces. */
export function createRestorer(vault: TokenVault): RestoreStream {
  let held = '';
  let ended = false;
  const release = (text: string): string => {
    if (ended) throw new TypeError('the restorer has ended');
    let output = '';
    let from = 0;
    for (const place of vault.find(text)) {
      output += text.slice(from, place.start) + place.is.value;
      from = place.end;
    }
    // What follows the last token only: its own characters must not begin another.
    const rest = text.slice(from);
    const certain = unfinishedTokenStart(rest, vault.words());
    held = rest.slice(certain);
    return output + rest.slice(0, certain);
  };
  return {
    push: (chunk) => release(held + chunk),
    end() {
      const output = held;
      ended = true;
      held = '';
      return output;
    },
  };
}
