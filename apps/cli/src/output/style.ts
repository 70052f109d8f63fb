import { styleText } from 'node:util';
import type { CliIo, OutputStream } from '../cli-io.ts';

/** Looks that text can have; each means one thing throughout the command. */
const LOOKS = { strong: 'bold', faint: 'dim', good: 'green', warning: 'yellow', bad: 'red' } as const;
export type Look = keyof typeof LOOKS;

/** Gives text a look, or leaves it as it is. */
export type Style = (look: Look, text: string) => string;

/** Text without any look. */
export const plainStyle: Style = (_look, text) => text;

/** Colours on a terminal that wants them (https://no-color.org), plain text anywhere else. */
export function styleFor(stream: OutputStream, env: CliIo['env']): Style {
  if (!stream.isTTY || env['NO_COLOR'] || env['TERM'] === 'dumb') return plainStyle;
  return (look, text) => styleText(LOOKS[look], text, { validateStream: false });
}

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from elsewhere, safe to show on one line: a terminal would obey control characters in it. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, (character) => (/\s/.test(character) ? ' ' : '�'));
}
