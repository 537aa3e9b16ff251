// Telling whether a process still lives, when its number may be another's by now.

/**
 * sh function. `hw_born PID` prints when the process started (in ticks since the boot), or nothing where it has ended.
 * One that was not waited for (Z) has ended. Where there is no /proc, all that is known is that something lives.
 */
export const bornFunction = `hw_born() {
[ -r /proc/self/stat ] || { kill -0 $1 2>/dev/null && echo here; return; }
{ read -r hw_stat <"/proc/$1/stat"; } 2>/dev/null || return
set -- \${hw_stat##*') '}
[ "$1" = Z ] || echo "\${20}"
}`;
