import { AGENT_STATUSES, CONNECTION_STATES } from '@tensorguard/contract';
import { anyText, oneOf, useUrlFilters } from '../../lib/use-url-filters.ts';

type AgentFilters = {
  fleet: string;
  connection: (typeof CONNECTION_STATES)[number];
  status: (typeof AGENT_STATUSES)[number];
  search: string;
  label: string;
};

/** Filters of the agents table, in the URL. */
export function useAgentFilters() {
  return useUrlFilters<AgentFilters>({
    fleet: anyText,
    connection: oneOf(CONNECTION_STATES),
    status: oneOf(AGENT_STATUSES),
    search: anyText,
    label: anyText,
  });
}

/** Present filters of the agents table. */
export type AgentFilterValues = Partial<AgentFilters>;
