/** One kind of token that a service gives out. */
export interface SecretKind {
  /** Name in findings: `github-token`. */
  readonly name: string;
  readonly service: string;
  /** Literals one of which every token has; the search begins there. */
  readonly anchors: readonly string[];
  /** Source of an expression for the whole token, with bounded repetitions. */
  readonly form: string;
  /** Characters of the token before its anchor, or the fewest and the most of them. Default 0. */
  readonly before?: number | readonly [fewest: number, most: number];
  /** The anchor tells what follows, and is no part of the token. */
  readonly isBehindAnchor?: true;
  /** Letters, digits, `_` and `-` may follow the token at once. */
  readonly hasOpenEnd?: true;
  /** Whether a token of the right form is one; default yes. */
  readonly isValid?: (token: string) => boolean;
  /** Score of a token whose form is distinctive; default 0.95. */
  readonly score?: number;
}

/** A row of the table; anchors stand apart by spaces. */
export function secretKind(
  name: string,
  service: string,
  anchors: string,
  form: string,
  rest: Pick<SecretKind, 'before' | 'isBehindAnchor' | 'hasOpenEnd' | 'isValid' | 'score'> = {},
): SecretKind {
  return { name, service, anchors: anchors.split(' '), form, ...rest };
}
