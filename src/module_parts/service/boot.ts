// Whether a unit starts with the machine where one word of systemctl does not tell: templates, and units that enable others.

import { wordsOf } from '../../host_words.js';
import type { Output } from '../../module.js';

/** As `systemctl enable` leaves it, as `systemctl disable` does, or neither; undefined: it cannot be enabled. */
export type Boot = 'on' | 'off' | 'partly' | undefined;

export interface Boots {
  readonly boot: Boot;
  /** What is enabled now and ends with `systemctl disable`: instances of a template, units of `Also=`. */
  readonly others: readonly string[];
  /** Why systemctl would refuse to enable it, or do less than it says. */
  readonly blocker: string | undefined;
}

/**
 * sh: `hw_boot UNIT` tells the unit's [Install], its state, and the states of all that is enabled with it. A unit with
 * nothing but `Also=` is "indirect" before and after it is enabled (systemctl(1), is-enabled), so the others are asked.
 */
export const bootFunctions = `hw_install() {
  systemctl cat -- "$1" 2>/dev/null | { part= line=
    while IFS= read -r next; do
      case $next in '#'*|';'*) continue ;; *\\\\) line="$line\${next%?} "; continue ;; esac
      line=$line$next
      case $line in '['*) part=$line ;; *=*) [ "$part" != '[Install]' ] || echo "install=$line" ;; esac
      line=
    done; }
}
hw_boot() (
  set -f
  todo=$1 seen= own=$1
  while [ -n "$todo" ]; do
    set -- $todo; one=$1; shift; todo=$*
    case " $seen " in *" $one "*) continue ;; esac
    seen="$seen $one"
    state=$(systemctl is-enabled -- "$one" 2>/dev/null)
    echo "boot=$state $one"
    case $state:$one in indirect:*|*:$own) ;; *) continue ;; esac
    said=$(hw_install "$one")
    [ "$one" != "$own" ] || printf '%s\\n' "$said"
    IFS='
'
    for line in $said; do case $line in install=Also*) todo="$todo \${line#*Also*=}" ;; esac; done
    unset IFS
  done
  set +f
  case $own in *@.*) for link in /etc/systemd/system/*.*/"\${own%.*}"*".\${own##*.}"; do
    [ ! -L "$link" ] || echo "boot=enabled \${link##*/}"
  done ;; esac
)`;

interface Told {
  readonly state: string;
  readonly name: string;
}

/** What `hw_boot` told of a unit. */
export function readBoots(output: Output, id: string): Boots {
  const lines = wordsOf(output.stdout).split('\n');
  const told = lines.flatMap((line) => {
    const [, state = '', name] = /^boot=(\S*) (\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ state, name }];
  });
  const own = told.find(({ name }) => name === id)?.state ?? '';
  const others = told.filter(({ name }) => name !== id);
  const install = installOf(lines);
  const on = [...new Set(others.filter(({ state }) => state === 'enabled').map(({ name }) => name))];
  return {
    boot: own === 'indirect' && !isTemplate(id) && !install.hasRules ? bootOfOthers(others) : plainly(own),
    others: on,
    blocker: blockerIn(id, install, others),
  };
}

/** Of a unit without a rule of its own. Those that cannot be enabled are left as they are by systemctl too. */
function bootOfOthers(others: readonly Told[]): Boot {
  const asked = others.filter(({ state, name }) => state !== 'indirect' || isTemplate(name));
  const boots = asked.map(({ state }) => plainly(state)).filter((boot) => boot !== undefined);
  const [first] = boots;
  return boots.every((boot) => boot === first) ? first : 'partly';
}

/** "indirect" stands for another instance of a template, or a link by another name: not what enabling it makes. */
export function plainly(state: string): Boot {
  const boots: Readonly<Record<string, Boot>> = {
    enabled: 'on',
    disabled: 'off',
    'enabled-runtime': 'off',
    linked: 'off',
    indirect: 'partly',
  };
  return boots[state];
}

interface Install {
  readonly hasRules: boolean;
  readonly wantedByTemplate: boolean;
  readonly hasInstance: boolean;
  readonly also: string;
}

function installOf(lines: readonly string[]): Install {
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, key, value = ''] = /^install=\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    // As systemd reads a list: an empty value takes back what was said before.
    if (key !== undefined) values.set(key, value && `${values.get(key) ?? ''} ${value}`);
  }
  const rules = ['WantedBy', 'RequiredBy', 'UpheldBy', 'Alias'].map((key) => values.get(key) ?? '').join('');
  return {
    hasRules: rules !== '',
    wantedByTemplate: /@\./.test(rules),
    hasInstance: (values.get('DefaultInstance') ?? '') !== '',
    also: values.get('Also') ?? '',
  };
}

function blockerIn(
  id: string,
  { hasInstance, wantedByTemplate, also }: Install,
  others: readonly Told[],
): string | undefined {
  if (isTemplate(id) && !hasInstance && !wantedByTemplate)
    return `${id} is a template without DefaultInstance: name an instance, such as ${id.replace('@', '@one')}`;
  const byPattern = also.split(/\s+/).find((name) => name.includes('%'));
  if (byPattern !== undefined)
    return `${id} is enabled with ${byPattern} (Also=), a name that systemctl alone can read: name that unit`;
  const masked = others.find(({ state }) => state.startsWith('masked'));
  return masked && `${masked.name}, which is enabled with ${id}, is masked: systemctl unmask ${masked.name}`;
}

/** `getty@.service` */
export function isTemplate(id: string): boolean {
  return /@\.\w+$/.test(id);
}
