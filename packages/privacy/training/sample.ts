import type { TaggedType } from '../src/tagger/internal/labels.ts';

/** A labelled stretch of a sample. */
export interface Span {
  readonly type: TaggedType;
  readonly start: number;
  readonly end: number;
}

/** A text to learn from or to measure with. */
export interface Sample {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** A piece of a text, with the type that it has as a whole. */
export interface Piece {
  readonly text: string;
  readonly type?: TaggedType;
}

/** Joins pieces to a sample. */
export function joinPieces(pieces: readonly Piece[]): Sample {
  let text = '';
  const spans: Span[] = [];
  for (const piece of pieces) {
    const start = text.length;
    text += piece.text;
    if (piece.type !== undefined && piece.text !== '') spans.push({ type: piece.type, start, end: text.length });
  }
  return { text, spans };
}
