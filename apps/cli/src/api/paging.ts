import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT } from '@tensorguard/contract';
import { flag, numberOr, text, type OptionValues } from '../command/option.ts';
import type { Output } from '../output/output.ts';

/** Options of every command that lists. */
export const pagingOptions = {
  limit: numberOr(DEFAULT_PAGE_LIMIT, 'rows', 'Most rows to list', { min: 1, integer: true }),
  cursor: text('cursor', 'Go on after an earlier list'),
  all: flag('List all rows'),
};

/** Values of {@link pagingOptions}. */
export type Paging = OptionValues<typeof pagingOptions>;

/** Rows with the cursor of what follows. */
export interface Page<Row> {
  readonly items: Row[];
  readonly nextCursor: string | null;
}

/** Asks for one page. */
export type FetchPage<Row> = (query: { limit: number; cursor?: string }) => Promise<Page<Row>>;

/** Fetches as many pages as it takes. */
export async function fetchRows<Row>(fetchPage: FetchPage<Row>, { limit, cursor, all }: Paging): Promise<Page<Row>> {
  const items: Row[] = [];
  const most = all ? Infinity : limit;
  let next: string | null = cursor ?? null;
  do {
    const want = Math.min(MAX_PAGE_LIMIT, most - items.length);
    const page: Page<Row> = await fetchPage({ limit: want, ...(next === null ? {} : { cursor: next }) });
    items.push(...page.items);
    next = page.nextCursor;
  } while (next !== null && items.length < most);
  return { items, nextCursor: next };
}

/** Tells people that a list goes on. */
export function remarkOnMore(output: Output, page: Page<unknown>): void {
  if (!output.json && page.nextCursor !== null) output.remark(`There is more: --cursor ${page.nextCursor}, or --all`);
}
