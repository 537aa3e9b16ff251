// Waiting for the package lock, and saying who holds it. apt can wait by itself, but does not name the holder.

/** Seconds between two lines about the same holder: often enough that a silent host is not taken for a dead one. */
const REPEAT = 15;

/**
 * sh that defines `wait_for_lock`: returns 0 once nobody holds a lock of dpkg or apt, 1 with words on standard error
 * after `seconds` in all. What it waits for is printed, for the progress display.
 *
 * The holder is the process that /proc/locks lists and whose descriptor of a lock file has a `lock:` line in fdinfo
 * (proc(5)); others that merely wait have the file open as well. Inode numbers are not compared: on an overlay they
 * differ between stat and /proc/locks.
 */
export function waitForLock(seconds: number): string {
  return `lock_holder() {
  while read -r _ class _ _ pid _; do
    [ "$class" = POSIX ] || continue
    for info in $(grep -l '^lock:' "/proc/$pid/fdinfo/"* 2>/dev/null); do
      case $(readlink "/proc/$pid/fd/\${info##*/}") in
        /var/lib/dpkg/lock | /var/lib/dpkg/lock-frontend | /var/lib/apt/lists/lock | /var/cache/apt/archives/lock)
          echo "process $pid ($(tr '\\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-100 | sed 's/ *$//'))"
          return ;;
      esac
    done
  done </proc/locks
}
waited=0
wait_for_lock() {
  said=
  while holder=$(lock_holder) && [ -n "$holder" ]; do
    if [ "$waited" -ge ${seconds} ]; then
      echo "the package lock is still held by $holder after ${seconds} seconds: let it end, or raise lock_timeout" >&2
      return 1
    fi
    if [ "$holder" != "$said" ] || [ $((waited % ${REPEAT})) -eq 0 ]; then
      echo "waiting for the package lock, held by $holder"
      said=$holder
    fi
    sleep 1
    waited=$((waited + 1))
  done
}`;
}
