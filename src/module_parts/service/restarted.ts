// The sh by which a server is restarted that clients are connected to, and what it costs them.

import { wordsOf } from '../../host_words.js';
import type { Output } from '../../module.js';
import { haproxyFunctions } from './haproxy.js';
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

/**
 * sh, for the words of systemctl show in `$u`: clients that are connected to ports on which it listens. Of haproxy a child
 * does, and not the master.
 */
export const probeClients = `pid=\${u#*MainPID=}; pid=\${pid%%[!0-9]*}
case $pid in ''|0) ;; *)
  pids=
  read -r pids 2>/dev/null <"/proc/$pid/task/$pid/children" || :
  ports=$(ss -Hltnp 2>/dev/null | awk -v pids="$pid $pids" '
    BEGIN { count = split(pids, pid, " ") }
    { for (i = 1; i <= count; i++) if (index($0, "pid=" pid[i] ",")) { sub(/.*:/, "", $4); print $4; next } }' | sort -u)
  [ -z "$ports" ] || echo "clients=$(ss -Htn state established "( $(echo $ports | sed 's/[0-9][0-9]*/sport = :&/g; s/ sport/ or sport/g') )" | grep -c .)" ;;
esac`;

/** sh: whether a reload of haproxy becomes a restart, and whom that would cut off. */
export const probeElsewhere = `${haproxyFunctions}
if hw_haproxy_is_elsewhere haproxy.service; then
  echo elsewhere=yes
  ${probeClients}
fi`;

/** Which files it reads is said by its command line alone, and a reload keeps that. */
export function keepsItsFiles(unit: LoadedUnit): boolean {
  return unit.id === 'haproxy.service' && isRunning(unit);
}

export const WHY_INSTEAD =
  'its unit names other files than it was started with, which a reload would not read';

/**
 * What a restart does to them, as a sentence; undefined: nobody is known to be hurt.
 *
 * @param verb as it is asked for: a reload may have to be a restart
 */
export function costOfRestart(
  unit: LoadedUnit,
  output: Output,
  verb: 'restart' | 'reload',
): string | undefined {
  const words = wordsOf(output.stdout);
  const [, said] = /^clients=(\d+)$/m.exec(words) ?? [];
  if (!isDraining(unit) || (verb === 'reload' && !/^elsewhere=yes$/m.test(words))) return undefined;
  const now = said === undefined ? '' : `, ${said} of them now`;
  const why = verb === 'reload' ? `it is restarted, since ${WHY_INSTEAD}: ` : '';
  return `${why}a restart cuts off whoever is connected${now}, and lets nobody in for a moment, at most ${PATIENCE} seconds longer than it starts`;
}
