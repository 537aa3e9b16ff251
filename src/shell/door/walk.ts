// The way to a path, and whether another account can change where it leads: sh functions that change nothing.
//
// A folder is entered first and judged then. From inside, `.`, `..`, `../..` and so on up to / are the folders that it
// really is in, so one `ls` sees the whole chain. Where no other account owns or may write into any of them, none can
// move one of them either, and `.` stays where it is. That it is the folder that was asked for says $PWD: `cd -P` has it
// from the kernel. What is done afterwards is done to `./NAME`, and never by the whole path again. Proof:
// test/shell/door.

import { sharing } from './sharers.js';

/**
 * `hw_at itself|anywhere|follow|deep PATH` makes the folder that holds PATH the current one, if it is safe, and sets `n`
 * to PATH's name in it. `follow`: links at PATH itself are followed too. `deep` as `follow`, and `anywhere` as `itself`,
 * take one that is missing with folders above it. `n` is then the first that is missing and `hw_below` what comes below.
 * Otherwise it fails, and `hw_why` is the sentence. `hw_owner` is the number of the user to whom the way belongs from
 * there on, where the owner is the reason.
 *
 * Variables: `hw_me` who acts, as a number; `hw_allow` not empty: no other account is feared.
 */
export const walkFunctions = `if [ -O / ]; then hw_me=0; else hw_me=$(id -u); fi
hw_at() {
hw_fault= hw_owner= hw_sticky=
hw_walk "$1" "$2" || return
hw_below=
if [ "$1" = deep ] || [ "$1" = anywhere ]; then
while hw_folder=\${hw_real%/*}; [ -n "$hw_folder" ] && [ ! -e "$hw_folder" ]; do hw_below=\${hw_real##*/}\${hw_below:+/$hw_below} hw_real=$hw_folder; done
fi
hw_folder=\${hw_real%/*} n=./\${hw_real##*/}
[ "$n" != ./ ] || n=.
hw_enter "\${hw_folder:-/}" && hw_judge_entry
}
${walking()}
${judging()}
${sharing}`;

/**
 * `hw_walk` turns links into what they lead to, from left to right, without a process where there are none. That a name
 * is no link is only believed: `hw_enter` finds out. That one is a link is believed where no other account can have put
 * it there.
 */
function walking(): string {
  return `hw_walk() {
hw_real= hw_todo=$2 hw_hops=0
while [ -n "$hw_todo" ]; do
case $hw_todo in /*) hw_todo=\${hw_todo#/}; continue ;; esac
hw_part=\${hw_todo%%/*}
case $hw_todo in */*) hw_todo=\${hw_todo#*/} ;; *) hw_todo= ;; esac
case $hw_part in
.) ;;
..) hw_real=\${hw_real%/*} ;;
*)
if [ -L "$hw_real/$hw_part" ] && { [ -n "$hw_todo" ] || [ "$1" = follow ] || [ "$1" = deep ]; }; then hw_follow || return
else hw_real=$hw_real/$hw_part; fi ;;
esac
done
}
hw_follow() {
hw_hops=$((hw_hops + 1))
[ $hw_hops -le 40 ] || { hw_owner= hw_why="too many symbolic links at $hw_real/$hw_part"; return 1; }
n=./$hw_part
hw_enter "\${hw_real:-/}" && hw_judge_entry || return
hw_to=$([ -z "$hw_absent" ] && readlink "$n" && echo x) || { hw_owner= hw_why="$hw_real/$hw_part was replaced meanwhile"; return 1; }
hw_to=\${hw_to%?x}
hw_todo=$hw_to\${hw_todo:+/$hw_todo}
case $hw_to in /*) hw_real= ;; esac
}
hw_enter() {
hw_owner=
cd -P "$1" 2>/dev/null || {
if [ -d "$1" ]; then hw_why="$(id -un) may not enter $1"; elif [ -e "$1" ]; then hw_why="$1 is not a directory"
else hw_why="there is no directory $1"; fi
return 1
}
[ "$PWD" = "$1" ] || { hw_why="$1 was replaced meanwhile"; return 1; }
hw_judge_folders
}`;
}

/**
 * Of several faults the outermost counts. A sticky folder lets every account write, and keeps each from what is
 * another's. So it is judged by the owner of what stands in it. Where nothing does (`hw_absent`), what appears is
 * another's. A file there with two names may be any account's link to it.
 */
function judging(): string {
  return `hw_judge_folders() {
hw_up=. hw_chain=. hw_folder=\${PWD%/} hw_fault= hw_of= hw_sticky=
[ -z "$hw_allow" ] || return 0
while [ -n "$hw_folder" ]; do hw_up=$hw_up/.. hw_chain="$hw_chain $hw_up" hw_folder=\${hw_folder%/*}; done
hw_lines=$(ls -ldn $hw_chain) || { hw_why="$PWD cannot be looked at"; return 1; }
case $hw_lines in ?????-??-*) ;; ?????????[tT]*) hw_sticky=yes ;; esac
hw_folder=$PWD
while read -r hw_mode hw_links hw_uid hw_gid hw_rest; do
hw_judge_folder || hw_fault=$hw_why hw_of=$hw_owner
hw_folder=\${hw_folder%/*} hw_folder=\${hw_folder:-/}
done <<hw_end
$hw_lines
hw_end
hw_why=$hw_fault hw_owner=$hw_of
[ -z "$hw_fault" ]
}
hw_judge_folder() {
hw_judge_owner "$hw_uid" "$hw_folder" || return
case $hw_mode in
?????-??-* | ?????????[tT]*) return 0 ;;
????????w*) hw_why="everybody may write into $hw_folder"; return 1 ;;
??????????+*) hw_why="the access control list of $hw_folder lets others write into it"; return 1 ;;
esac
hw_who=$(hw_sharers "$hw_folder" "$hw_gid" "$PWD")
[ -z "$hw_who" ] || { hw_why="$hw_who may write into $hw_folder, as the group of it"; return 1; }
}
hw_judge_owner() {
hw_owner=
case $1 in 0 | "$hw_me") return 0 ;; esac
hw_owner=$1
hw_account "$1"
hw_why="$2 belongs to \${hw_name:-user $1}"
return 1
}
hw_account() {
IFS=: read -r hw_name hw_rest hw_rest hw_group hw_rest <<hw_end
$({ getent passwd "$1" || grep "^[^:]*:[^:]*:$1:" /etc/passwd; } 2>/dev/null)
hw_end
}
hw_judge_entry() {
hw_absent=
[ -n "$hw_sticky" ] || return 0
hw_lines=$(ls -ldn "$n" 2>/dev/null) || { hw_absent=yes; return 0; }
read -r hw_mode hw_links hw_uid hw_rest <<hw_end
$hw_lines
hw_end
if hw_judge_owner "$hw_uid" "$PWD/\${n#./}"; then
case $hw_mode in d*) return 0 ;; esac
[ "$hw_links" != 1 ] || return 0
hw_why="$PWD/\${n#./} has another name too, which somebody else may have given it"
fi
hw_fault=$hw_why
return 1
}`;
}
