// What stands at the path, and what only some tasks ask: its times, what is in it, whether it is another name of a file.

import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { readStat, statScript } from '../stat.js';
import { type Found, isFollowed, replaces, timesOf, type Wanted } from './params.js';

export function probeFile(wanted: Wanted): string {
  const { state, recurse } = wanted;
  const asksTimes = Object.values(timesOf(wanted)).some((time) => time !== 'preserve');
  const look = statScript(
    { ...wanted, follow: isFollowed(wanted) },
    replaces(wanted),
    asksTimes ? times : ':',
  );
  const parts = [look, ...(state === 'hard' ? [lookAtNames(wanted)] : []), ...(recurse ? [tree] : [])];
  return parts.join('\n');
}

function lookAtNames({ path, src = '' }: Wanted): string {
  return `[ ! -e ${quote(src)} ] || echo has_src=yes
[ -L ${quote(path)} ] || [ ! ${quote(path)} -ef ${quote(src)} ] || echo same=yes`;
}

/** Names are not printed: strangers write them. */
const tree = `[ ! -d "$p" ] || [ -L "$p" ] ||
  (cd -P "$p" && find . ! -name . -exec stat -c 'tree=%A %U %G' {} + | sort -u) || exit 1`;

/** date of GNU, BusyBox and uutils knows these options; the host says its own time. */
const times = `if [ -e "$p" ]; then
  printf 'accessed=%s\\n' "$(date -d "@$(stat -c %X "$p")" +%Y%m%d%H%M.%S)"
  printf 'modified=%s\\n' "$(date -d "@$(stat -c %Y "$p")" +%Y%m%d%H%M.%S)"
fi`;

export function readFound(output: Output, { state, src, recurse }: Wanted): Found {
  const standing = readStat(output);
  const said = readKeyValues(output);
  const isSame = state === 'hard' && said.has('same');
  const kind = standing.kind === 'nothing' ? 'absent' : standing.kind;
  return {
    ...standing,
    state: isSame ? 'hard' : kind,
    src: isSame ? (src ?? null) : standing.target,
    hasSrc: said.has('has_src'),
    access_time: said.get('accessed') ?? null,
    modification_time: said.get('modified') ?? null,
    ...(recurse && { tree: treeIn(output) }),
  };
}

function treeIn({ stdout }: Output): readonly string[] {
  const lines = stdout.toString('latin1').split('\n');
  return lines.flatMap((line) => (line.startsWith('tree=') ? line.slice('tree='.length) : []));
}
