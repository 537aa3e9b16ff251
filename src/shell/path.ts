// Pieces of sh about paths that probes and steps share. Paths are absolute, so none can be taken for an option.

/**
 * Follows the symbolic links at `$p`, so that `$p` becomes the name they lead to, which need not exist.
 * `readlink -f` is not used: POSIX lacks it and the BSDs spell it differently.
 */
export const followLinks = `hops=0
while [ -L "$p" ]; do
  hops=$((hops + 1))
  [ "$hops" -le 40 ] || { printf '%s: too many symbolic links\\n' "$p" >&2; exit 1; }
  to=$(readlink "$p") || exit 1
  case $to in /*) p=$to ;; *) p=\${p%/*}/$to ;; esac
done`;

/**
 * Renames one path over another in one step. A plain `mv` would move into a directory that a link at the new name
 * leads to; where mv lacks -T, the link is removed first, which is the only moment without anything there.
 */
export function renameOver(from: string, to: string): string {
  return `if [ -L ${to} ]; then mv -fT ${from} ${to} 2>/dev/null || { rm -f ${to} && mv -f ${from} ${to}; }
else mv -f ${from} ${to}; fi`;
}

/** sh: turns permissions from `ls` into what chmod takes, `-rwxr-s---` into `u=rwx,g=rxs,o=`. */
export const symbolicMode =
  "sed -e 's/^.\\(...\\)\\(...\\)\\(...\\).*/u=\\1,g=\\2,o=\\3/' -e 's/-//g' " +
  "-e 's/s/xs/g' -e 's/S/s/g' -e 's/t$/x,+t/' -e 's/T$/,+t/'";
