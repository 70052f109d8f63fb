import { optionsOf } from '../command/common-options.ts';
import type { CommandGroup, CommandSpec } from '../command/command-spec.ts';
import { flagOf, type OptionSpec } from '../command/option.ts';
import { commandsOf, type Walked } from '../command/walk.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The reference page of the command, in Markdown, made from the command tree. */
export function renderReference(tree: CommandGroup): string {
  const commands = commandsOf(tree);
  const contents = commands.map(
    (walked) => `- [\`${titleOf(tree, walked)}\`](#${anchorOf(tree, walked)}): ${walked.node.summary}`,
  );
  const exits = Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return `# The \`tensorguard\` command

This page is made from the command itself: \`node apps/cli/src/print-reference.ts > docs/cli.md\`.
In the repository the command is \`npm run tensorguard -- …\` or \`node apps/cli/src/main.ts …\`.

## How it behaves

- Results go to standard output: tables for people, one JSON document with \`--json\`. Remarks, questions, progress and errors go to
  standard error. Colours and progress bars appear on a terminal only, colours not with \`NO_COLOR\`.
- An error is \`code: what happened\`, with \`--json\` an object \`{"error": {"code", "message", …}}\`. Codes are stable.
- A list gives \`{"items", "nextCursor"}\`; \`--all\` fetches every page.
- What cannot be undone asks on a terminal and says who is hit. Without a terminal it needs \`--yes\`.
- Fleets and agents are named by id or name; releases by id, \`line@number\` or \`line@latest\`.

## Where the platform is

The first of these that names an address counts:

1. \`--url\` (with \`--token\`)
2. \`TENSORGUARD_URL\` (with \`TENSORGUARD_TOKEN\`)
3. the file that \`tensorguard login\` writes, \`tensorguard/cli.json\` in \`XDG_CONFIG_HOME\` or \`~/.config\`
4. \`.tensorguard/cli.json\` in the working directory, which a local platform writes

A stored token is sent to the address that it is stored with and to no other. Plain \`http\` is accepted for this machine only, or with
\`--allow-http\`. A private certificate authority is trusted through \`NODE_EXTRA_CA_CERTS\`.

## Exit codes

| code | meaning |
| --- | --- |
${exits.join('\n')}

## Commands

${contents.join('\n')}

${commands.map((walked) => sectionOf(tree, walked)).join('\n\n')}
`;
}

function titleOf(tree: CommandGroup, { path }: Walked): string {
  return [tree.name, ...path].join(' ');
}

function anchorOf(tree: CommandGroup, walked: Walked): string {
  return titleOf(tree, walked).replaceAll(' ', '-');
}

function sectionOf(tree: CommandGroup, walked: Walked<CommandSpec>): string {
  const { node } = walked;
  const words = Object.entries(node.args).map(
    ([name, { variadic }]) => `<${flagOf(name).slice(2)}${variadic ? '...' : ''}>`,
  );
  const usage = [titleOf(tree, walked), ...words, '[options]'].join(' ');
  const parts = [
    `### ${titleOf(tree, walked)}`,
    `${node.summary}.${node.details === undefined ? '' : ` ${node.details}`}`,
    ['```sh', `# ${usage}`, ...node.examples, '```'].join('\n'),
    table(
      'argument',
      Object.entries(node.args).map(([name, { help, choices }]) => [
        `\`<${flagOf(name).slice(2)}>\``,
        withChoices(help, choices),
      ]),
    ),
    table(
      'option',
      Object.entries(optionsOf(node)).map(([name, option]) => [optionTitle(name, option), optionHelp(option)]),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([name, help]) => `| ${name} | ${help.replaceAll('|', '\\|')} |`);
  return [`| ${title} | |`, '| --- | --- |', ...lines].join('\n');
}

function optionTitle(name: string, { placeholder }: OptionSpec): string {
  return `\`${flagOf(name)}${placeholder === undefined ? '' : ` <${placeholder}>`}\``;
}

function optionHelp({ help, choices, defaultValue, required, repeatable }: OptionSpec): string {
  const notes = [
    ...(required ? ['required'] : []),
    ...(repeatable ? ['can be repeated'] : []),
    ...(defaultValue === undefined ? [] : [`default ${JSON.stringify(defaultValue).replaceAll('"', '')}`]),
  ];
  return withChoices(help, choices) + (notes.length === 0 ? '' : ` (${notes.join(', ')})`);
}

function withChoices(help: string, choices: readonly string[] | undefined): string {
  return choices ? `${help}: ${choices.map((word) => `\`${word}\``).join(', ')}` : help;
}
