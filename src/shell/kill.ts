// Ending what a request left running: its process group, and whatever left that group.
//
// A process may have made a group or a session of its own, or its parents have ended. It is known by a variable in its
// environment that each request sets to another value. Only Linux shows environments; elsewhere the group is all that is
// reached. Not reached at all is what changed its group and its environment both (`setsid env -i`).

/** The variable. It says nothing to others. */
export const MARK = 'HOSTWRIGHT_TRIP';

/**
 * sh functions. `hw_signal SIGNAL MARK GROUP` reaches all of a request; an empty group is none. `hw_end MARK GROUP` asks,
 * waits up to two seconds for all of it, and kills. A shell that watches a job needs the time to have it ended too. The
 * mark must not be in the environment of their caller.
 */
export const killFunctions = `hw_marked() {
grep -l "${MARK}=$1" /proc/[0-9]*/environ 2>/dev/null
}
hw_signal() {
for hw_file in $(hw_marked $2); do
hw_file=\${hw_file%/environ}
kill -s $1 \${hw_file#/proc/}
done
[ -z "$3" ] || kill -s $1 -- -$3
}
hw_end() {
hw_signal TERM "$1" "$2"
for hw_n in 1 2 3 4 5 6 7 8 9 10; do
sleep 0.2 || sleep 1
[ -n "$(hw_marked $1)" ] || { [ -n "$2" ] && kill -s 0 -- -$2; } || break
done
hw_signal KILL "$1" "$2"
}`;

/** The text of a shell of its own that ends a request. It has to run as the same identity. */
export function killText(mark: string, group: number): string {
  return `${killFunctions}\nhw_end ${mark} ${group} 2>/dev/null\n`;
}

/** The text of a shell of its own that has a driver begin nothing more that goes along in its request. As the same identity. */
export function stopText(shell: number): string {
  return `kill -s USR1 ${shell} 2>/dev/null\n`;
}

/**
 * sh functions of the driver: `hw_watch SECONDS` ends the request when they are over: the controller, which keeps the
 * time itself, may be gone. `hw_unwatch` calls it off. The watcher asks whether its parent is still the driver before it
 * signals the group: the number may be another's by then. `$!` is compared because a signal may come before the sleep was
 * started, or right after.
 */
export const watchFunctions = `hw_watch() {
( hw_before=$!
trap '[ "$!" = "$hw_before" ] || kill $!; exit' TERM
hw_mark=$${MARK}
unset ${MARK}
sleep $1 &
wait $!
trap '' TERM
[ ! -r /proc/self/stat ] || read -r hw_word hw_word hw_word hw_parent hw_rest </proc/self/stat
[ "\${hw_parent:-$$}" = $$ ] || hw_group=
hw_end $hw_mark "$hw_group"
) </dev/null >/dev/null 2>&1 9>&- &
hw_watcher=$!
}
hw_unwatch() {
[ -z "$hw_watcher" ] || kill $hw_watcher 2>/dev/null
hw_watcher=
}`;
