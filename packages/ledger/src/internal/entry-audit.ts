import type { BundleTrailer } from '../bundle-format.ts';
import { FIRST_PREVIOUS } from '../entry.ts';
import { RightEdge } from '../right-edge.ts';
import type { Finding } from '../verify-report.ts';
import { finding } from './findings.ts';
import { analyseTampering, type EvidenceRow } from './tamper-analysis.ts';

/** Most lines kept for the analysis of a tampered bundle; past it the verdict is an inference. */
const MAX_EVIDENCE_ROWS = 1_000_000;

/** A signed head that the entries must lead to. */
export interface SignedHead {
  readonly size: number;
  readonly root: Buffer;
  /** `final`: the bundle's checkpoint; `history`: an earlier one in it; `known`: the auditor's own. */
  readonly source: 'final' | 'history' | 'known';
}

/**
 * Follows the entries of a bundle: sequence, chain, tree, and the root at each signed size. A leaf enters the tree only
 * when its successor links to it, so that at the first irregularity everything before it is confirmed twice.
 */
export class EntryAudit {
  readonly #heads: readonly SignedHead[];
  readonly #final: SignedHead;
  readonly #tree = new RightEdge();
  readonly #failed: SignedHead[] = [];
  #provenSize = 0;
  #nextHead = 0;
  /** Number of entries in order so far. */
  #next = 0;
  #last: { leaf: Buffer; line: number; previous: string | null } | null = null;
  #head = FIRST_PREVIOUS;
  #confirmedHead = FIRST_PREVIOUS;
  #evidence: EvidenceRow[] | null = null;
  #lines = 0;
  #trailer: BundleTrailer | null = null;

  /** `heads` are all signed heads up to the final one's size. */
  constructor(heads: readonly SignedHead[], final: SignedHead) {
    this.#heads = [...heads].sort((a, b) => a.size - b.size);
    this.#final = final;
    this.#checkHeads();
  }

  /** Entries proven by the largest signed head that matched. */
  get provenSize(): number {
    return this.#provenSize;
  }

  /** Where the next entry belongs, as long as nothing is wrong. */
  get next(): number {
    return this.#next;
  }

  /** Whether something is wrong already. */
  get inDoubt(): boolean {
    return this.#evidence !== null;
  }

  /** Takes the next entry line; `previous` is `null` for a withheld entry. */
  entry(line: number, seq: number, leaf: Buffer, previous: string | null): void {
    this.#lines++;
    if (this.#evidence === null) {
      const links = previous === null || previous === this.#head;
      if (links && seq === this.#next && seq < this.#final.size) {
        this.#accept(line, leaf, previous);
        return;
      }
      this.#doubt();
    }
    if (this.#evidence!.length < MAX_EVIDENCE_ROWS) {
      this.#evidence!.push({ line, seq, leaf: leaf.toString('base64'), previous });
    }
  }

  /** Takes the last line. */
  trailer(trailer: BundleTrailer): void {
    this.#trailer = trailer;
  }

  /** The first thing that is wrong; `null` when all signed heads are met. `cut`: the rest could not be read. */
  finish(cut = false): Finding | null {
    const head = this.#trailer?.head ?? null;
    const inOrder =
      this.#evidence === null && this.#next === this.#final.size && (head === null || head === this.#head);
    if (!inOrder) {
      this.#doubt();
      return this.#analyse(head, cut);
    }
    this.#confirm();
    if (this.#failed.length > 0) return this.#headsFinding(this.#failed[0]!);
    if (this.#trailer === null) return finding('malformed', 'format', 'the last line of the bundle is missing');
    return this.#trailer.end === this.#lines
      ? null
      : finding('malformed', 'format', 'the last line has the wrong count');
  }

  #accept(line: number, leaf: Buffer, previous: string | null): void {
    this.#confirm();
    this.#last = { leaf, line, previous };
    this.#head = leaf.toString('base64');
    this.#next++;
  }

  /** The last entry is linked to (or the bundle ends well): it enters the tree. */
  #confirm(): void {
    if (this.#last === null) return;
    this.#tree.push(this.#last.leaf);
    this.#confirmedHead = this.#head;
    this.#last = null;
    this.#checkHeads();
  }

  #checkHeads(): void {
    for (; this.#heads[this.#nextHead]?.size === this.#tree.size; this.#nextHead++) {
      const head = this.#heads[this.#nextHead]!;
      if (!this.#tree.root().equals(head.root)) this.#failed.push(head);
      else if (this.#failed.length === 0) this.#provenSize = head.size;
    }
  }

  /** Starts to gather evidence, with the entry that nothing has confirmed yet. */
  #doubt(): void {
    if (this.#evidence !== null) return;
    const last = this.#last;
    this.#evidence =
      last === null ? [] : [{ line: last.line, seq: this.#next - 1, leaf: this.#head, previous: last.previous }];
  }

  #analyse(head: string | null, cut: boolean): Finding {
    const rows = this.#evidence!;
    const complete = !cut && this.#lines - this.#tree.size === rows.length;
    const { size, root } = this.#final;
    const confirmed = this.#tree;
    const verdict = analyseTampering({
      confirmed,
      confirmedHead: this.#confirmedHead,
      rows,
      complete,
      size,
      root,
      head,
    });
    // A head that failed before the doubtful entries is the earlier trouble, unless the explanation is proven.
    const [failed] = this.#failed;
    return failed === undefined || verdict.proven ? verdict.finding : this.#headsFinding(failed);
  }

  /** The chain holds but does not lead to a signed root. */
  #headsFinding(first: SignedHead): Finding {
    const from = this.#provenSize;
    const range = { from, to: first.size };
    const seq = first.size - from === 1 ? from : null;
    if (this.#failed.some(({ source }) => source === 'final') || this.#evidence !== null) {
      if (seq !== null)
        return finding('entry_edited', 'signed_root', 'an entry is not the one that was signed', { seq });
      const message = 'the chain holds, but from some entry in this range on it is not the one that was signed';
      return finding('log_rewritten', 'signed_root', message, { seq, range });
    }
    if (this.#failed.some(({ source }) => source === 'known')) {
      const message = 'the log signed another history for you: your checkpoint is not a prefix of this bundle';
      return finding('log_forked', 'signature', message, { seq, range });
    }
    const message = 'the log signed two histories: an earlier checkpoint is not a prefix of the latest';
    return finding('checkpoint_inconsistent', 'signature', message, { seq, range });
  }
}
