// The steps of apt: one installation or one removal, after the host's package system has been put in order.
//
// Proof: test/lab/apt.test.ts, on real hosts, with held locks, an interrupted dpkg and changed configuration files.

import type { Field } from '../../change.js';
import { appendMade } from '../../shell/made.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { waitForLock } from './lock.js';
import { guardServices } from './services.js';

/** Nothing asks; configuration files that somebody changed are kept (apt.conf(5), dpkg(1), ucf(1)). */
const quietly = `DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
export DEBIAN_FRONTEND UCF_FORCE_CONFFOLD
apt_get() {
  apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=60 \\
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}`;

/** An interrupted dpkg refuses everything else until what it has begun is completed. */
const repair = `if [ -n "$(ls /var/lib/dpkg/updates)" ] || [ -n "$(dpkg --audit)" ]; then
  echo 'completing what an interrupted dpkg has left'
  dpkg --force-confdef --force-confold --configure -a || exit 1
fi`;

/** An installation that needs no network succeeds without one, so a failed refresh is only said. */
const refreshLists = `wait_for_lock || exit 1
apt_get update || echo 'warning: the package lists could not be refreshed; going on with those that are there'`;

export interface Installation {
  readonly refresh: boolean;
  readonly start_services: boolean;
  readonly install_recommends?: boolean | undefined;
  readonly lock_timeout: number;
}

/** sh that installs or upgrades. `--no-remove`: the plan has announced no removal, so none happens. */
export function installScript(names: readonly string[], wanted: Installation): string {
  const recommends = wanted.install_recommends;
  const choice = recommends === undefined ? '' : `-o APT::Install-Recommends=${recommends} `;
  return [
    quietly,
    waitForLock(wanted.lock_timeout),
    'wait_for_lock || exit 1',
    wanted.start_services ? '' : guardServices,
    repair,
    wanted.refresh ? refreshLists : '',
    'wait_for_lock || exit 1',
    recordNew(`${choice}--no-remove install ${quoteAll(names)}`, names),
    `apt_get ${choice}--no-remove install ${quoteAll(names)}`,
  ].join('\n');
}

/**
 * What comes along is known when the lists are: it is recorded by the same step. A package that is upgraded has its old
 * version in brackets, and is none that is made.
 */
function recordNew(words: string, names: readonly string[]): string {
  const line = `{"kind":"package","name":"\\1","at":"$(date -u +%FT%TZ)","with":"${names.join(' ')}"}`;
  return `hw_made=$(apt-get -s ${words} 2>/dev/null | sed -n "s/^Inst \\([a-z0-9][a-z0-9+.-]*\\)[^ ]* (.*/${line.replaceAll('"', '\\"')}/p")
${appendMade}`;
}

export interface Removal {
  readonly purge: boolean;
  readonly start_services: boolean;
  readonly lock_timeout: number;
}

/** sh that removes. What apt would do now has to be what the plan announced, or nothing is done. */
export function removeScript(names: readonly string[], effects: readonly Field[], wanted: Removal): string {
  const verb = wanted.purge ? 'purge' : 'remove';
  const announced = effects.map(({ name, to }) => `${to === 'absent' ? '-' : '+'}${name}`).sort();
  return [
    quietly,
    waitForLock(wanted.lock_timeout),
    'wait_for_lock || exit 1',
    wanted.start_services ? '' : guardServices,
    repair,
    `now=$(apt-get -s ${verb} ${quoteAll(names)} |
  sed -n -e 's/^Inst \\([^ ]*\\).*/+\\1/p' -e 's/^Remv \\([^ ]*\\).*/-\\1/p' -e 's/^Purg \\([^ ]*\\).*/-\\1/p' | sort)`,
    `[ "$now" = ${quote(announced.join('\n'))} ] || {
  echo "apt would now do more or less than was announced, so nothing was removed:" $now >&2
  exit 1
}`,
    'wait_for_lock || exit 1',
    `apt_get ${verb} ${quoteAll(names)}`,
  ].join('\n');
}
