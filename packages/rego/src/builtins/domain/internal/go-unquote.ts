const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]?))/g;

/** The value of a string or character literal of Go, quotes included; `undefined` when an escape is not one of Go's. */
export function goUnquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  let valid = true;
  const value = body.replaceAll(
    ESCAPE,
    (_, octal?: string, hex?: string, short?: string, long?: string, char?: string) => {
      const code = octal === undefined ? (hex ?? short ?? long) : undefined;
      const point = octal === undefined ? Number.parseInt(code ?? '', 16) : Number.parseInt(octal, 8);
      if (Number.isNaN(point)) {
        const escaped = Object.hasOwn(ESCAPES, char ?? '') ? ESCAPES[char!] : undefined;
        valid &&= escaped !== undefined;
        return escaped ?? '';
      }
      valid &&= point <= 0x10ffff;
      return valid ? String.fromCodePoint(point) : '';
    },
  );
  return valid ? value : undefined;
}
