// What cannot be replaced although root may write there: immutable and append-only files and directories (chattr), and
// what is a mount of its own. Known before anything is made: in an append-only directory a temporary could not go again.

/**
 * `hw_fixed` succeeds where `$n`, in the current folder, cannot be replaced or removed; `hw_fixed itself` where its mode and
 * owner cannot be changed. `hw_why` is then the sentence, and `hw_flag` and `hw_at` what it is about. Where
 * there is no lsattr, or a file system without such flags, the kernel's own words have to do.
 */
export const fixedFunction = `hw_fixed() {
hw_why= hw_flag=
while read -r hw_flags hw_what; do
case $hw_flags in
*[!A-Za-z-]*) continue ;;
*i*) hw_found=i hw_words=immutable ;;
*a*) hw_found=a hw_words=append-only ;;
*) continue ;;
esac
[ "$hw_what" = . ] && hw_what=$PWD || hw_what=$hw_real
hw_flag=$hw_found hw_at=$hw_what
hw_why="$hw_what is $hw_words, so nothing was done: chattr -$hw_flag $hw_what, or name another path"
done <<hw_end
$(if [ "$n" = . ] || [ -n "\${1-}" ]; then lsattr -d "$n"; else lsattr -d . "$n"; fi 2>/dev/null)
hw_end
[ -n "\${1-}" ] || [ ! -e "$n" ] || [ ! -r /proc/self/mountinfo ] || while read -r hw_rest hw_rest hw_rest hw_rest hw_what hw_rest; do
[ "$hw_what" != "$hw_real" ] || { hw_flag=mount hw_at=$hw_real hw_why="$hw_real is a mount of its own (a bind-mounted file of a container?), which cannot be replaced: change what is mounted there, or unmount it"; }
done </proc/self/mountinfo
[ -n "$hw_why" ]
}`;

/**
 * For a probe, in the driver: `hw_look_fixed` prints `fixed=FLAG PATH` where `$p`, in the folder `$parent`, cannot be
 * replaced. `hw_look_fixed itself` prints it where the mode and owner of `$p` cannot be changed. FLAG is `i`, `a` or
 * `mount`.
 */
export const fixedLook = `${fixedFunction}
hw_look_fixed() (
cd -P "$parent" 2>/dev/null || exit 0
n=./\${p##*/} hw_real=\${PWD%/}/\${p##*/}
! hw_fixed "$@" || printf 'fixed=%s %s\\n' "$hw_flag" "$hw_at"
)`;
