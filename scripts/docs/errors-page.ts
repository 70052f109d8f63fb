import { LEDGER_EVENTS, PROBLEM_CODES, PROBLEMS } from '@tensorguard/contract';
import { TGSP_ERROR_CODES } from '@tensorguard/tgsp';

/** The reference of every public code, from the tables that the code uses. */
export function errorsPage(): string {
  const problems = PROBLEM_CODES.map((code) => `| \`${code}\` | ${PROBLEMS[code].status} | ${PROBLEMS[code].title} |`);
  const events = Object.entries(LEDGER_EVENTS).map(([type, title]) => `| \`${type}\` | ${title} |`);
  return `# Codes

This page is made from the code: \`node scripts/print-docs.ts\`. Codes are stable; texts may change.

## Errors of the API

An error is \`application/problem+json\` (RFC 9457) with \`code\`, \`status\`, \`title\`, mostly \`detail\`, and \`requestId\`, by which its log
lines are found. \`request_invalid\` lists the fields in \`issues\`. \`package_refused\` carries the package's code in \`reason\`.

| code | status | meaning |
| --- | --- | --- |
${problems.join('\n')}

## Why a package is refused

Explained in the [format](spec/tgsp-v2.md): ${TGSP_ERROR_CODES.map((code) => `\`${code}\``).join(', ')}.

## Entries of the ledger

| type | what happened |
| --- | --- |
${events.join('\n')}
`;
}
