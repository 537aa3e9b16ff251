// What a host says about packages: the read-only script, and its output as values.

import type { Field } from '../../change.js';
import { CouldNotLook, type Output } from '../../module.js';
import { quote, quoteAll } from '../../shell/quote.js';
import type { Wanted } from '../apt.js';

export interface Package {
  /** dpkg's own word: installed, config-files, half-configured, unpacked ... */
  readonly status: string;
  readonly version: string | null;
  /** `apt-mark hold`: neither upgraded nor removed. */
  readonly held: boolean;
}

export type Found =
  | { readonly kind: 'no apt'; readonly os: string }
  | {
      readonly kind: 'packages';
      readonly root: boolean;
      /** What dpkg knows of the wanted names; a name that it never heard of is not there. */
      readonly packages: ReadonlyMap<string, Package>;
      /** The installed package that provides a name which is none itself (awk: mawk). */
      readonly providers: ReadonlyMap<string, string>;
      /** The version that apt would install, null for a name that only other packages provide. */
      readonly candidates: ReadonlyMap<string, string | null>;
      readonly freshLists: boolean;
      readonly interrupted: boolean;
      /** What a removal would remove and install, the wanted packages included; and why apt would not do it. */
      readonly effects: readonly Field[];
      readonly refusal: string | null;
    };

/** Configured and usable; `triggers-*` only waits for an index to be rebuilt. */
export function isThere(there: Package | undefined): boolean {
  return ['installed', 'triggers-pending', 'triggers-awaited'].includes(there?.status ?? '');
}

/** Hours after which package lists are refreshed before an installation. */
const FRESH_HOURS = 24;

/**
 * One dpkg-query answers for a converged host; apt, which takes half a second, is asked only where something is to
 * be done and for `latest`. Its caches are kept in memory, for root would otherwise write them while looking.
 */
export function probePackages({ name, state, purge }: Wanted): string {
  const names = quoteAll(name);
  return `command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
  { ID=unknown; [ ! -r /etc/os-release ] || . /etc/os-release; echo "no_apt=$ID"; exit 0; }
apt_quietly() { "$@" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=; }
known=$(dpkg-query -W -f 'package=\${Package} \${db:Status-Status} \${db:Status-Want} \${Version}\\n' ${names} 2>/dev/null) ||
  [ $? = 1 ] || { dpkg-query -W >/dev/null; exit 1; }
there=$(echo "$known" | sed -n 's/^package=\\([^ ]*\\) installed .*/\\1/p')
absent=
for name in ${names}; do echo "$there" | grep -qxF -e "$name" || absent="$absent $name"; done
echo "user=$(id -u)"
echo "$known"
if [ -n "$absent" ]; then
  dpkg-query -W -f '\${db:Status-Status} \${Package} \${Provides}\\n' | grep '^installed [^ ]* .' |
    grep -F ${name.map((one) => `-e ${quote(one)}`).join(' ')} | sed 's/^installed /provides=/'
fi
${state === 'absent' ? askAboutRemoval(purge) : askAboutInstallation(names, state)}
exit 0`;
}

function askAboutInstallation(names: string, state: Wanted['state']): string {
  return `${state === 'latest' ? '' : '[ -n "$absent" ] || exit 0'}
apt_quietly apt-cache policy ${names} | sed -n -e 's/^\\([^ ]*\\):$/policy=\\1/p' -e 's/^  Candidate: /candidate=/p'
${askAboutLists}
${askAboutInterruption}`;
}

// Every refresh, also one that brings nothing new, makes and removes files in partial/; the lists themselves carry
// the date of the server. A source that was added later is not in them yet.
const askAboutLists = `lists=/var/lib/apt/lists/partial
if [ -n "$(find $lists -maxdepth 0 -mmin -${FRESH_HOURS * 60} 2>/dev/null)" ] &&
  [ -z "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer $lists 2>/dev/null)" ]
then echo lists=fresh; fi`;

const askAboutInterruption = `if [ -n "$(ls /var/lib/dpkg/updates 2>/dev/null)" ] || [ -n "$(dpkg --audit 2>/dev/null)" ]
then echo dpkg=interrupted; fi`;

/** A removal takes along what depends on the package, and may install something instead: only apt knows. */
function askAboutRemoval(purge: boolean): string {
  const removable = purge ? '' : '/ config-files /d; ';
  return `names=$(echo "$known" | sed -n '${removable}/ not-installed /d; s/^package=\\([^ ]*\\) .*/\\1/p')
[ -n "$names" ] || exit 0
${askAboutInterruption}
said=$(apt_quietly apt-get -s ${purge ? 'purge' : 'remove'} $names 2>&1) || echo refused=yes
echo "$said" | grep -e '^Remv ' -e '^Purg ' -e '^Inst ' -e '^E: ' -e '^ .*Depends: '`;
}

/** Reads what the probe printed. Pure. @throws CouldNotLook when it makes no sense */
export function readPackages(output: Output, wanted: Wanted): Found {
  const lines = output.stdout.toString('utf8').split('\n');
  const said = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const [os] = said('no_apt');
  if (os !== undefined) return { kind: 'no apt', os };
  const [user] = said('user');
  if (user === undefined) throw new CouldNotLook('the look at the packages broke off');
  return {
    kind: 'packages',
    root: user === '0',
    packages: readStatus(said('package')),
    providers: readProviders(said('provides'), wanted.name),
    candidates: readCandidates(lines),
    freshLists: said('lists')[0] === 'fresh',
    interrupted: said('dpkg')[0] === 'interrupted',
    effects: lines.flatMap(readEffect),
    refusal: said('refused').length > 0 ? readRefusal(lines) : null,
  };
}

/** `nginx installed install 1.22.1-9`. With several architectures the installed one counts. */
function readStatus(lines: readonly string[]): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  for (const line of lines) {
    const [name = '', status = '', want = '', version = ''] = line.split(' ');
    // dpkg also lists names that it only knows from other packages' dependencies.
    if (isThere(packages.get(name)) || status === 'not-installed') continue;
    packages.set(name, { status, version: version === '' ? null : version, held: want === 'hold' });
  }
  return packages;
}

/** `mawk awk` or `apache2 httpd, httpd-cgi (= 2)`. */
function readProviders(lines: readonly string[], wanted: readonly string[]): ReadonlyMap<string, string> {
  const providers = new Map<string, string>();
  for (const line of lines) {
    const [name = '', ...provided] = line.split(/,? +(?![^(]*\))/);
    for (const one of provided) if (wanted.includes(one)) providers.set(one, name);
  }
  return providers;
}

function readCandidates(lines: readonly string[]): ReadonlyMap<string, string | null> {
  const candidates = new Map<string, string | null>();
  let name = '';
  for (const line of lines) {
    const [, key, value = ''] = /^(policy|candidate)=(.*)$/.exec(line) ?? [];
    if (key === 'policy') name = value;
    if (key === 'candidate') candidates.set(name, value === '(none)' ? null : value);
  }
  return candidates;
}

/** `Remv apache2-bin [2.4.62-1]`, `Inst gawk (1:5.2.1-2 ...)`, or with the old version, `Inst libc6 [2.36-9] (2.41-1 ...)`. */
function readEffect(line: string): readonly Field[] {
  const [, what, name = '', old, version = ''] =
    /^(Remv|Purg|Inst) ([^ ]+)(?: \[([^\]]+)\])?(?: \(([^ ]+))?/.exec(line) ?? [];
  if (what === undefined) return [];
  if (what !== 'Inst') return [{ name, from: 'present', to: 'absent' }];
  return [old === undefined ? { name, from: 'absent', to: 'present' } : { name, from: old, to: version }];
}

function readRefusal(lines: readonly string[]): string {
  const words = lines.filter((line) => line.startsWith('E: ') || / (Pre)?Depends: /.test(line));
  return words.map((line) => line.replace(/^E: /, '').trim()).join('; ') || 'it does not say why';
}
