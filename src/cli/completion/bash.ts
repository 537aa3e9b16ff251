// Completion for bash, 3.2 and later, without the package bash-completion.

import { type Asked, allCommands, type CommandWords, isAsked, type Kind } from './words.js';

export function bashScript(program: CommandWords): string {
  const commands = allCommands(program);
  return `# Completion of hostwright for bash: source <(hostwright completion bash)
_hostwright() {
  local place='' word words='' options='' files=''
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  # To bash, --output=json is three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$place $word" in
      ${placesIn(commands).join(' | ')}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place $previous" in
${commands.flatMap(valueCases).join('')}    *)
      case "$place" in
${commands.map(placeCase).join('')}      esac
      ;;
  esac
  [[ $current == -* && -n $options ]] && words=$options
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # Where nothing fits, bash completes the names of files: see the last line.
  [[ -n $files ]] || compopt +o bashdefault +o default 2>/dev/null
}
complete -o bashdefault -o default -F _hostwright hostwright
`;
}

/** `' plan'`, `'secrets init'`: with what leads there before the space. */
function placesIn(commands: readonly CommandWords[]): readonly string[] {
  return commands.flatMap(({ place, commands: below }) => below.map(({ name }) => `'${place} ${name}'`));
}

function valueCases({ place, options }: CommandWords): readonly string[] {
  return options.flatMap(({ flags, value }) => {
    const patterns = flags.map((flag) => `'${place} ${flag}'`).join(' | ');
    return value ? [`    ${patterns}) ${completing(value.kind)} ;;\n`] : [];
  });
}

function placeCase({ place, commands, options, values }: CommandWords): string {
  const choices = values.flatMap(({ kind }) => (typeof kind === 'string' ? [] : kind));
  const names = values.flatMap(({ kind }) => (isAsked(kind) ? [asking(kind)] : []));
  const words = [...commands.map(({ name }) => name), ...choices].join(' ');
  const flags = options.flatMap((option) => option.flags).join(' ');
  const files = values.some(({ kind }) => kind === 'file' || kind === 'folder') ? ' files=1' : '';
  return `        '${place}') words='${words}'${names.join('')} options='${flags}'${files} ;;\n`;
}

function completing(kind: Kind): string {
  if (kind === 'text') return ':';
  if (isAsked(kind)) return `words=${asking(kind)}`;
  return kind === 'file' || kind === 'folder' ? 'files=1' : `words='${kind.join(' ')}'`;
}

/** The line so far goes along: it names the inventory and the playbook. */
function asking(kind: Asked): string {
  return `"$("\${COMP_WORDS[0]}" completion bash --words ${kind} -- "\${COMP_WORDS[@]:1:COMP_CWORD - 1}" 2>/dev/null </dev/null)"`;
}
