// What cannot be replaced although root may write there: immutable and append-only files and directories (chattr), and
// what is a mount of its own. Known before anything is made: in an append-only directory a temporary could not go again.

/**
 * `hw_fixed` succeeds where `$n`, in the current folder, cannot be replaced or removed; `hw_why` is then the sentence. Where
 * there is no lsattr, or a file system without such flags, the kernel's own words have to do.
 */
export const fixedFunction = `hw_fixed() {
hw_why=
while read -r hw_flags hw_what; do
case $hw_flags in
*[!A-Za-z-]*) continue ;;
*i*) hw_flag=i hw_words=immutable ;;
*a*) hw_flag=a hw_words=append-only ;;
*) continue ;;
esac
[ "$hw_what" = . ] && hw_what=$PWD || hw_what=$hw_real
hw_why="$hw_what is $hw_words, so nothing was done: chattr -$hw_flag $hw_what, or name another path"
done <<hw_end
$([ "$n" = . ] && lsattr -d . 2>/dev/null || lsattr -d . "$n" 2>/dev/null)
hw_end
[ ! -e "$n" ] || [ ! -r /proc/self/mountinfo ] || while read -r hw_rest hw_rest hw_rest hw_rest hw_what hw_rest; do
[ "$hw_what" != "$hw_real" ] || hw_why="$hw_real is a mount of its own (a bind-mounted file of a container?), which cannot be replaced: change what is mounted there, or unmount it"
done </proc/self/mountinfo
[ -n "$hw_why" ]
}`;
