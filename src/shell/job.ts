// Steps that outlive their connection. The sh runs a script in a session of its own. Its output and exit code are kept in
// a folder of the host, and shown as they come. Proof: test/shell/job.test.ts.
//
// A run that sends the same script while it runs, after a lost connection or later, is shown the same job from its
// beginning. When it has ended, its result is kept for those who began it or were watching, whether it reached them or
// not. For others it is kept for a minute, if its end was shown to none. To all others the script is begun anew: what the
// job did, the host itself tells.
//
// A script is on the host's disk, readable by its user alone: nothing secret belongs into it.

import { createHash } from 'node:crypto';
import { killFunctions, MARK } from './kill.js';
import { stateFolder } from './lock.js';
import { bornFunction } from './process.js';
import { quote } from './quote.js';

/** Minutes for which the result of a job that was not seen is the answer to a run that sends its script. */
const FRESH = 1;

/** Minutes for which the folder of a job that ended is kept. Longer than a run waits for a lost connection. */
const KEPT = 1440;

/**
 * The wrapped script: its output and exit code are the job's. Another job that still runs is waited for first, because
 * two of this kind would be in each other's way (dpkg). Where nothing can be written the script runs as it is.
 *
 * @param watcher hexadecimal digits, the same whenever one act is tried again: to it the job's result is always told
 */
export function jobScript(script: string, watcher: string): string {
  const id = createHash('sha256').update(script).digest('hex').slice(0, 24);
  return `${stateFolder}
hw_jobs=$hw_state/jobs hw_own=
! command -v setsid >/dev/null || hw_own=setsid
${functions}
if ! ( umask 077; mkdir -p "$hw_jobs" && [ -w "$hw_jobs" ] ) 2>/dev/null; then
( eval ${quote(script)} )
exit
fi
hw_wait_for_others ${id}
hw_job=$hw_jobs/${id}
trap hw_end_job TERM
hw_lives || hw_is_for ${watcher} || hw_is_news || hw_start ${quote(script)}
hw_is_for ${watcher} || { echo ${watcher} >>"$hw_job/for"; } 2>/dev/null
hw_follow`;
}

/** A step that waits until no job runs any more; what they did can then be probed. */
export function waitForJobs(): string {
  return `${stateFolder}
hw_jobs=$hw_state/jobs
${functions}
hw_wait_for_others none`;
}

/** Ends a job, $0 its mark and $1 its group, in a session of its own: who asks for it is being ended too. */
const endJob = `${killFunctions}\nhw_end "$0" "$1"`;

/**
 * `hw_lives` compares the time of the job's start too, since its number may be another's by now. The job's own shell is
 * waited for by no process, so one that was killed stays a zombie.
 *
 * A beat goes out every now and then. Where no controller is left to read it, it ends this shell and the driver
 * (SIGPIPE). So the host is free for the next run, while the job goes on.
 *
 * SIGTERM comes when the time of the request is over (src/shell/kill.ts), perhaps twice, and only the first one counts.
 * It is then over for the job as well, whichever request began it.
 */
const functions = `${bornFunction}
hw_lives() {
[ ! -f "$hw_job/code" ] && read -r hw_pid hw_since 2>/dev/null <"$hw_job/pid" || return
[ -n "$hw_since" ] && [ "$(hw_born $hw_pid)" = "$hw_since" ]
}
hw_is_for() {
[ -f "$hw_job/code" ] && grep -q "^$1$" "$hw_job/for" 2>/dev/null
}
hw_is_news() {
[ ! -f "$hw_job/seen" ] && hw_ended_within ${FRESH}
}
hw_ended_within() {
[ -n "$(find "$hw_job/code" -mmin -$1 2>/dev/null)" ]
}
hw_start() {
rm -rf "$hw_job"
( umask 077; mkdir "$hw_job" && printf %s "$1" >"$hw_job/script" && : >"$hw_job/out" && : >"$hw_job/err" ) || exit 1
$hw_own sh -c '( eval "$(cat "$0/script")" )
echo $? >"$0/code.new"
mv "$0/code.new" "$0/code"' "$hw_job" </dev/null >"$hw_job/out" 2>"$hw_job/err" &
echo "$! $(hw_born $!)" >"$hw_job/pid"
echo "$${MARK}" >"$hw_job/mark"
}
hw_wait_for_others() {
for hw_job in "$hw_jobs"/*; do
[ -d "$hw_job" ] && [ "$hw_job" != "$hw_jobs/$1" ] || continue
while hw_lives; do hw_beat || exit; sleep 1; done
hw_ended_within ${KEPT} || rm -rf "$hw_job"
done
}
hw_beat() {
printf '\\036%s BEAT\\n' $hw_nonce
}
hw_show() {
hw_size=$(($(wc -c <"$hw_job/$1")))
[ $hw_size -le $2 ] || tail -c +$(($2 + 1)) "$hw_job/$1" | head -c $((hw_size - $2))
}
hw_end_job() {
trap '' TERM
read -r hw_mark 2>/dev/null <"$hw_job/mark"
! hw_lives || ( unset ${MARK}; exec $hw_own sh -c ${quote(endJob)} "\${hw_mark:-none}" $hw_pid ) </dev/null >/dev/null 2>&1 &
exit 143
}
hw_follow() {
hw_out=0 hw_err=0 hw_turn=0
while :; do
hw_ended=
hw_lives || hw_ended=1
hw_show out $hw_out
hw_out=$hw_size
hw_show err $hw_err >&2
hw_err=$hw_size
[ -z "$hw_ended" ] || break
hw_turn=$((hw_turn + 1))
hw_beat || exit
if [ $hw_turn -lt 20 ]; then sleep 0.05 2>/dev/null || sleep 1; else sleep 0.4 2>/dev/null || sleep 1; fi
done
hw_code=$(cat "$hw_job/code" 2>/dev/null)
[ -n "$hw_code" ] || echo 'it was killed, or the host was restarted, before it ended' >&2
{ true >"$hw_job/seen"; } 2>/dev/null
exit \${hw_code:-1}
}`;
