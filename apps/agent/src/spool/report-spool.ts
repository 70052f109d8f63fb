import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deploymentReport, MAX_REPORTS_PER_BATCH, type DeploymentReport } from '@tensorguard/contract';
import { AgentError } from '../errors.ts';
import { inTransaction } from './state-database.ts';

/** Reports that the platform has not confirmed yet, in the order in which they were made. */
export class ReportSpool {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #oldest: StatementSync;
  readonly #remove: StatementSync;
  readonly #reject: StatementSync;
  readonly #count: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO reports (id, body) VALUES (?, ?)');
    this.#oldest = database.prepare('SELECT body FROM reports ORDER BY seq LIMIT ?');
    this.#remove = database.prepare('DELETE FROM reports WHERE id = ?');
    this.#reject = database.prepare('INSERT OR REPLACE INTO rejected_reports (id, body, code) VALUES (?, ?, ?)');
    this.#count = database.prepare('SELECT count(*) AS count FROM reports');
  }

  /** How many wait. */
  get size(): number {
    return Number(this.#count.get()?.['count'] ?? 0);
  }

  /** Stores a report. Call it inside a transaction to store it together with the change that it tells of. */
  add(report: DeploymentReport): void {
    this.#insert.run(report.id, JSON.stringify(report));
  }

  /** The oldest reports, at most one delivery's worth. @throws AgentError `state_corrupt` */
  oldest(limit: number = MAX_REPORTS_PER_BATCH): DeploymentReport[] {
    return this.#oldest.all(limit).map((row) => {
      const parsed = deploymentReport.safeParse(JSON.parse(String(row['body'])));
      if (!parsed.success) throw new AgentError('state_corrupt', 'a spooled report cannot be read');
      return parsed.data;
    });
  }

  /** Forgets reports that the platform has stored. Unknown ids are passed over. */
  confirm(ids: readonly string[]): number {
    return inTransaction(this.#database, () => this.#removeAll(ids));
  }

  /** Sets a report aside that the platform will never take, so that it does not hold up the ones behind it. */
  reject(report: DeploymentReport, code: string): void {
    inTransaction(this.#database, () => {
      this.#reject.run(report.id, JSON.stringify(report), code);
      this.#removeAll([report.id]);
    });
  }

  #removeAll(ids: readonly string[]): number {
    let removed = 0;
    for (const id of ids) removed += Number(this.#remove.run(id).changes);
    return removed;
  }
}
