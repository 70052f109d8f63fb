import { findCodes } from './codes.ts';
import { Page } from './page.ts';
import type { Plan } from './plan.ts';
import { type Block, KIND, scanBlock } from './scan.ts';

/** Characters of text that are read before their anchors are looked at. */
const BLOCK_CHARS = 65_536;
/** How far behind the reading cursor anchors are looked at, so that context after them is known; in characters. */
const LOOK_AHEAD_CHARS = 128;
/** Context words this far before the next anchor are forgotten, in characters. */
const KEEP_CUES_CHARS = 256;

function ask(page: Page, plan: Plan, block: Block, index: number): void {
  const kind = block.kinds[index];
  const start = block.starts[index] ?? 0;
  const end = block.ends[index] ?? 0;
  if (kind === KIND.number) {
    // Parts of a date are nothing else: the many numbers of log lines end here.
    if (end <= page.dateEnd) return;
    for (const row of plan.byLength[end - start] ?? []) row.find(page, row, start, end);
    if (page.isInTable(start)) for (const row of plan.finders.cell) row.find(page, row, start, end);
    findCodes(page, plan, start);
  } else if (kind === KIND.word) {
    const topics = block.words[index]?.topics;
    if (topics !== undefined) for (const row of plan.startedBy(topics)) row.find(page, row, start, end);
  } else {
    const name = kind === KIND.at ? 'at' : kind === KIND.scheme ? 'scheme' : kind === KIND.dot ? 'dot' : 'colon';
    for (const row of plan.finders[kind === KIND.filler ? 'filler' : name]) row.find(page, row, start, end);
  }
}

/** Reads the text block by block and asks the rows of the plan at every anchor. */
export function findAll(plan: Plan, text: string): Page {
  const page = new Page(text);
  let block: Block = { kinds: [], starts: [], ends: [], words: [] };
  let cursor = 0;
  while (cursor < text.length) {
    cursor = scanBlock(text, cursor, cursor + BLOCK_CHARS, block, page.cues);
    const ready = cursor < text.length ? cursor - LOOK_AHEAD_CHARS : cursor;
    let index = 0;
    while (index < block.starts.length && (block.ends[index] ?? 0) <= ready) ask(page, plan, block, index++);
    if (index === 0) continue;
    block = {
      kinds: block.kinds.slice(index),
      starts: block.starts.slice(index),
      ends: block.ends.slice(index),
      words: block.words.slice(index),
    };
    const oldest = Math.min(block.starts[0] ?? cursor, cursor - LOOK_AHEAD_CHARS) - KEEP_CUES_CHARS;
    page.cues = page.cues.filter((cue) => cue.at >= oldest);
  }
  return page;
}
