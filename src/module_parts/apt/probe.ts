// The read-only script that asks a host about packages. Its output is read in found.ts.

import { quote, quoteAll } from '../../shell/quote.js';
import type { Wanted } from './params.js';

/** Hours after which package lists are refreshed before an installation. */
const FRESH_HOURS = 24;

/**
 * One dpkg-query answers for a converged host; apt, which takes half a second, is asked only where something is to
 * be done and for `latest`. Its caches are kept in memory, for root would otherwise write them while looking. Until
 * then the shell counts by itself, without a process for every name.
 */
export function probePackages({ name, state, purge, keep_needed }: Wanted): string {
  const names = quoteAll(name);
  return `command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
  { ID=unknown; [ ! -r /etc/os-release ] || . /etc/os-release; echo "no_apt=$ID"; exit 0; }
apt_quietly() { "$@" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=; }
known=$(dpkg-query -W -f 'package=\${Package} \${db:Status-Status} \${db:Status-Want} \${Version}\\n' ${names} 2>/dev/null) ||
  [ $? = 1 ] || { dpkg-query -W >/dev/null; exit 1; }
[ -w /var/lib/dpkg ] && echo root=yes || echo root=no
echo "$known"
there=
while read -r line status _; do
  [ "$status" != installed ] || there="$there \${line#package=} "
done <<known
$known
known
absent=
for name in ${names}; do case $there in *" $name "*) ;; *) absent=yes ;; esac; done
if [ -n "$absent" ]; then
  dpkg-query -W -f '\${db:Status-Status} \${Package} \${Provides}\\n' | grep '^installed [^ ]* .' |
    grep -F ${name.map((one) => `-e ${quote(one)}`).join(' ')} | sed 's/^installed /provides=/'
fi
${state === 'absent' ? askAboutRemoval(purge, keep_needed) : askAboutInstallation(names, state)}
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
function askAboutRemoval(purge: boolean, keepNeeded: boolean): string {
  const removable = purge ? '' : '/ config-files /d; ';
  return `names=$(echo "$known" | sed -n '${removable}/ not-installed /d; s/^package=\\([^ ]*\\) .*/\\1/p')
[ -n "$names" ] || exit 0
${askAboutInterruption}
${keepNeeded ? spareNeeded : ''}
said=$(apt_quietly apt-get -s ${purge ? 'purge' : 'remove'} $names 2>&1) || echo refused=yes
echo "$said" | grep -e '^Remv ' -e '^Purg ' -e '^Inst ' -e '^E: ' -e '^ .*Depends: '
removed=$(echo "$said" | sed -n -e 's/^Remv \\([^ ]*\\).*/\\1/p' -e 's/^Purg \\([^ ]*\\).*/\\1/p')
[ -z "$removed" ] || dpkg-query -W -f '\${Essential}\${Protected} \${Package}\\n' $removed | sed -n 's/^[a-z]*yes[a-z]* /essential=/p'`;
}

/**
 * sh that takes out of `$names` what others need: apt is asked about each, once it would take along more than was named. What
 * is left may be needed by what was taken out, so it is asked again. Where only all of them together are too many, all stay.
 */
const spareNeeded = `hw_goes() { apt_quietly apt-get -s remove "$@" 2>/dev/null | sed -n 's/^Remv \\([^ ]*\\).*/\\1/p'; }
hw_more() { for g in $(hw_goes "$@"); do case " $all " in *" $g "*) ;; *) return 0 ;; esac; done; return 1; }
while [ -n "$names" ]; do
all=$(echo $names)
hw_more $names || break
left=
for n in $names; do if hw_more "$n"; then echo "spared=$n"; else left="$left $n"; fi; done
[ "$(echo $left)" != "$all" ] || { printf 'spared=%s\\n' $names; left=; }
names=$left
done
[ -n "$names" ] || exit 0`;
