// Questions that most probes ask of a path, asked of the paths of a whole request at once. One ls and one sha256sum serve
// all files, where each probe would start two processes. Half of a converged run's time went into starting them.
//
// A probe asks `listPath` and `hashPath`. They take the answer that is there already. They ask themselves for a path that
// is not plain, is a link, or was not announced, and where nothing was prepared. So what is prepared can save time and
// never change an answer. Proof: test/shell/shared_stat.test.ts.

import type { AskedPath } from '../module.js';
import { quoteAll } from './quote.js';

/** Whose line of ls says where the name begins, and which sha256sum prints as it is. */
const plain = /^\/[A-Za-z0-9._/+@-]+$/;

/** sh for a request's `prepare`: the answers for all these paths; undefined where there is nothing to prepare. */
export function sharedStat(asked: readonly AskedPath[]): string | undefined {
  const known = asked.filter(({ path }) => plain.test(path));
  const hashed = new Set(known.flatMap(({ path, content }) => (content ? [path] : [])));
  const listed = new Set(known.flatMap(({ path }) => [path, ...foldersOf(path)]));
  if (listed.size < 2) return undefined;
  return `${keep('hw_listed', '[ -e "$p" ]', [...listed], 'ls -ld')}
${hashed.size === 0 ? ':' : keep('hw_hashed', '[ -f "$p" ]', [...hashed], 'sha256sum')}`;
}

/** The folders on the way, which tell who may write there. */
function foldersOf(path: string): readonly string[] {
  const above = path.slice(0, path.lastIndexOf('/'));
  return above === '' ? [] : [above, ...foldersOf(above)];
}

/** Links are left out: what they lead to is another path, and ls names both in one line. */
function keep(variable: string, test: string, paths: readonly string[], command: string): string {
  return `set --
for p in ${quoteAll(paths)}; do ${test} && [ ! -L "$p" ] && set -- "$@" "$p"; done
[ $# = 0 ] || ${variable}=$(${command} "$@" 2>/dev/null)$hw_nl`;
}

/** ls aligns the columns of what it is asked together. The line is the same either way, since a chain compares answers byte for byte. */
const squeeze = `case $p in *[!A-Za-z0-9._/+@-]*) ;; *) case $l in [-d]*) set -f; set -- $l; l=$*; set +f ;; esac ;; esac`;

/**
 * sh that leaves the line of `ls -ld` for `$p` in `$l`, or ends the probe. A line that is not of a file or a directory is
 * asked for again. It could be a link that was put there to have a line end in another path's name.
 */
export const listPath = `${recall('l', 'hw_listed', ' ')}
case $l in [-d]*) ;; *) l=$(ls -ld "$p") || exit 1 ;; esac
${squeeze}`;

/** sh that leaves the line of `ls -ld` for the folder, or link, `$p` in `$l`, or ends the probe. */
export const listFolder = `${recall('l', 'hw_listed', ' ')}
[ -n "$l" ] || l=$(ls -ld "$p") || exit 1`;

/** sh that leaves the SHA-256 of the file `$p` in `$h`, 64 hexadecimal digits, or ends the probe. */
export const hashPath = `${recall('h', 'hw_hashed', '  ')}
[ -n "$h" ] || h=$(sha256sum < "$p" 2>/dev/null)
[ -n "$h" ] || h=$({ shasum -a 256 || sha256 -q || openssl dgst -sha256 -r; } < "$p" 2>/dev/null)
[ -n "$h" ] || { echo 'no sha256sum, shasum, sha256 or openssl to compare contents with' >&2; exit 1; }
h=\${h%% *}`;

/** The line that ends in the path, without a process. */
function recall(into: string, variable: string, gap: string): string {
  return `${into}=
case \${${variable}-} in *"${gap}$p$hw_nl"*)
${into}=\${${variable}%%"${gap}$p$hw_nl"*} ${into}=\${${into}##*"$hw_nl"}"${gap}$p"
esac`;
}
