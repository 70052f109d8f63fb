import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { directiveSchema, type DeploymentReport, type Directive } from '@tensorguard/contract';
import { z } from 'zod';
import { AgentError } from '../errors.ts';
import type { ReportSpool } from '../spool/report-spool.ts';
import { inTransaction } from '../spool/state-database.ts';

/** A release as a directive names it. */
export type ReleaseRef = NonNullable<Directive['release']>;

const releaseRef = directiveSchema.shape.release.unwrap();
const outcomeSchema = z.strictObject({
  state: z.enum(['applied', 'failed', 'refused', 'stopped']),
  code: z.string().optional(),
  message: z.string().optional(),
});
/** How a directive ended. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** What the agent knows of a line. */
export interface LineRecord {
  readonly line: string;
  /** The highest directive that was accepted. */
  readonly directive: Directive;
  /** How it ended; null while it is being followed. */
  readonly outcome: Outcome | null;
  /** The release that answers requests, or did before the last restart. */
  readonly applied: ReleaseRef | null;
  /** Digest of the release before `applied`, kept on disk for a quick way back. */
  readonly previousDigest: string | null;
}

/** Durable memory of lines. Each change is on disk, together with its report, when the call returns. */
export class LineStore {
  readonly #database: DatabaseSync;
  readonly #spool: ReportSpool;

  constructor(database: DatabaseSync, spool: ReportSpool) {
    this.#database = database;
    this.#spool = spool;
  }

  /** @throws AgentError `state_corrupt` */
  all(): LineRecord[] {
    return this.#database.prepare('SELECT * FROM lines ORDER BY line').all().map(recordOf);
  }

  /** @throws AgentError `state_corrupt` */
  get(line: string): LineRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM lines WHERE line = ?').get(line);
    return row === undefined ? undefined : recordOf(row);
  }

  /** Stores a record with the reports that tell of the change. */
  put(record: LineRecord, ...reports: readonly DeploymentReport[]): void {
    inTransaction(this.#database, () => {
      this.#database
        .prepare(
          `INSERT OR REPLACE INTO lines (line, directive, number, outcome, applied, previous_digest)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(
          record.line,
          JSON.stringify(record.directive),
          record.directive.number,
          record.outcome === null ? null : JSON.stringify(record.outcome),
          record.applied === null ? null : JSON.stringify(record.applied),
          record.previousDigest,
        );
      for (const report of reports) this.#spool.add(report);
    });
  }

  /**
   * Stores the report of a directive that was refused, unless the same refusal was the line's last one: the same bad directive
   * is fetched again and again. Says whether it was stored.
   */
  refuse(fingerprint: string, report: DeploymentReport): boolean {
    return inTransaction(this.#database, (database) => {
      const last = database.prepare('SELECT fingerprint FROM refusals WHERE line = ?').get(report.line);
      if (last?.['fingerprint'] === fingerprint) return false;
      database
        .prepare('INSERT OR REPLACE INTO refusals (line, fingerprint) VALUES (?, ?)')
        .run(report.line, fingerprint);
      this.#spool.add(report);
      return true;
    });
  }

  /** Forgets every line: the identity that they belong to is gone. Reports stay. */
  erase(): void {
    this.#database.exec('DELETE FROM lines; DELETE FROM refusals;');
  }
}

function recordOf(row: Record<string, SQLOutputValue>): LineRecord {
  try {
    const { line, directive, outcome, applied, previous_digest: previousDigest } = row;
    return {
      line: z.string().parse(line),
      directive: directiveSchema.parse(json(directive)),
      outcome: outcomeSchema.nullable().parse(json(outcome)),
      applied: releaseRef.nullable().parse(json(applied)),
      previousDigest: z.string().nullable().parse(previousDigest),
    };
  } catch (cause) {
    throw new AgentError('state_corrupt', 'what is stored of a line cannot be read', { cause });
  }
}

function json(value: SQLOutputValue | undefined): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
