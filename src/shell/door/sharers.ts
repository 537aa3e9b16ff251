// Who else may write into a folder that its group may write into: sh functions that change nothing.

/**
 * Where the distribution itself lets a service write. It is passed through on the way to a folder of root's below, which
 * is judged like any other. Nothing is written into it. Ubuntu's rsyslog has /var/log.
 */
const passedThrough = ['/var/log:syslog'];

/**
 * `hw_sharers FOLDER GID INNERMOST` prints who can act as the group of a folder. That is a member, a user whose own group
 * it is, or a running process. Root and the user who acts (`hw_me`) do not count. Debian's /var/local belongs to a group
 * without members. INNERMOST is the folder that is worked in.
 */
export const sharing = `hw_sharers() {
hw_spared=
[ "$1" = "$3" ] || for hw_default in ${passedThrough.join(' ')}; do
[ "$hw_default" != "$1:$(hw_group_name "$2")" ] || hw_spared=$(id -u "\${hw_default#*:}" 2>/dev/null)
done
hw_others_in "$2" "$hw_spared"
}
hw_group_name() {
{ getent group "$1" || grep "^[^:]*:[^:]*:$1:" /etc/group; } 2>/dev/null | cut -d: -f1
}
hw_others_in() {
{
{ getent group "$1" || cat /etc/group; } 2>/dev/null | sed 's/^/group:/'
{ getent passwd || cat /etc/passwd; } 2>/dev/null | sed 's/^/user:/'
cat /proc/[0-9]*/status 2>/dev/null
} | awk -F: -v gid="$1" -v me="$hw_me" -v spared="$2" '
function is_other(uid) { return uid != "0" && uid != me && uid != spared }
$1 == "group" && $4 == gid { members = members "," $5 }
$1 == "user" { uids[$2] = $4; if ($5 == gid && is_other($4)) who = $2 }
$1 == "Name" { name = $2; sub(/^[ \\t]*/, "", name) }
$1 == "Uid" { split($2, uid, " ") }
$1 == "Gid" || $1 == "Groups" {
n = split($2, gids, " ")
for (i = 1; i <= n; i++) if (gids[i] == gid && is_other(uid[2])) running = "the process " name
}
END {
n = split(members, names, ",")
for (i = 1; i <= n; i++) if (names[i] != "" && is_other((names[i] in uids) ? uids[names[i]] : "?")) who = names[i]
print who != "" ? who : running
}'
}`;
