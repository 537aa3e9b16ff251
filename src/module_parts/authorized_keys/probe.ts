// Which file sshd reads for a user, and what is in it. It is read as the one to whom the way belongs: a link that a user puts there
// shows root nothing that the user may not read.

import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { isAllowed } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import { lookUp } from '../account/database.js';
import { type LsLine, readLsLine } from '../ls_line.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { printOwned, splitOwned } from '../text_edit/owned_file.js';
import type { Wanted } from './params.js';

export interface Found extends Stat {
  /** Of the account; null: there is none. */
  readonly home: string | null;
  /** The account's primary group. */
  readonly ownGroup: string | null;
  /** null: sshd reads none. */
  readonly path: string | null;
  /** The folder that holds the file, as it is named. */
  readonly folder: string;
  readonly folderStat: LsLine;
  /** null: there is no file. */
  readonly content: Buffer | null;
}

export function probeKeys(wanted: Wanted): string {
  const { user, path, follow } = wanted;
  return `${lookUp('passwd', user)}
[ -n "$e" ] || exit 0
h=\${e%:*} h=\${h##*:}
${path === undefined ? askSshd(user) : `k=${quote(path)}`}
printf 'own_group=%s\\nkeys=%s\\n' "$(id -gn -- ${quote(user)} 2>/dev/null)" "$k"
[ -n "$k" ] || exit 0
d=\${k%/*} d=\${d:-/}
[ ! -d "$d" ] || printf 'folder_ls=%s\\n' "$(ls -ldL "$d")"
${statScript({ path: { sh: '"$k"' }, follow, owner: user }, 'false')}
${printOwned(isAllowed(wanted.unsafe_path))}`;
}

/** The percent signs: TOKENS in sshd_config(5). */
function askSshd(user: string): string {
  return `k= w=$(PATH=$PATH:/usr/sbin:/sbin; sshd -T -C ${quote(`user=${user},host=localhost,addr=127.0.0.1`)} 2>/dev/null | sed -n 's/^authorizedkeysfile \\([^ ]*\\).*/\\1/p')
w=\${w:-.ssh/authorized_keys} u=\${e#*:*:} u=\${u%%:*}
if [ "$w" != none ]; then
  while case $w in *%*) ;; *) false ;; esac; do
    k=$k\${w%%%*} w=\${w#*%}
    case $w in h*) k=$k$h ;; u*) k=\${k}${quote(user)} ;; U*) k=$k$u ;; *) k=$k% ;; esac
    w=\${w#?}
  done
  k=$k$w
  case $k in /*) ;; *) k=\${h%/}/$k ;; esac
fi`;
}

export function readKeys(output: Output): Found {
  const { head, content } = splitOwned(output);
  const said = readKeyValues(head);
  const path = said.get('keys') || null;
  return {
    ...readStat(head),
    home: said.get('entry')?.split(':')[5] ?? null,
    ownGroup: said.get('own_group') || null,
    path,
    folder: path?.replace(/\/[^/]*$/, '') || '/',
    folderStat: readLsLine(said.get('folder_ls')),
    content,
  };
}
