import type { EvaluateOptions, Policy, RegoError } from '@tensorguard/rego';
import { defineCommand } from '../../command/command-spec.ts';
import { flag, text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { errorFacts, errorText, placeText } from './describe-error.ts';
import { loadPolicy, policyOptions } from './load-policy.ts';

const INDENT = 2;

export const policyEvalCommand = defineCommand({
  name: 'eval',
  summary: 'Evaluate a document or a query of policies',
  details:
    'Prints the document as JSON, or the variables of each solution of the query. An undefined document and a query without ' +
    'solution end with exit code 1. Doors to the outside, such as http.send, are closed.',
  examples: [
    'tensorguard policy eval --data policies/cost --input call.json --path tensorguard.cost',
    "tensorguard policy eval --data policies/cost --input call.json --query 'data.tensorguard.cost.deny[x]' --trace",
  ],
  prints: 'data',
  options: {
    ...policyOptions,
    path: text('path', 'Path of the document without data, such as tensorguard.cost.allow'),
    query: text('query', 'Query to solve'),
    strict: flag('Let an error of a builtin end the evaluation'),
    trace: flag('Say which rules fired'),
  },
  async run({ io, options, output, path }) {
    if ((options.path === undefined) === (options.query === undefined)) {
      throw new CliError('usage_invalid', 'say what to evaluate: either --path or --query');
    }
    const { toJs } = await import('@tensorguard/rego');
    const { policy, input } = await loadPolicy(options, path, io.cwd);
    const fired: string[] = [];
    const prints: string[] = [];
    const evaluation: EvaluateOptions = {
      strict: options.strict,
      nowNs: BigInt(io.clock.now()) * 1_000_000n,
      observer: {
        print: (message) => void prints.push(message),
        ...(options.trace ? { ruleFired: (rule: number) => void fired.push(nameOf(policy, rule)) } : {}),
      },
      ...(input === undefined ? {} : { input }),
    };
    const solve = (query: string): Solved => {
      const { bindings, errors, metrics } = policy.query(query, evaluation);
      const rows = bindings.map((each) => Object.fromEntries([...each].map(([name, value]) => [name, toJs(value)])));
      return { answer: { bindings: rows }, shown: rows, found: rows.length > 0, errors, metrics };
    };
    const look = (document: string): Solved => {
      const { value, errors, metrics } = policy.evaluate(document, evaluation);
      const defined = value !== undefined;
      return { answer: { defined, value: value ?? null }, shown: value, found: defined, errors, metrics };
    };
    const { answer, shown, found, errors, metrics } =
      options.query === undefined ? look(options.path!) : solve(options.query);
    for (const line of prints) output.remark(line);
    const facts = { ...answer, errors: errors.map(errorFacts), metrics, ...(options.trace ? { trace: fired } : {}) };
    output.result(facts, () => (shown === undefined ? 'undefined' : JSON.stringify(shown, undefined, INDENT)));
    if (!output.json)
      for (const line of [...fired, ...errors.map((e) => errorText(errorFacts(e)))]) output.remark(line);
    return found ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});

interface Solved {
  readonly answer: object;
  readonly shown: unknown;
  readonly found: boolean;
  readonly errors: readonly RegoError[];
  readonly metrics: object;
}

function nameOf({ rules }: Policy, number: number): string {
  const rule = rules[number]!;
  const path = rule.path.map((step) => (step.kind === 'constant' && typeof step.value === 'string' ? step.value : '_'));
  return `data.${path.join('.')} (${placeText(rule.location)})`;
}
