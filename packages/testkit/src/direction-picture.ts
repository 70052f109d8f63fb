/** Size of a picture in pixels. */
export const PICTURE_WIDTH = 192;
export const PICTURE_HEIGHT = 48;

const GLYPH_WIDTH = 5;
const GLYPH_HEIGHT = 7;
/** Pixels for each point of a glyph. */
const SCALE = 5;
const LEFT_MARGIN = 4;
const MAX_LETTERS = Math.floor((PICTURE_WIDTH - LEFT_MARGIN) / ((GLYPH_WIDTH + 1) * SCALE));

const PAPER = 255;
const INK = 0;

const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  A: ['.###.', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'],
  E: ['#####', '#....', '#....', '####.', '#....', '#....', '#####'],
  L: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  P: ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'],
  R: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
  T: ['#####', '..#..', '..#..', '..#..', '..#..', '..#..', '..#..'],
};

/** Draws text in black on white, one byte a pixel, row by row. */
export function directionPicture(text: string): Uint8Array {
  if (text.length === 0 || text.length > MAX_LETTERS)
    throw new TypeError(`the text must have 1 to ${MAX_LETTERS} letters`);
  const pixels = new Uint8Array(PICTURE_WIDTH * PICTURE_HEIGHT).fill(PAPER);
  const top = Math.floor((PICTURE_HEIGHT - GLYPH_HEIGHT * SCALE) / 2);
  for (let position = 0; position < text.length; position++) {
    const letter = text[position]!;
    const glyph = GLYPHS[letter];
    if (glyph === undefined) throw new TypeError(`there is no glyph for ${letter}`);
    const left = LEFT_MARGIN + position * (GLYPH_WIDTH + 1) * SCALE;
    for (let y = 0; y < GLYPH_HEIGHT * SCALE; y++) {
      for (let x = 0; x < GLYPH_WIDTH * SCALE; x++) {
        if (glyph[Math.floor(y / SCALE)]![Math.floor(x / SCALE)] !== '#') continue;
        pixels[(top + y) * PICTURE_WIDTH + left + x] = INK;
      }
    }
  }
  return pixels;
}
