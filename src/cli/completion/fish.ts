// Completion for fish: one line for each word that may stand somewhere, with what it means.

import { allCommands, type CommandWords, isAsked, type Kind } from './words.js';

export function fishScript(program: CommandWords): string {
  const commands = allCommands(program);
  const places = commands.filter(({ place }) => place !== '').map(({ place }) => quoted(place));
  return `# Completion of hostwright for fish: ~/.config/fish/completions/hostwright.fish
set -g __hostwright_places ${places.join(' ')}

function __hostwright_at
    set -l tokens (commandline -opc)
    set -l place ''
    for token in $tokens[2..-1]
        set -l next (string trim -- "$place $token")
        contains -- "$next" $__hostwright_places; and set place $next
    end
    test "$place" = "$argv[1]"
end

complete -c hostwright -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ place, commands, options, values }: CommandWords): readonly string[] {
  const here = `complete -c hostwright -n ${quoted(`__hostwright_at ${quoted(place)}`)}`;
  return [
    ...commands.map(({ name, summary }) => `${here} -a ${name} -d ${quoted(summary)}`),
    ...values.flatMap(({ kind }) => (kind === 'text' ? [] : [`${here} ${taking(kind)}`])),
    ...options.map(({ flags, description, value }) => {
      const names = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const taken = value ? ` -r ${value.kind === 'text' ? '-f' : taking(value.kind)}` : '';
      return `${here} ${names.join(' ')}${taken} -d ${quoted(description)}`;
    }),
  ];
}

function taking(kind: Exclude<Kind, 'text'>): string {
  if (kind === 'file') return '-F';
  if (isAsked(kind))
    return `-f -a ${quoted(`(hostwright completion fish --words ${kind} -- (commandline -opc)[2..-1] 2>/dev/null </dev/null)`)}`;
  return kind === 'folder' ? "-f -a '(__fish_complete_directories)'" : `-f -a ${quoted(kind.join(' '))}`;
}

/** Between single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
