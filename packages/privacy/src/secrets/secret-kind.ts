/** One kind of token that a service gives out. */
export interface SecretKind {
  /** Name in findings: `github-token`. */
  readonly name: string;
  readonly service: string;
  /** Literals one of which every token has; the search begins there. */
  readonly anchors: readonly string[];
  /** The whole token, sticky and with bounded repetitions. */
  readonly form: RegExp;
  /** Characters of the token before its anchor. Default 0. */
  readonly before?: number;
  /** Whether a token of the right form is one; default yes. */
  readonly isValid?: (token: string) => boolean;
  /** Score of a token whose form is distinctive; default 0.95. */
  readonly score?: number;
}
