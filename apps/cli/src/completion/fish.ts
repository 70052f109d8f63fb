import { optionsOf } from '../command/common-options.ts';
import type { CommandGroup } from '../command/command-spec.ts';
import { flagOf, type OptionSpec } from '../command/option.ts';
import { walk } from '../command/walk.ts';

/** A completion script for fish, made from the command tree. */
export function fishCompletion(tree: CommandGroup): string {
  const lines = walk(tree).flatMap(({ path, node }) => {
    const at = path.join(' ');
    if (node.kind === 'group') {
      const here = quote(`__tensorguard_choosing ${at}`.trim());
      return node.commands.map(
        ({ name, summary }) => `complete -c tensorguard -n ${here} -a ${name} -d ${quote(summary)}`,
      );
    }
    const here = quote(`__tensorguard_in ${at}`);
    const options = Object.entries(optionsOf(node)).map(
      ([name, option]) =>
        `complete -c tensorguard -n ${here} -l ${flagOf(name).slice(2)}${valueOf(option)} -d ${quote(option.help)}`,
    );
    const argument = Object.values(node.args)[0];
    if (argument?.completes) options.push(`complete -c tensorguard -n ${here} -F`);
    if (argument?.choices) options.push(`complete -c tensorguard -n ${here} -a ${quote(argument.choices.join(' '))}`);
    return options;
  });
  return `# fish completion for tensorguard. Use it: tensorguard completion fish | source

# The words before the cursor that are no options, the name of the program left out.
function __tensorguard_words
    set -l words (commandline -opc)
    string match -v -- '-*' $words[2..-1]
end

# The words so far begin with these.
function __tensorguard_in
    set -l words (__tensorguard_words)
    test (count $words) -ge (count $argv); and test "$words[1..(count $argv)]" = "$argv"
end

# The words so far are exactly these, so that the next one chooses a command.
function __tensorguard_choosing
    set -l words (__tensorguard_words)
    test "$words" = "$argv"
end

complete -c tensorguard -f
complete -c tensorguard -l help -s h -d 'Show this help'
${lines.join('\n')}
`;
}

function valueOf({ placeholder, choices, completes }: OptionSpec): string {
  if (placeholder === undefined) return '';
  if (choices) return ` -x -a ${quote(choices.join(' '))}`;
  return completes === undefined ? ' -x' : ' -r -F';
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
