import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { list, text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { formatTime } from '../../output/format.ts';

export const ledgerListCommand = defineCommand({
  name: 'list',
  summary: 'List entries, newest first',
  examples: [
    'tensorguard ledger list --type rollout. --from 2026-01-01',
    'tensorguard ledger list --about agt_01hzy3v9g8e7s6r5q4p3n2m1k0 --all --json',
  ],
  prints: 'data',
  api: true,
  options: {
    type: list('type', 'Only this event type, or all with a prefix that ends in a dot'),
    actor: text('id', 'Only by this actor'),
    subject: text('id', 'Only about this subject'),
    about: text('id', 'Only entries that mention this id'),
    text: text('text', 'Only entries with this text in them'),
    from: text('time', 'Not before this time or day (UTC)'),
    to: text('time', 'Before this time or day (UTC)'),
    ...pagingOptions,
  },
  async run({ api, options, output }) {
    const session = await api();
    const { actor, subject, about } = options;
    const filter = {
      actor,
      subject,
      about,
      text: options.text,
      type: options.type.join(',') || undefined,
      from: timeOf('--from', options.from),
      to: timeOf('--to', options.to),
    };
    const page = await fetchRows(
      (query) => session.call(operatorRoutes.listLedgerEntries, { query: { ...query, ...filter } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'SEQ', value: ({ seq }) => String(seq), align: 'right' },
      { title: 'TIME', value: ({ time }) => formatTime(time) },
      { title: 'EVENT', value: ({ title }) => title },
      { title: 'BY', value: ({ actor: by, actorName }) => actorName ?? by.id },
      { title: 'SUBJECT', value: ({ subject: about, subjectName }) => subjectName ?? about.id },
      { title: 'TYPE', value: ({ type }) => type },
    ]);
    remarkOnMore(output, page);
  },
});

function timeOf(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  // Days and times without an offset are taken as UTC, which is what the list shows.
  const utc = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(given) ? `${given}Z` : given;
  const time = Date.parse(utc);
  if (Number.isNaN(time)) throw new CliError('input_invalid', `${option} is not a time: "${given}"`);
  return new Date(time).toISOString();
}
