// sh about what is above a path: whether the directory is there, may be read and written, and who else may write on the way. The
// door has the last word about the way (src/shell/door/walk.ts); this is so that a plan says it before.

import { listFolder } from '../shell/shared_stat.js';

/**
 * sh for root, who alone can be led astray: prints the doubt about `$n` and the folders above it. A sticky folder is judged
 * by what stands in it, and a link by where it leads to, which the door does. `hw_sharers` is the driver's.
 */
const unsafeFolderScript = `if [ -O / ]; then
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

// To the user who may not search a directory everything in it looks absent; that is no answer.
/** `$p` is the path. */
export const aboveScript = `parent=\${p%/*} parent=\${parent:-/} n=$parent
until [ -e "$n" ] || [ "$n" = / ]; do n=\${n%/*} n=\${n:-/}; done
printf 'parent=%s\\nnearest=%s\\n' "$parent" "$n"
if [ -d "$n" ]; then
  [ -x "$n" ] || { printf '%s may not look into %s\\n' "$(id -un)" "$n" >&2; exit 1; }
  [ -w "$n" ] || printf 'closed_to=%s\\n' "$(id -un)"
else
  echo nearest_is=other
fi
${unsafeFolderScript}`;
