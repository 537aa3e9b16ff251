// Copies that keep mode, owner, times, ACL and extended attributes where cp can (`-a` of GNU, BSD and busybox).

/**
 * `hw_copy FROM TO` copies a file or a link to where nothing is, `hw_copy_tree FROM TO` a directory.
 *
 * A file is made with O_EXCL before cp fills it. A link is made anew. The cp of Rust's coreutils (uutils) changes the
 * mode of what a copied link leads to, and its releases differ in that. So tar copies a tree, in which links may be,
 * unless cp is known.
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
case $(cp --version 2>&1) in
*GNU* | *BusyBox*) cp -a "$1" "$2"; return ;;
esac
case $(tar --version 2>/dev/null) in *GNU*) hw_all='--acls --xattrs --xattrs-include=*' ;; *) hw_all= ;; esac
mkdir "$2" && hw_bad=$({ { tar -cf - $hw_all -C "$1" . || echo bad >&5; } | tar -xpf - $hw_all -C "$2" || echo bad >&5; } 5>&1 >&2) &&
[ -z "$hw_bad" ]
}`;
