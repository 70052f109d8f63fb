/** A SHA-256 digest in text form, `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/** What a {@link Digest} looks like. */
export const digestPattern = /^sha256:[0-9a-f]{64}$/;
