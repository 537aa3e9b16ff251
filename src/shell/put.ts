// Writes one file atomically: the sh behind a PutStep. The content comes on standard input, so it is never part of a
// script, of a command line or of a log. Proof: test/shell/put.test.ts, through dash, bash and busybox sh.

import type { PutStep } from '../change.js';
import { followLinks, renameOver, symbolicMode } from './path.js';
import { quote } from './quote.js';
import { besideFunction } from './temporary.js';
import { isWhole } from './whole.js';

/**
 * The script. Whatever goes wrong, the old file stays as it was, the temporary is removed, the exit code is not zero
 * and standard error says what happened.
 *
 * @param random hexadecimal digits for the name of the temporary (src/shell/temporary.ts)
 */
export function putScript(step: PutStep, random: string): string {
  return [
    `p=${quote(step.path)}`,
    step.follow === false ? '' : followLinks,
    `d=\${p%/*}/`,
    besideFunction,
    `hw_beside "$d"; t=\${hw_name}${random}`,
    complain,
    check,
    write(step.content.length),
    keepOrSet(step),
    finish,
  ].join('\n');
}

const complain = `
give_up() { rm -f "$t"; printf 'could not write %s: %s\\n' "$p" "$1" >&2; exit 1; }
trap 'rm -f "$t"; exit 143' HUP INT TERM`;

const check = `
[ -d "$d" ] || give_up "there is no directory $d"
[ -L "$p" ] || [ ! -e "$p" ] || [ -f "$p" ] || give_up 'it is not a plain file'
[ -w "$d" ] || give_up "$(id -un) may not write into $d, or it is mounted read-only"`;

// `set -C` makes the shell open with O_EXCL.
function write(size: number): string {
  return `
(umask 077; set -C; cat > "$t") || give_up 'the content could not be stored'
${isWhole('"$t"', size)} || give_up 'the content arrived incomplete'`;
}

// Owner before mode, because chown clears the set-user-ID bit; the ACL before the mode that was asked for, because
// its mask is the group's permission. ls marks a file that has an ACL with a + behind the permissions.
function keepOrSet({ owner = '', group = '', mode = '' }: PutStep): string {
  return `
owner=${quote(owner)} group=${quote(group)} mode=${quote(mode)} acl=
if [ -f "$p" ] && [ ! -L "$p" ]; then
  old=$(ls -ldn "$p") || give_up 'the old file could not be looked at'
  set -f; set -- $old; permissions=$1 old_user=$3 old_group=$4
  case $permissions in *+) acl=yes ;; esac
  new=$(ls -ldn "$t") || give_up 'the temporary is gone'
  set -- $new
  [ -n "$owner" ] || [ "$3" = "$old_user" ] || owner=$old_user
  [ -n "$group" ] || [ "$4" = "$old_group" ] || group=$old_group
  [ -n "$mode" ] || mode=$(echo "$permissions" | ${symbolicMode})
  if [ -e /sys/fs/selinux/enforce ]; then
    chcon --reference="$p" "$t" || give_up 'its SELinux context could not be kept'
  fi
fi
[ -z "$owner$group" ] || chown "$owner\${group:+:$group}" "$t" || give_up 'its owner could not be set'
if [ -n "$acl" ]; then
  command -v getfacl >/dev/null && command -v setfacl >/dev/null ||
    give_up 'it has an access control list, and getfacl and setfacl (package acl) are not installed to keep it'
  getfacl -cp "$p" | setfacl --set-file=- "$t" || give_up 'its access control list could not be kept'
fi
chmod "\${mode:-0644}" "$t" || give_up 'its mode could not be set'`;
}

// GNU sync takes a file to flush; the others flush everything, or refuse the operand.
const finish = `
sync "$t" 2>/dev/null || sync
${renameOver('"$t"', '"$p"')} || give_up 'the finished file could not be moved there'`;
