// Completion for zsh, by its own _arguments and _describe.

import { allCommands, type CommandWords, isAsked, type Kind, type OptionWords } from './words.js';

export function zshScript(program: CommandWords): string {
  const commands = allCommands(program);
  const places = commands.flatMap(({ place, commands: below }) =>
    below.map(({ name }) => `'${place} ${name}'`),
  );
  return `#compdef hostwright
# Completion of hostwright for zsh: source <(hostwright completion zsh), or as _hostwright in a folder of $fpath.
_hostwright() {
  local place='' word context state state_descr line
  local -i index=1 at=1
  local -a commands typed=("\${(@)words[1,CURRENT]}")
  local -A opt_args
  for word in "\${(@)words[2,CURRENT-1]}"; do
    (( index++ ))
    case "$place $word" in
      (${places.join('|')}) place="\${place:+$place }$word"; at=$index ;;
    esac
  done
  # _arguments counts from the command that we are at.
  (( at > 1 )) && shift $(( at - 1 )) words
  (( CURRENT -= at - 1 ))
  case $place in
${commands.map(placeCase).join('')}  esac
  [[ $state == command ]] && _describe command commands
}
if [[ $funcstack[1] == _hostwright ]]; then
  _hostwright "$@"
else
  compdef _hostwright hostwright
fi
`;
}

function placeCase({ place, commands, options, values }: CommandWords): string {
  const described = commands.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', '\\:')}`));
  const list = commands.length > 0 ? `      commands=(${described.join(' ')})\n` : '';
  const specs = [
    ...options.flatMap(optionSpecs),
    ...values.map(({ name, kind, variadic }) => quoted(`${variadic ? '*' : ''}:${name}:${action(kind)}`)),
    ...(commands.length > 0 ? [quoted(':command:->command')] : []),
  ];
  return `    (${quoted(place)})\n${list}      _arguments -S ${specs.join(' ')}\n      ;;\n`;
}

/** One for each way to write it; any of them may come again, since some add up. */
function optionSpecs({ flags, description, value }: OptionWords): readonly string[] {
  const said = `[${description.replace(/[\][\\:]/g, '\\$&')}]`;
  const taken = value ? `:${value.name}:${action(value.kind)}` : '';
  return flags.map((flag) => quoted(`*${flag}${value && flag.startsWith('--') ? '=' : ''}${said}${taken}`));
}

function action(kind: Kind): string {
  if (kind === 'text') return ' ';
  if (kind === 'file') return '_files';
  if (isAsked(kind))
    return `{compadd -- \${(f)"$($typed[1] completion zsh --words ${kind} -- $typed[2,-2] 2>/dev/null </dev/null)"}}`;
  return kind === 'folder' ? '_files -/' : `(${kind.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
