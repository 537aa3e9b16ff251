// The sh by which one service gives its ports to another, and takes them back.

import { quote } from '../../shell/quote.js';
import { readAnew } from '../service/read_anew.js';
import { beforeTest, serverOf, testOf } from '../service/servers.js';
import { isRunning, type LoadedUnit, startsAtBoot } from '../service/unit.js';

interface Units {
  readonly from: LoadedUnit;
  readonly to: LoadedUnit;
}

/** All that takes long is done before the one stops: the test, and what happens at boot. */
export function handOver({ from, to }: Units, ports: readonly number[]): string {
  const [old, next] = [quote(from.id), quote(to.id)];
  return `${functions(ports)}
hw_read_anew ${next}
${ownTest(to)}
${startsAtBoot(from) ? `systemctl disable --quiet -- ${old} || exit 1` : ':'}
systemctl enable --quiet -- ${next} || exit 1
hw_end_draining ${next}
${stopping({ from, to })} && hw_start ${next} && exit 0
( ${takeBack({ from, to }, ports)} )
exit 1`;
}

function ownTest({ id }: LoadedUnit): string {
  const server = serverOf(id);
  if (server === undefined) return ':';
  const sentence = quote(`nothing was handed over: ${server.test} refuses the configuration`);
  return [
    ...beforeTest(server),
    `u=${quote(id)}`,
    `said=$(${testOf(server)} 2>&1) || { printf '%s\\n' "$said" >&2; echo ${sentence} >&2; exit 1; }`,
  ].join('\n');
}

/** Where both run they want different ports, or the one was started by hand: then nothing is to be waited for. */
function stopping({ from, to }: Units): string {
  if (from.load !== 'loaded') return ':';
  return isRunning(to) ? `systemctl stop --no-block -- ${quote(from.id)}` : `hw_let_go ${quote(from.id)}`;
}

/** Both are as they were found. Does no harm where nothing was handed over. */
export function takeBack({ from, to }: Units, ports: readonly number[]): string {
  const [old, next] = [quote(from.id), quote(to.id)];
  const boot = (unit: LoadedUnit) =>
    startsAtBoot(unit) === undefined
      ? ':'
      : `systemctl ${startsAtBoot(unit) ? 'enable' : 'disable'} --quiet -- ${quote(unit.id)}`;
  return `${functions(ports)}
${boot(from)}
${boot(to)}
hw_read_anew ${old}
${isRunning(from) ? `systemctl is-active --quiet -- ${old} || {` : '{'}
${isRunning(to) ? ':' : `hw_let_go ${next}`}
${isRunning(from) ? `hw_end_draining ${old}\nhw_start ${old}` : ':'}
}`;
}

/**
 * A proxy that is told to stop closes its listeners at once, and ends when its clients have gone, which may take a minute
 * and more; so it is the ports that are waited for. Apache kept them for ten seconds once, and accepted nobody: such a one is
 * told to end after two. One that has still such clients is ended before it is to start again.
 */
function functions(ports: readonly number[]): string {
  const filter = ports.map((port) => `sport = :${port}`).join(' or ');
  return `${readAnew}
hw_let_go() {
systemctl stop --no-block -- "$1" || return 1
hw_try=0
while [ -n "$(ss -Hltn '( ${filter} )')" ]; do
  hw_try=$((hw_try + 1))
  [ $hw_try -le 300 ] || { echo "$1 was stopped, and somebody still listens on its ports:" >&2; ss -Hltnp '( ${filter} )' >&2; return 1; }
  [ $((hw_try % 40)) -gt 0 ] || systemctl kill --signal=TERM -- "$1" 2>/dev/null
  sleep 0.05
done
}
hw_end_draining() {
case $(systemctl is-active -- "$1") in deactivating) systemctl kill --signal=KILL -- "$1" ;; *) return 0 ;; esac
hw_try=0
while [ "$(systemctl is-active -- "$1")" = deactivating ] && [ $hw_try -le 100 ]; do hw_try=$((hw_try + 1)); sleep 0.1; done
}
hw_start() {
systemctl reset-failed -- "$1" 2>/dev/null
systemctl start -- "$1" && systemctl is-active --quiet -- "$1" && return 0
systemctl status --no-pager --full --lines=20 -- "$1" >&2
echo "$1 did not start" >&2
return 1
}`;
}
