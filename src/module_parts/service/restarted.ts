// The sh by which a server is restarted that clients are connected to, and what it costs them.

import { wordsOf } from '../../host_words.js';
import type { Output } from '../../module.js';
import { serverOf } from './servers.js';
import { isRunning, type LoadedUnit } from './unit.js';

/** Seconds for the requests that are under way: who is connected for good would keep the port closed until a stop times out. */
const PATIENCE = 2;

export function isDraining(unit: LoadedUnit): boolean {
  return serverOf(unit.id)?.drains === true && isRunning(unit);
}

/**
 * `hw_restart UNIT`: as one job of systemd, so that units that hang on it are restarted too. Where its end waits for clients
 * that stay (WebSockets), it is told to end at once: they are cut off either way, and nobody else gets in meanwhile.
 */
export const restartFunction = `hw_restart() {
  systemctl restart --no-block -- "$1" || return
  hw_try=0
  while hw_state=$(systemctl show -p Job,SubState -- "$1") && case $hw_state in *Job=[1-9]*) ;; *) false ;; esac; do
    hw_try=$((hw_try + 1))
    case $hw_state in
      *SubState=stop*) [ "$hw_try" -lt ${PATIENCE * 10} ] || [ $((hw_try % 10)) -gt 0 ] || systemctl kill --signal=TERM -- "$1" 2>/dev/null ;;
    esac
    [ "$hw_try" -le 1200 ] || return 1
    sleep 0.1
  done
}`;

/** sh, for the words of systemctl show in `$u`: clients that are connected to ports on which it listens. */
export const probeClients = `pid=\${u#*MainPID=}; pid=\${pid%%[!0-9]*}
case $pid in ''|0) ;; *)
  ports=$(ss -Hltnp 2>/dev/null | awk -v pid="pid=$pid," 'index($0, pid) { sub(/.*:/, "", $4); print $4 }' | sort -u)
  [ -z "$ports" ] || echo "clients=$(ss -Htn state established "( $(echo $ports | sed 's/[0-9][0-9]*/sport = :&/g; s/ sport/ or sport/g') )" | grep -c .)" ;;
esac`;

/** What a restart does to them, as a sentence; undefined: nobody is known to be hurt. */
export function costOfRestart(unit: LoadedUnit, output: Output): string | undefined {
  const [, said] = /^clients=(\d+)$/m.exec(wordsOf(output.stdout)) ?? [];
  if (!isDraining(unit)) return undefined;
  const now = said === undefined ? '' : `, ${said} of them now`;
  return `a restart cuts off whoever is connected${now}, and lets nobody in for a moment, at most ${PATIENCE} seconds longer than it starts`;
}
