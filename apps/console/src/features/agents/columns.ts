import { defineColumns } from '../../ui/data-table.ts';

/** Columns of the agents table. */
export const AGENT_COLUMNS = defineColumns([
  { id: 'name', label: 'Agent', fixed: true },
  { id: 'connection', label: 'Connection' },
  { id: 'trust', label: 'Trust' },
  { id: 'fleet', label: 'Fleet', wideOnly: true },
  { id: 'releases', label: 'Runs' },
  { id: 'labels', label: 'Labels', wideOnly: true },
  { id: 'place', label: 'Environment and region', wideOnly: true, hiddenAtFirst: true },
  { id: 'seen', label: 'Last heartbeat', wideOnly: true },
  { id: 'enrolled', label: 'Enrolled', wideOnly: true, hiddenAtFirst: true },
]);
