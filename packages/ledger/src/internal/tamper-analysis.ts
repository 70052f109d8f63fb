import { FIRST_PREVIOUS } from '../entry.ts';
import type { RightEdge } from '../right-edge.ts';
import type { Finding } from '../verify-report.ts';
import { finding } from './findings.ts';

/** Most places that are looked at one by one: bounds memory when nearly all of a large log is missing. */
const MAX_SLOTS = 2_000_000;

/** One entry line, as far as the analysis needs it. Hashes are base64. */
export interface EvidenceRow {
  readonly line: number;
  readonly seq: number;
  readonly leaf: string;
  /** `null` when the entry is withheld. */
  readonly previous: string | null;
}

/** Everything known when the first irregularity showed up and the bundle was read to its end. */
export interface Evidence {
  /** Tree over the entries before the rows; each of them is confirmed by its successor's chain link. */
  readonly confirmed: RightEdge;
  /** Leaf hash of the last confirmed entry. */
  readonly confirmedHead: string;
  /** Entry lines from the first doubtful one on, in file order. */
  readonly rows: readonly EvidenceRow[];
  /** Whether the rows go on to the end of the bundle. */
  readonly complete: boolean;
  /** Size and root that the log signed. */
  readonly size: number;
  readonly root: Buffer;
  /** The trailer's claim about the last leaf; `null` without trailer. */
  readonly head: string | null;
}

/** What the analysis says: the first bad entry, and whether the signed root confirms the whole explanation. */
export interface Verdict {
  readonly finding: Finding;
  readonly proven: boolean;
}

/** The line that stands for a sequence number, and what its successor says that its leaf hash was. */
interface Slot {
  readonly row: EvidenceRow | null;
  readonly claim: string | null;
}

/**
 * Explains a bundle that is not in order. Each entry's `previous` is a second record of its predecessor's leaf hash, so
 * the original tree can often be rebuilt from what is left; when that gives the signed root, the explanation is proven.
 * Otherwise the verdict is an inference from chain links, sequence numbers and counts.
 */
export function analyseTampering(evidence: Evidence): Verdict {
  const slots = fillSlots(evidence);
  for (const assign of [computedLeaves, claimedLeaves, runStartsComputed]) {
    const leaves = assign(slots);
    if (leadsToRoot(evidence, leaves)) {
      return { finding: firstBad(evidence, slots, leaves, true), proven: true };
    }
  }
  return { finding: firstBad(evidence, slots, claimedLeaves(slots), false), proven: false };
}

/** Chooses one line per sequence number, from the last backwards: the one that its successor's link names. */
function fillSlots({ confirmed, rows, size, head }: Evidence): Slot[] {
  const base = confirmed.size;
  const count = Math.max(0, Math.min(size - base, MAX_SLOTS));
  const candidates = new Map<number, EvidenceRow[]>();
  for (const row of rows) {
    const same = candidates.get(row.seq);
    if (same === undefined) candidates.set(row.seq, [row]);
    else same.push(row);
  }
  const slots: Slot[] = [];
  let claim = base + count === size ? head : null;
  for (let seq = base + count - 1; seq >= base; seq--) {
    const here = candidates.get(seq) ?? [];
    const row = here.find(({ leaf }) => leaf === claim) ?? here[0] ?? null;
    slots.push({ row, claim });
    claim = row?.previous ?? null;
  }
  return slots.reverse();
}

/** The explanation that no entry was changed, only moved, repeated or left out. */
const computedLeaves = (slots: readonly Slot[]): (string | null)[] => slots.map(({ row, claim }) => row?.leaf ?? claim);

/** The explanation that every entry that differs from its successor's link was changed. */
const claimedLeaves = (slots: readonly Slot[]): (string | null)[] =>
  slots.map(({ row, claim }) => claim ?? row?.leaf ?? null);

/** The explanation that changed entries had their `previous` changed as well, which makes their predecessors look bad. */
function runStartsComputed(slots: readonly Slot[]): (string | null)[] {
  let inRun = false;
  return slots.map((slot) => {
    const differs = isDifferent(slot);
    const startsRun = differs && !inRun;
    inRun = differs;
    return startsRun ? slot.row!.leaf : (slot.claim ?? slot.row?.leaf ?? null);
  });
}

function isDifferent({ row, claim }: Slot): boolean {
  return row !== null && claim !== null && row.leaf !== claim;
}

function leadsToRoot({ confirmed, complete, root, size }: Evidence, leaves: readonly (string | null)[]): boolean {
  if (!complete || confirmed.size + leaves.length !== size) return false;
  const tree = confirmed.clone();
  for (const leaf of leaves) {
    if (leaf === null) return false;
    tree.push(Buffer.from(leaf, 'base64'));
  }
  return tree.root().equals(root);
}

/** Walks the lines in file order beside the leaves that should be there, and stops at the first difference. */
function firstBad(
  evidence: Evidence,
  slots: readonly Slot[],
  leaves: readonly (string | null)[],
  proven: boolean,
): Finding {
  const { rows, size, complete } = evidence;
  const base = evidence.confirmed.size;
  const how = proven ? 'signed_root' : 'chain';
  let at = 0;
  for (const [i, row] of rows.entries()) {
    const seq = base + at;
    const slot = slots[at];
    if (slot?.row === row) {
      if (row.leaf !== leaves[at]) return changed(evidence, slots, at, proven);
      at++;
    } else if (belongsLater(slots, base, size, row)) {
      if (slot?.row === null) {
        const present = slots.findIndex((later, index) => index > at && later.row !== null);
        const range = { from: seq, to: present < 0 ? row.seq : base + present };
        return finding('entry_deleted', how, 'entries are missing from the bundle', { seq, range });
      }
      return finding('entry_reordered', how, 'entries are not in their order', { seq, line: row.line });
    } else if (slot?.row === null && takesItsPlace(rows[i + 1], seq, size)) {
      return misnumbered(row, seq, leaves[at]!, proven);
    } else {
      const message = 'a line is not an entry of the signed log at its place';
      return finding('entry_inserted', how, message, { seq, line: row.line });
    }
  }
  if (complete && base + at < size) {
    const range = { from: base + at, to: size };
    return finding('log_truncated', how, 'the last entries are missing', { seq: base + at, range });
  }
  return proven ? brokenBySigner(evidence, slots) : doubtfulStart(evidence);
}

/** An entry that is not what its successor's link says. */
function changed(evidence: Evidence, slots: readonly Slot[], at: number, proven: boolean): Finding {
  const seq = evidence.confirmed.size + at;
  const { row, claim } = slots[at]!;
  const where = { seq, line: row!.line };
  if (proven) return finding('entry_edited', 'signed_root', 'an entry was changed', where);
  const before = at === 0 ? evidence.confirmedHead : slots[at - 1]!.row?.leaf;
  if (claim === before) {
    return finding('entry_inserted', 'chain', 'the next entry links past this one', where);
  }
  if (evidence.complete && slots.at(-1)!.row === null) {
    const message = 'the chain breaks after the entry before, and the log is shorter than was signed';
    return finding('entry_deleted', 'chain', message, { seq: seq + 1, line: row!.line + 1 });
  }
  const message = 'the next entry does not link to this one: one of the two was changed';
  return finding('entry_edited', 'chain', message, { ...where, range: { from: seq, to: seq + 2 } });
}

/** Every line is what was signed, so the log itself signed a chain that does not link, or only the trailer is wrong. */
function brokenBySigner({ confirmed, rows, head, size }: Evidence, slots: readonly Slot[]): Finding {
  const first = rows[0];
  if (confirmed.size === 0 && first && first.previous !== null && first.previous !== FIRST_PREVIOUS) {
    return finding('chain_broken', 'signed_root', 'the first entry links to something', { seq: 0, line: first.line });
  }
  const at = slots.findIndex(isDifferent);
  if (at < 0 || (confirmed.size + at === size - 1 && head !== null)) {
    return finding('malformed', 'format', 'the last line contradicts the entries');
  }
  const next = slots[at + 1]!.row!;
  const message = 'the log signed an entry that does not link to its predecessor';
  return finding('chain_broken', 'signed_root', message, { seq: next.seq, line: next.line });
}

/** A line at its place whose number is another. */
function misnumbered(row: EvidenceRow, seq: number, leaf: string | null, proven: boolean): Finding {
  const where = { seq, line: row.line };
  if (!proven || row.leaf !== leaf) {
    const how = proven ? 'signed_root' : 'chain';
    return finding('entry_edited', how, 'an entry was changed, its sequence number too', where);
  }
  // The leaf is what was signed. A withheld entry's number is only in the bundle; another's is part of what was signed.
  if (row.previous === null) return finding('malformed', 'format', 'a withheld entry has the wrong number', where);
  return finding('chain_broken', 'signed_root', 'the log signed an entry with the wrong sequence number', where);
}

/** Nothing contradicts itself in what could be compared, yet something did when the lines were read. */
function doubtfulStart({ confirmed, rows }: Evidence): Finding {
  const seq = confirmed.size;
  const message = 'the chain does not link here';
  return finding('entry_edited', 'chain', message, {
    seq,
    line: rows[0]?.line ?? null,
    range: { from: seq, to: seq + 2 },
  });
}

/** Whether a line is the entry of some later place. */
function belongsLater(slots: readonly Slot[], base: number, size: number, row: EvidenceRow): boolean {
  if (row.seq < base || row.seq >= size) return false;
  return row.seq >= base + slots.length || slots[row.seq - base]!.row === row;
}

function takesItsPlace(next: EvidenceRow | undefined, seq: number, size: number): boolean {
  return next === undefined ? seq + 1 === size : next.seq === seq + 1;
}
