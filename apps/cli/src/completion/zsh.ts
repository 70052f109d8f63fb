import { optionsOf } from '../command/common-options.ts';
import type { ArgumentSpec, CommandGroup, CommandNode } from '../command/command-spec.ts';
import { flagOf, type OptionSpec } from '../command/option.ts';
import { walk } from '../command/walk.ts';

/** A completion script for zsh, made from the command tree. */
export function zshCompletion(tree: CommandGroup): string {
  const nodes = walk(tree);
  const known = nodes.slice(1).map(({ path }) => `' ${path.join(' ')}'`);
  const cases = nodes.map(
    ({ path, node }) => `    '${path.map((word) => ` ${word}`).join('')}')\n${bodyOf(node)}\n      ;;`,
  );
  return `#compdef tensorguard
# zsh completion for tensorguard. Use it: tensorguard completion zsh > "\${fpath[1]}/_tensorguard"

_tensorguard() {
  local at='' depth=1 i
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${known.join('|')}) at="$at \${words[i]}"; ((depth++)) ;;
    esac
  done
  # The words of the command itself are done with: what follows them is completed as if it stood alone.
  words=("\${(@)words[depth,-1]}")
  ((CURRENT -= depth - 1))
  case "$at" in
${cases.join('\n')}
  esac
}

if [[ $funcstack[1] == _tensorguard ]]; then _tensorguard "$@"; else compdef _tensorguard tensorguard; fi
`;
}

function bodyOf(node: CommandNode): string {
  if (node.kind === 'group') {
    const commands = node.commands.map(
      ({ name, summary }) => `        ${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`,
    );
    return `      local -a commands=(\n${commands.join('\n')}\n      )\n      _describe command commands`;
  }
  const options = Object.entries(optionsOf(node)).map(
    ([name, option]) => `        ${quote(optionArgument(name, option))}`,
  );
  const positions = Object.entries(node.args).map(([name, spec]) => `        ${quote(positional(name, spec))}`);
  return `      _arguments \\\n${[...options, ...positions, "        '--help[Show this help]'"].join(' \\\n')}`;
}

function optionArgument(name: string, { help, placeholder, choices, completes, repeatable }: OptionSpec): string {
  const flag = `${repeatable ? '*' : ''}${flagOf(name)}[${escapeHelp(help)}]`;
  if (placeholder === undefined) return flag;
  return `${flag}:${escapeHelp(placeholder)}:${actionOf(choices, completes)}`;
}

function positional(name: string, { help, choices, completes, variadic }: ArgumentSpec): string {
  return `${variadic ? '*' : ''}:${escapeHelp(`${name}: ${help}`)}:${actionOf(choices, completes)}`;
}

function actionOf(choices: readonly string[] | undefined, completes: string | undefined): string {
  if (choices) return `(${choices.join(' ')})`;
  if (completes === 'dir') return '_files -/';
  return completes === 'file' ? '_files' : ' ';
}

function escapeHelp(text: string): string {
  return text.replace(/[[\]:\\]/g, (character) => `\\${character}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
