// What the host tells of what is in its directories: each entry ends in NUL, since names may hold anything else.

import { quote } from '../../shell/quote.js';
import { inodeFormat } from '../path_facts/facts.js';
import type { Wanted } from './params.js';

/** Bytes of a file that are read for contains. */
const HEAD = 1024 * 1024;

/** `d` for a path that is searched, `x` for one that is none or is closed; `e` for an entry. */
export function probeFind(wanted: Wanted): string {
  const { paths, recurse, depth, follow } = wanted;
  const levels = recurse ? depth : 1;
  const words = [
    ...(levels === undefined || levels === 0 ? [] : ['-maxdepth', String(levels)]),
    '-mindepth',
    '1',
  ];
  const search = `find ${follow ? '-L ' : ''}"$d" ${words.join(' ')}`;
  return `printf 'now=%s\\0' "$(date +%s)"
for d in ${paths.map(quote).join(' ')}; do
  if [ ! -d "$d" ]; then printf 'x%s\\0' "$d"; continue; fi
  if [ ! -r "$d" ] || [ ! -x "$d" ]; then printf '%s may not look into %s\\n' "$(id -un)" "$d" >&2; exit 1; fi
  printf 'd%s\\0' "$d"
  ${asksMore(wanted) ? `${search} -exec sh -c ${quote(oneByOne(wanted))} sh {} + 2>/dev/null` : atOnce(search)}
done
true`;
}

function asksMore({ contains, get_checksum }: Wanted): boolean {
  return contains !== undefined || get_checksum;
}

/** The stat of BusyBox ends a line in a line feed, and in nothing else. */
function atOnce(search: string): string {
  return `if stat --printf '' / 2>/dev/null; then
    ${search} -exec stat --printf ${quote(`e${inodeFormat}|||%n\\0`)} {} + 2>/dev/null
  else
    ${search} -exec sh -c ${quote(oneByOne({}))} sh {} + 2>/dev/null
  fi`;
}

/** The checksum and the content, where they are asked, stand between the numbers and the name. */
function oneByOne({ contains, get_checksum = false }: Partial<Wanted>): string {
  const plain = '[ -f "$f" ] && [ ! -L "$f" ] && [ -r "$f" ]';
  const hash = get_checksum ? `${plain} && h=$(sha1sum <"$f") && h=\${h%% *};` : '';
  const head = contains === undefined ? '' : `${plain} && c=$(head -c ${HEAD} "$f" | base64 | tr -d "\\n");`;
  return `for f; do
h= c=
s=$(stat -c '${inodeFormat}' "$f") || continue
${hash} ${head}
printf 'e%s|%s|%s|%s\\0' "$s" "$h" "$c" "$f"
done`;
}
