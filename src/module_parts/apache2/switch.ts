// The step of apache2_module: links changed, configuration tested, links put back where the test fails.
//
// Proof: test/lab/apache2.test.ts, with a running Apache, mod_php, and mod_qos of Debian 12, which does not load.

import { copyFunctions } from '../../shell/door/copy.js';
import { withDoor } from '../../shell/door/door.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { readAnew } from '../service/read_anew.js';

export interface Switch {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  /** The new MPM is in `enable` as well. */
  readonly swap: { readonly from: string; readonly to: string } | null;
}

/** The files that the step makes or removes: links, and a2query's record of who made them (a2query(1)). */
export function touchedBy({ enable, disable, swap }: Switch): readonly string[] {
  const names = [...enable, ...disable, ...(swap ? [swap.from] : [])];
  const record = '/var/lib/apache2/module';
  return names.flatMap((name) => [
    `${folder}/${name}.load`,
    `${folder}/${name}.conf`,
    `${record}/enabled_by_admin/${name}`,
    `${record}/disabled_by_admin/${name}`,
  ]);
}

/** An MPM is there only after a restart, so the old one is too. */
export const restartIfRunning = `${readAnew}
if systemctl is-active --quiet apache2; then hw_read_anew apache2; systemctl reset-failed apache2; systemctl restart apache2; fi`;

const folder = '/etc/apache2/mods-enabled';

export function switchScript({ enable, disable, swap }: Switch): string {
  const others = enable.filter((name) => name !== swap?.to);
  const commands = [
    ...(swap ? [swapMpm(swap.from, swap.to)] : []),
    ...(others.length > 0 ? [`a2enmod -q ${quoteAll(others)}`] : []),
    // -f: otherwise a2dismod asks a question for some modules. What depends on them the plan has seen.
    ...(disable.length > 0 ? [`a2dismod -q -f ${quoteAll(disable)}`] : []),
  ];
  return [
    keepLinks(swap),
    `{ ${commands.join(' &&\n')}; } || give_up 'the links could not be changed'`,
    swap ? testStrictly : testAgainstBefore,
    swap ? restart : '',
    'rm -rf "$kept"',
  ].join('\n');
}

/**
 * One rename makes the old link load the new MPM, the next gives it its right name: whoever looks, there is always
 * exactly one. The marks are a2enmod's own record of who enabled what (a2query(1)).
 */
function swapMpm(from: string, to: string): string {
  return `load_mpm ${quote(from)} ${quote(to)} && mark=/var/lib/apache2/module &&
mkdir -p $mark/enabled_by_admin $mark/disabled_by_admin && rm -f $mark/*/${quote(from)} $mark/*/${quote(to)} &&
touch $mark/enabled_by_admin/${quote(to)} $mark/disabled_by_admin/${quote(from)}`;
}

/** The same two renames the other way round, from whatever point was reached. */
function putMpmBack(from: string, to: string): string {
  const [old, now] = [quote(`${from}.load`), quote(`${to}.load`)];
  return `rm -f .hostwright
  if copy_link "$kept/links/"${old} .hostwright; then
    [ ! -L ${now} ] || mv -T ${now} ${old}
    mv -T .hostwright ${old}
  fi`;
}

function keepLinks(swap: Switch['swap']): string {
  return `${withDoor([copyFunctions], `hw_at itself ${folder}/hostwright || hw_refuse`)}
copy_link() { to=$(readlink "$1") && ln -s -- "$to" "$2"; }
kept=$(mktemp -d) && mkdir "$kept/links" || exit 1
for link in *; do [ ! -L "$link" ] || copy_link "$link" "$kept/links/$link" || exit 1; done
for link in *; do [ -L "$link" ] || [ ! -f "$link" ] || : >"$kept/links/$link" || exit 1; done
[ ! -d /var/lib/apache2/module ] || hw_copy_tree /var/lib/apache2/module "$kept/marks" || exit 1
apache2ctl -t >/dev/null 2>&1 && sound=yes || sound=no
load_mpm() {
  [ -L "$1.load" ] || { echo "$1.load is not a link" >&2; return 1; }
  if [ -e "../mods-available/$2.conf" ]; then ln -sf "../mods-available/$2.conf" . || return 1; fi
  ln -sf "../mods-available/$2.load" .hostwright && mv -T .hostwright "$1.load" && mv -T "$1.load" "$2.load" &&
    rm -f "$1.conf"
}
put_back() {
  ${swap ? putMpmBack(swap.from, swap.to) : ':'}
  for link in *; do [ -L "$kept/links/$link" ] || [ -e "$kept/links/$link" ] || rm -f "$link"; done
  for link in "$kept/links"/*; do
    [ -L "\${link##*/}" ] || [ -e "\${link##*/}" ] || copy_link "$link" "./\${link##*/}"
  done
  if [ -d "$kept/marks" ]; then rm -rf /var/lib/apache2/module; hw_copy_tree "$kept/marks" /var/lib/apache2/module; fi
  rm -rf "$kept" .hostwright
}
give_up() {
  put_back
  echo "$1; the modules are as they were before" >&2
  [ -z "\${words:-}" ] || echo "$words" >&2
  exit 1
}
trap 'put_back; exit 143' HUP INT TERM`;
}

/** A configuration that was broken before is not put back: this may be the first of several repairs. */
const testAgainstBefore = `words=$(apache2ctl -t 2>&1) || {
  [ "$sound" = no ] || give_up 'Apache refuses its configuration with this change'
  echo 'warning: the configuration of Apache was broken before this change and still is:'
  echo "$words"
}`;

/** Before a restart there is no mercy. */
const testStrictly = `words=$(apache2ctl -t 2>&1) || give_up 'Apache refuses its configuration with this change'`;

// systemd refuses a unit that was started too often in a short time (src/module_parts/service/act.ts).
const restart = `${readAnew}
if systemctl is-active --quiet apache2; then
  hw_read_anew apache2
  systemctl reset-failed apache2
  systemctl restart apache2 && systemctl is-active --quiet apache2 || {
    words=$(systemctl status --no-pager --lines=20 apache2 2>&1)
    put_back
    systemctl reset-failed apache2
    systemctl restart apache2
    echo 'Apache did not start with the new MPM; the old one is back' >&2
    echo "$words" >&2
    exit 1
  }
fi`;
