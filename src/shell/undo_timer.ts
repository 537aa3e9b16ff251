// The host's own way back: a timer that undoes a transaction unless it is confirmed. It is for changes that may cut off
// the run that makes them. Needs systemd, whose timer outlives every shell, and begins anew where the host does. Proof:
// test/lab/transaction/confirm.test.ts.

import type { Snippet } from '../connection.js';
import { withDoor } from './door/door.js';
import { stateFolder } from './lock.js';
import { ROLLED_BACK, rolledBackMessage } from './rollback_marker.js';

function unitOf(id: string): string {
  return `hostwright-undo-${id}`;
}

/**
 * A step: the host puts everything back so many seconds from now unless `commitTransaction` comes first. Each call, and
 * each start of the host, begins the time anew.
 */
export function armTimer(id: string, seconds: number): Snippet {
  const unit = unitOf(id);
  const script = `${stateFolder}
cd /run/systemd/system 2>/dev/null || { echo 'confirm: needs systemd on the host' >&2; exit 1; }
[ -d "$hw_state/transactions/${id}" ] || { echo '${rolledBackMessage}' >&2; exit ${ROLLED_BACK}; }
${withDoor([], `hw_at itself /etc/systemd/system/${unit}.timer || hw_refuse`)}
if [ ! -L timers.target.wants/${unit}.timer ]; then
mkdir -p timers.target.wants && cat >${unit}.service <<hw_end && cat >${unit}.timer <<hw_end || exit 1
[Unit]
Description=hostwright puts back what nobody confirmed
[Service]
Type=oneshot
ExecStart=/bin/sh $hw_state/transactions/${id}.sh
hw_end
[Unit]
Description=hostwright waits for a confirmation
[Timer]
OnActiveSec=${Math.ceil(seconds)}
AccuracySec=100ms
hw_end
ln -sf ../${unit}.timer timers.target.wants/ && sync && systemctl daemon-reload || exit 1
fi
systemctl restart ${unit}.timer`;
  return { script };
}

/** sh: no timer, and nothing that a timer began, is at work on the transaction any more. */
export function waitForTimer(id: string): string {
  const unit = unitOf(id);
  return `if [ -f /etc/systemd/system/${unit}.timer ]; then
systemctl stop ${unit}.timer
while systemctl is-active --quiet ${unit}.service || [ "$(systemctl is-active ${unit}.service)" = activating ]; do sleep 0.2; done
fi`;
}

/** sh: takes the timer away, where there is one. */
export function removeUnits(id: string): string {
  const unit = unitOf(id);
  return `if [ -f /etc/systemd/system/${unit}.timer ]; then
systemctl stop ${unit}.timer
rm -f /etc/systemd/system/${unit}.timer /etc/systemd/system/${unit}.service /etc/systemd/system/timers.target.wants/${unit}.timer
systemctl daemon-reload
fi`;
}
