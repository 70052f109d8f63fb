import { optionsOf } from '../command/common-options.ts';
import type { CommandGroup } from '../command/command-spec.ts';
import { flagOf, type OptionSpec } from '../command/option.ts';
import { commandsOf, walk } from '../command/walk.ts';

const INDENT = '    ';

/** A completion script for bash 4 and later, made from the command tree. */
export function bashCompletion(tree: CommandGroup): string {
  const nodes = walk(tree);
  const known = nodes.slice(1).map(({ path }) => `' ${path.join(' ')}'`);
  const values = commandsOf(tree).flatMap(({ path, node }) =>
    Object.entries(optionsOf(node)).flatMap(([name, option]) => {
      const action = valueAction(option);
      return action === undefined ? [] : [`${INDENT}' ${path.join(' ')}:${flagOf(name)}') ${action}; return ;;`];
    }),
  );
  const words = nodes.map(({ path, node }) => {
    const key = path.map((word) => ` ${word}`).join('');
    if (node.kind === 'group') {
      const list = [...node.commands.map(({ name }) => name), '--help', ...(path.length === 0 ? ['--version'] : [])];
      return `${INDENT}'${key}') __tensorguard_words '${list.join(' ')}' ;;`;
    }
    const flags = [...Object.keys(optionsOf(node)).map(flagOf), '--help'].join(' ');
    const argument = Object.values(node.args)[0];
    const positional = argument?.choices ? ` '${argument.choices.join(' ')}'` : argument?.completes ? ' @files' : '';
    return `${INDENT}'${key}') __tensorguard_leaf '${flags}'${positional} ;;`;
  });
  return `# bash completion for tensorguard. Use it: source <(tensorguard completion bash)

__tensorguard_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

__tensorguard_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

__tensorguard_leaf() {
  if [[ $cur == -* ]]; then __tensorguard_words "$1"
  elif [[ $2 == @files ]]; then __tensorguard_files -f
  elif [[ -n $2 ]]; then __tensorguard_words "$2"
  fi
}

_tensorguard() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${INDENT}${known.join('|')}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$prev" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
}

complete -F _tensorguard tensorguard
`;
}

function valueAction({ placeholder, choices, completes }: OptionSpec): string | undefined {
  if (placeholder === undefined) return undefined;
  if (choices) return `__tensorguard_words '${choices.join(' ')}'`;
  if (completes === 'dir') return '__tensorguard_files -d';
  // A value of any other kind is the user's own: nothing is offered.
  return completes === 'file' ? '__tensorguard_files -f' : ':';
}
