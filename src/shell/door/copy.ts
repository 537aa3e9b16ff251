// Copies that keep mode, owner, times, ACL and extended attributes where cp can (`-a` of GNU, BSD and busybox).

/**
 * `hw_copy FROM TO` copies a file or a link to where nothing is, `hw_copy_tree FROM TO` a directory.
 *
 * A file is made with O_EXCL before cp fills it. A link is made anew, because the cp of Rust's coreutils (uutils) changes
 * the mode of what a copied link leads to. So there tar copies a tree, in which links may be.
 */
export const copyFunctions = `hw_copy() {
[ -L "$1" ] || { (umask 077; set -C; : >"$2") && cp -a "$1" "$2"; return; }
hw_to=$(readlink "$1" && echo x) && ln -s -- "\${hw_to%?x}" "$2" || return
read -r hw_mode hw_links hw_uid hw_gid hw_rest <<hw_end
$(ls -ldn "$1")
hw_end
chown -h "$hw_uid:$hw_gid" "$2"
}
hw_copy_tree() {
case $(cp --version 2>/dev/null) in
*uutils*) mkdir "$2" && tar -cf - -C "$1" . | tar -xpf - -C "$2" ;;
*) cp -a "$1" "$2" ;;
esac
}`;
