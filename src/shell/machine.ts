// Which machine this is: two names of an inventory may mean one, by two addresses.

import { wordsOf } from '../host_words.js';
import type { Output } from '../module.js';

/** Builtins alone, since every host is asked in every run. What a clone has in common is told apart by its boot. */
export const machineScript = `m= b= n=
{ read -r m </etc/machine-id; read -r b </proc/sys/kernel/random/boot_id; read -r n </proc/sys/kernel/hostname; } 2>/dev/null
[ -z "$m" ] || [ -z "$b" ] || printf 'machine=%s %s %s\\n' "$m" "$b" "$n"`;

/** undefined: it has no such words. */
export function readMachine({ stdout }: Output): string | undefined {
  return /^machine=([0-9a-f]{32} [0-9a-f-]{36} .{0,64})$/m.exec(wordsOf(stdout))?.[1];
}
