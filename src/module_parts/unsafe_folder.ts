// What a look can tell about the way to a path: whose it is, and who else may write there. The door has the last word
// (src/shell/door/walk.ts); this is so that a plan says it before.

import { type Missing, missing } from '../change.js';
import { listFolder } from '../shell/shared_stat.js';
import { readLsLine } from './ls_line.js';

/** The outermost folder of the way that somebody else can change. */
export type UnsafeFolder =
  /** It belongs to somebody else, as whom the door does what is to be done. */
  | { readonly kind: 'theirs'; readonly path: string; readonly owner: string }
  /** Somebody else may write into it, so the door refuses. */
  | { readonly kind: 'shared'; readonly path: string; readonly who: string };

/**
 * sh for root, who alone can be led astray: prints the doubt about `$n` and the folders above it. A sticky folder is judged
 * by what stands in it, and a link by where it leads to, which the door does. `hw_sharers` is the driver's.
 */
export const unsafeFolderScript = `if [ -O / ]; then
  q=$p m=$n
  set --
  until [ "$n" = / ]; do set -- "$n" "$@"; n=\${n%/*} n=\${n:-/}; done
  for p in "$@"; do
    if [ ! -O "$p" ]; then
      l=$(ls -ld "$p") || exit 1
      printf 'foreign=%s\\nforeign_ls=%s\\n' "$p" "$l"
      break
    fi
    ${listFolder}
    who=
    case $l in
    l* | ?????-??-* | ?????????[tT]*) ;;
    ????????w*) who=everybody ;;
    *) command -v hw_sharers >/dev/null && hw_me=0 && read -r f f f g f <<hw_end && who=$(hw_sharers "$p" "$g" "$m")
$(ls -ldn "$p")
hw_end
    esac
    [ -z "$who" ] || { printf 'shared=%s\\nshared_with=%s\\n' "$p" "$who"; break; }
  done
  p=$q l=
fi`;

export function readUnsafeFolder(said: ReadonlyMap<string, string>): UnsafeFolder | undefined {
  const [foreign, shared] = [said.get('foreign'), said.get('shared')];
  const { owner } = readLsLine(said.get('foreign_ls'));
  if (foreign !== undefined && owner !== null) return { kind: 'theirs', path: foreign, owner };
  return shared === undefined
    ? undefined
    : { kind: 'shared', path: shared, who: said.get('shared_with') ?? '' };
}

/**
 * Why the door would refuse it, as far as a look can tell: what is done on a way that belongs to somebody else is done as
 * they, who can give nothing to others.
 *
 * @param to whom it is to belong
 */
export function blockerBy(doubt: UnsafeFolder | undefined, to: string | null): Missing | undefined {
  if (doubt?.kind === 'shared')
    return missing(
      `${doubt.who} may write into ${doubt.path}, who could put something else in the way`,
      `name another path, or say unsafe_path: allow if that is not to be feared`,
    );
  if (doubt === undefined || to === null || to === doubt.owner) return undefined;
  const { path, owner } = doubt;
  return missing(
    `${path} belongs to ${owner}, who could put something else in the way, so this is done as ${owner}, who cannot give it to ${to}`,
    `say owner: ${owner}, name another path, or say unsafe_path: allow`,
  );
}
