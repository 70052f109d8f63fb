/** The token in the fragment of a sign-in link (`#token=...`). Fragments never reach a server's log. */
export function takeToken(hash: string): string | undefined {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token');
  return token === null || token === '' ? undefined : token;
}
