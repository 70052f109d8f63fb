import { isPlaceholder } from './placeholders.ts';

const CREDENTIALS = /:\/\/([^\s:@/?#"'<>]{0,128}):([^\s@/?#"'<>]{1,256})@[\w.[\]-]/y;

/** Where the password stands in `scheme://user:password@host`, given the offset of `://`. */
export function passwordInUrl(text: string, at: number): { readonly start: number; readonly end: number } | undefined {
  CREDENTIALS.lastIndex = at;
  const match = CREDENTIALS.exec(text);
  if (match === null) return undefined;
  const [, user, password] = match as unknown as [string, string, string];
  if (isPlaceholder(password)) return undefined;
  const start = at + '://'.length + user.length + 1;
  return { start, end: start + password.length };
}
