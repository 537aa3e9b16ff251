// The ssh key of an account: where it is, what is known of it, and how it is made. All as the one to whom the way there belongs.

import { posix } from 'node:path';
import { type ShellStep, sh } from '../../change.js';
import { deeds, directoryCall } from '../../shell/door/deeds.js';
import { atDoor, through, withDoor } from '../../shell/door/door.js';
import { type HostWord, quote, quoteAll } from '../../shell/quote.js';
import type { WantedUser } from './params.js';

/** What is asked of a key that is there. */
export interface FoundKey {
  /** null: the account is not there yet. */
  readonly path: string | null;
  readonly isThere: boolean;
  readonly hasTool: boolean;
  /** The line of the public key, and what ssh-keygen says of it; null: there is none that the account may show. */
  readonly publicKey: string | null;
  readonly fingerprint: string | null;
}

/** sh after `lookUp`, where `$h` is the home. A link of the user's at the public key shows nothing that they may not read. */
export function lookAtKey(wanted: WantedUser): string {
  if (!wanted.generate_ssh_key) return ':';
  return `command -v ssh-keygen >/dev/null || echo keygen=no
if [ -n "$e" ]; then
  k=${keyPath(wanted)}
  printf 'key=%s\\n' "$k"
  { [ ! -e "$k" ] && [ ! -L "$k" ] && [ ! -e "$k.pub" ]; } || echo has_key=yes
  [ ! -f "$k.pub" ] || ( ${withDoor([lookFunction], through({ path: { sh: '"$k.pub"' }, at: 'follow' }, 'hw_look'))} ) 2>/dev/null
fi`;
}

const lookFunction = `hw_look() {
read -r l <"$n"
printf 'public_key=%.16384s\\n' "$l"
printf 'fingerprint=%s\\n' "$(ssh-keygen -l -f "$n")"
}`;

export function readKey(said: ReadonlyMap<string, string>): FoundKey {
  const publicKey = said.get('public_key') ?? '';
  return {
    path: said.get('key') ?? null,
    isThere: said.has('has_key'),
    hasTool: !said.has('keygen'),
    publicKey: publicKey === '' ? null : publicKey.trim(),
    fingerprint: said.get('fingerprint') || null,
  };
}

/** A word for sh in which `$h` is the home. */
function keyPath({ ssh_key_file, ssh_key_type }: WantedUser): string {
  const file = ssh_key_file ?? `.ssh/id_${ssh_key_type}`;
  return posix.isAbsolute(file) ? quote(file) : `"\${h%/}"/${quote(file)}`;
}

/** The home is asked for when the step runs: the account may be new. */
export function makeKey(wanted: WantedUser): readonly ShellStep[] {
  const { name, ssh_key_type, ssh_key_bits, ssh_key_comment, ssh_key_passphrase, force } = wanted;
  const comment =
    ssh_key_comment === undefined ? '"hostwright-generated on $(uname -n)"' : quote(ssh_key_comment);
  const bits = ssh_key_bits === 0 ? [] : ['-b', String(ssh_key_bits)];
  const find = `h=$(getent passwd ${quote(name)} || grep ${quote(`^${name}:`)} /etc/passwd) && h=\${h%:*} && h=\${h##*:}
k=${keyPath(wanted)}`;
  const folder: HostWord = { sh: '"${k%/*}"' };
  const ownFolder = directoryCall({ owner: name, mode: '0700' });
  const call = `hw_key ${quote(name)} ${force ? 'yes' : 'no'} ${ssh_key_passphrase === undefined ? 'no' : 'yes'} ${comment} ${quoteAll(['-t', ssh_key_type, ...bits])}`;
  const step = sh(
    `${find}\n${atDoor({ path: { sh: '"$k"' }, at: 'itself' }, [...deeds, keyFunction], call)}`,
  );
  const secret = ssh_key_passphrase === undefined ? {} : { input: Buffer.from(`${ssh_key_passphrase}\n`) };
  return [
    sh(`${find}\n[ ! -e ${folder.sh} ] || exit 0\n${atDoor({ path: folder, at: 'deep' }, deeds, ownFolder)}`),
    { ...step, ...secret },
  ];
}

/**
 * `hw_key OWNER FORCE ASKS COMMENT OPTION...`. The passphrase comes on standard input and goes to ssh-keygen by a program that it
 * asks (SSH_ASKPASS), out of the environment, which only the same account can read.
 */
const keyFunction = `hw_key() {
owner=$1 force=$2 asks=$3 comment=$4
shift 4
[ "$force" = yes ] || { [ ! -e "$n" ] && [ ! -L "$n" ] && [ ! -e "$n.pub" ]; } || return 0
[ ! -d "$n" ] || { echo "$hw_real is a directory: name a file in ssh_key_file" >&2; return 1; }
umask 077
hw_beside .
t=$(mktemp "$hw_name"XXXXXXXXXX) && rm -f "$t" || return
trap 'hw_clear; exit 143' HUP INT TERM
if [ "$asks" = yes ]; then
  IFS= read -r HW_PASSPHRASE
  printf '%s\\n' '#!/bin/sh' 'printf "%s\\n" "$HW_PASSPHRASE"' >"$t.ask" && chmod 0700 "$t.ask" || return
  export HW_PASSPHRASE SSH_ASKPASS="$PWD/\${t#./}.ask" SSH_ASKPASS_REQUIRE=force DISPLAY=:0
  said=$(ssh-keygen -q "$@" -C "$comment" -f "$t" 2>&1 </dev/null)
else said=$(ssh-keygen -q "$@" -C "$comment" -f "$t" -N '' 2>&1 </dev/null); fi || { hw_clear; printf '%s\\n' "$said" >&2; return 1; }
rm -f "$t.ask"
chmod 0644 "$t.pub"
[ "$hw_me" != 0 ] || chown -h "$owner:$(id -g -- "$owner")" "$t" "$t.pub" || { hw_clear; return 1; }
hw_rename "$t" "$n" && hw_rename "$t.pub" "$n.pub" || { hw_clear; return 1; }
}
hw_clear() { rm -f "$t" "$t.pub" "$t.ask"; }`;
