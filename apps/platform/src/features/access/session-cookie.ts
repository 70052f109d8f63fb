const NAME = 'tg_session';
/** Longest life of the cookie, seconds (30 days); the session itself ends earlier when it is not used. */
const MAX_AGE_SECONDS = 30 * 86_400;

/** The cookie that carries a session: not readable by scripts, never sent from other sites. */
export const sessionCookie = {
  name: NAME,
  issue: (secret: string, secure: boolean) => `${NAME}=${secret}; Max-Age=${MAX_AGE_SECONDS}; ${attributes(secure)}`,
  clear: (secure: boolean) => `${NAME}=; Max-Age=0; ${attributes(secure)}`,
  /** The secret in a Cookie header. */
  read(header: string | null): string | undefined {
    for (const part of header?.split(';') ?? []) {
      const [name, value] = part.trim().split('=', 2);
      if (name === NAME && value) return value;
    }
    return undefined;
  },
};

function attributes(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
