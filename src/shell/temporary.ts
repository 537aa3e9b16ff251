// Names for what stands beside a file until it takes its place, and the end of those that a power cut or a kill -9 left.
//
// The name tells who made it: process, its start, host. The maker of the next one in that directory removes those of this
// host whose maker is gone, so that they never accumulate. Others' are left alone: the directory may be on a file system
// that hosts share. Proof: test/shell/temporary.test.ts.

import { bornFunction } from './process.js';

/**
 * sh. `hw_beside DIRECTORY` removes there what dead makers left, and sets `hw_name` to a path in it. The path still wants
 * a suffix that cannot be guessed, so that no user who may write there can put a link in its way.
 */
export const besideFunction = `${bornFunction}
hw_beside() {
hw_host=
{ read -r hw_host </proc/sys/kernel/hostname; } 2>/dev/null || hw_host=$(uname -n)
for hw_left in "\${1%/}"/.hostwright-*@"$hw_host"@*; do
[ -f "$hw_left" ] || [ -L "$hw_left" ] || { [ -d "$hw_left" ] && [ -O "$hw_left" ]; } || continue
hw_maker=\${hw_left##*/.hostwright-}
hw_maker=\${hw_maker%%@*}
[ "$(hw_born "\${hw_maker%-*}")" = "\${hw_maker#*-}" ] || rm -rf "$hw_left"
done
hw_name=\${1%/}/.hostwright-$$-$(hw_born $$)@$hw_host@
}`;
