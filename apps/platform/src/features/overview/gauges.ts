import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';

/** Figures for Prometheus that are read when somebody asks. */
export async function renderGauges(database: Database, sockets: number): Promise<string> {
  const { rows } = await database.system((tx) =>
    sql<{ agents: number; revoked: number; running: number; log_size: number; pending: number }>`
      select (select count(*) from agents where status = 'active') as agents,
        (select count(*) from agents where status = 'revoked') as revoked,
        (select count(*) from rollouts where state = 'running') as running,
        (select coalesce(max(size), 0) from ledger_checkpoints) as log_size,
        (select count(*) from ledger_outbox) as pending`.execute(tx.sql),
  );
  const { agents, revoked, running, log_size, pending } = rows[0]!;
  return [
    gauge('tensorguard_agents', 'Agents by status.', [`{status="active"} ${agents}`, `{status="revoked"} ${revoked}`]),
    gauge('tensorguard_agent_sockets', 'Agents with a socket to this process.', [` ${sockets}`]),
    gauge('tensorguard_rollouts_running', 'Rollouts that are running.', [` ${running}`]),
    gauge('tensorguard_ledger_entries', 'Entries in the newest checkpoint.', [` ${log_size}`]),
    gauge('tensorguard_ledger_pending', 'Events that wait for the sequencer.', [` ${pending}`]),
    gauge('process_resident_memory_bytes', 'Resident memory.', [` ${process.memoryUsage.rss()}`]),
  ].join('');
}

function gauge(name: string, help: string, values: readonly string[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${values.map((value) => `${name}${value}\n`).join('')}`;
}
