// What is known of every host before its first task: gathered by one probe of the login user, in the first request.
//
// The names are Ansible's (`ansible_facts.distribution_release`), so that conditions can be carried over. Only what
// conditions and templates of real playbooks read is here; every fact costs each host a little in every run.

import { countOf, wordsOf } from '../host_words.js';
import type { JsonObject } from '../json.js';
import { type Output, ProbeError } from '../module.js';

/**
 * Read-only sh; prints `key=value` lines. Linux tells everything in files, which builtins read: this runs on every
 * host in every run, and a process costs more than all of it.
 */
export const factsScript = `
[ -r /etc/os-release ] && . /etc/os-release
if { read -r architecture </proc/sys/kernel/arch; } 2>/dev/null; then
  read -r system </proc/sys/kernel/ostype
  read -r nodename </proc/sys/kernel/hostname
  read -r kernel </proc/sys/kernel/osrelease
else
  set -- $(uname -snrm)
  system=$1 nodename=$2 kernel=$3 architecture=$4
fi
printf 'system=%s\\nnodename=%s\\nkernel=%s\\narchitecture=%s\\n' "$system" "$nodename" "$kernel" "$architecture"
printf 'id=%s\\nid_like=%s\\nversion=%s\\nrelease=%s\\nname=%s\\n' \\
  "$ID" "$ID_LIKE" "$VERSION_ID" "$VERSION_CODENAME" "$NAME"
if [ -d /run/systemd/system ]; then echo service_mgr=systemd; else echo service_mgr=unknown; fi
user=\${SUDO_USER:-\${USER:-$(id -un)}} home=$HOME
case \${SUDO_USER:--} in *[!A-Za-z0-9_.-]* | -*) ;; *) eval "home=~$SUDO_USER" ;; esac
printf 'user_id=%s\\nuser_dir=%s\\n' "$user" "$home"
{ while read -r key value unit; do [ "$key" = MemTotal: ] && echo "memtotal_kb=$value" && break; done </proc/meminfo; } 2>/dev/null
exit 0
`;

/**
 * @returns the value of the variable `ansible_facts`
 * @throws ProbeError when the output is not that of the script
 */
export function readFacts(output: Output): JsonObject {
  const fields = new Map(
    wordsOf(output.stdout)
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  const text = (key: string) => fields.get(key) ?? '';
  if (output.code !== 0 || !fields.has('system'))
    throw new ProbeError('the facts of the host could not be read');
  return {
    system: text('system'),
    nodename: text('nodename'),
    hostname: text('nodename').replace(/\..*/, ''),
    kernel: text('kernel'),
    architecture: text('architecture'),
    distribution: text('name').replace(/ GNU\/Linux$/, ''),
    distribution_id: text('id'),
    distribution_release: text('release'),
    distribution_version: text('version'),
    distribution_major_version: text('version').replace(/\..*/, ''),
    os_family: familyOf(text('id'), text('id_like')),
    service_mgr: text('service_mgr'),
    user_id: text('user_id'),
    user_dir: text('user_dir'),
    memtotal_mb: Math.floor((countOf(text('memtotal_kb')) ?? 0) / 1024),
  };
}

/** Ansible's family names for the families that matter here; else the id itself. */
function familyOf(id: string, like: string): string {
  const words = [id, ...like.split(' ')];
  if (words.includes('debian')) return 'Debian';
  if (words.includes('rhel') || words.includes('fedora')) return 'RedHat';
  if (words.includes('arch')) return 'Archlinux';
  if (words.includes('alpine')) return 'Alpine';
  return id;
}
