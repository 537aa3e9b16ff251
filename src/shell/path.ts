// Pieces of sh about paths that probes and steps share. Paths are absolute, so none can be taken for an option.

/**
 * Follows the symbolic links at `$p`: `$p` becomes the name they lead to, which need not exist. `$via`, where it was
 * empty, becomes the target of the first. `readlink -f` is not used: POSIX lacks it and the BSDs spell it differently.
 */
export const followLinks = `hops=0
while [ -L "$p" ]; do
  hops=$((hops + 1))
  [ "$hops" -le 40 ] || { printf '%s: too many symbolic links\\n' "$p" >&2; exit 1; }
  to=$(readlink "$p") || exit 1
  via=\${via:-$to}
  case $to in /*) p=$to ;; *) p=\${p%/*}/$to ;; esac
done`;

/** sh: turns permissions from `ls` into what chmod takes, `-rwxr-s---` into `u=rwx,g=rxs,o=`. */
export const symbolicMode =
  "sed -e 's/^.\\(...\\)\\(...\\)\\(...\\).*/u=\\1,g=\\2,o=\\3/' -e 's/-//g' " +
  "-e 's/s/xs/g' -e 's/S/s/g' -e 's/t$/x,+t/' -e 's/T$/,+t/'";
