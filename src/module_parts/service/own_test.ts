// The sh that tests a configuration before a service is told to read it: as the service itself sees it, and its ports.

import { haproxyFunctions, haproxyPorts } from './haproxy.js';

/**
 * `hw_as_service UNIT COMMAND...` runs a command as the main process of the unit would: as its user and groups, and with its
 * mounts, since root may read a key that a unit may not (User=, InaccessiblePaths=). Where namespaces cannot be entered, or
 * nothing runs, as we are.
 *
 * `hw_ports_free UNIT` refuses ports that another program has, by nginx's and Apache's own reading of their files, and ours of haproxy's:
 * Apache would end with the reload, nginx and haproxy refuse it. What it cannot read (a name, a variable) it does not judge.
 *
 * Proof: test/lab/service.test.ts.
 */
export const ownTest = `${haproxyFunctions}
${haproxyPorts}
hw_as_service() {
  hw_pid=$(systemctl show -p MainPID --value -- "$1") hw_in= hw_be= hw_uid=0 hw_groups=
  shift
  if [ "\${hw_pid:-0}" -gt 0 ]; then
    [ "$(readlink "/proc/$hw_pid/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ] ||
      ! nsenter -t "$hw_pid" -m -- true 2>/dev/null || hw_in="nsenter -t $hw_pid -m --"
    while read -r hw_key hw_first hw_second hw_rest; do
      case $hw_key in
        Uid:) hw_uid=$hw_second ;;
        Gid:) hw_gid=$hw_second ;;
        Groups:) hw_groups=$(echo $hw_first $hw_second $hw_rest | tr ' ' ,) ;;
      esac
    done <"/proc/$hw_pid/status"
    case $hw_groups in '') hw_groups=--clear-groups ;; *) hw_groups=--groups=$hw_groups ;; esac
    [ "$hw_uid" = 0 ] || hw_be="setpriv --reuid=$hw_uid --regid=$hw_gid $hw_groups --"
  fi
  $hw_in $hw_be "$@"
}
hw_nginx_ports() {
  hw_as_service "$1" nginx -T 2>/dev/null | sed 's/#.*//' | tr '\\n;{}' ' \\n\\n\\n' | awk '
    $1 == "listen" && $2 !~ /^unix:/ && !/ (udp|quic)( |$)/ {
      if ($2 ~ /^[0-9]+$/) print "0.0.0.0:" $2
      else if ($2 ~ /^(\\[[0-9A-Fa-f:]+\\]|[0-9.]+):[0-9]+$/) print $2
      else if ($2 ~ /^\\*:[0-9]+$/) print "0.0.0.0" substr($2, 2)
    }'
}
hw_apache_ports() {
  hw_files=$(hw_as_service "$1" apache2ctl -t -D DUMP_INCLUDES 2>/dev/null | sed -n 's/^ *([0-9*]*) //p')
  [ -n "$hw_files" ] || return 0
  hw_as_service "$1" apache2ctl -M 2>/dev/null | awk '
    function holds(name,    is_not) {
      gsub(/[">]/, "", name)
      is_not = sub(/^!/, "", name)
      if (name ~ /^mod_.*\\.c$/) { sub(/^mod_/, "", name); sub(/\\.c$/, "_module", name) }
      return is_not ? !(name in known) : (name in known)
    }
    FILENAME == "-" { known[$1]; next }
    FNR == 1 { depth = 0 }
    tolower($1) ~ /^<\\/if/ { if (depth) depth--; next }
    tolower($1) ~ /^<if(module|define)$/ { depth++; off[depth] = (depth > 1 && off[depth - 1]) || !holds($2); next }
    tolower($1) ~ /^<if/ { depth++; off[depth] = 1; next }
    depth && off[depth] { next }
    tolower($1) == "define" { known[$2] }
    tolower($1) == "listen" && $2 ~ /^[0-9]+$/ { print "*:" $2 }
    tolower($1) == "listen" && $2 ~ /^(\\[[0-9A-Fa-f:]+\\]|[0-9.]+):[0-9]+$/ { print $2 }
  ' - $hw_files
}
hw_ports_free() {
  hw_main=$(systemctl show -p MainPID --value -- "$1") hw_comm=
  read -r hw_comm 2>/dev/null <"/proc/$hw_main/comm"
  case $hw_comm in
    nginx) hw_wants=$(hw_nginx_ports "$1") ;;
    apache2) hw_wants=$(hw_apache_ports "$1") ;;
    haproxy) hw_wants=$(hw_haproxy_ports "$1") ;;
    *) return 0 ;;
  esac
  hw_taken=$({ printf '%s\\n' "$hw_wants" | sort -u | sed 's/^/want /'; ss -Hltnp | sed 's/^/has /'; } | awk -v unit="$1" -v own=" $hw_main $(cat "/proc/$hw_main/task/$hw_main/children" 2>/dev/null) " '
    function family(address) { return address == "*" ? "any" : address ~ /:/ ? 6 : 4 }
    function is_all(address) { return address == "*" || address == "0.0.0.0" || address == "[::]" }
    function split_at_port(text) { match(text, /:[0-9*]+$/); address = substr(text, 1, RSTART - 1); port = substr(text, RSTART + 1) }
    $1 == "want" && NF == 2 { wants[$2] }
    $1 == "has" && match($0, /pid=[0-9]+/) {
      pid = substr($0, RSTART + 4, RLENGTH - 4)
      if (index(own, " " pid " ")) next
      match($0, /\\(\\("[^"]*"/)
      name = substr($0, RSTART + 3, RLENGTH - 4)
      split_at_port($5); sub(/%.*/, "", address)
      theirs = address; their_port = port
      for (want in wants) {
        split_at_port(want)
        if (port != their_port) continue
        if (family(address) != family(theirs) && address != "*" && theirs != "*") continue
        if (is_all(address) || is_all(theirs) || address == theirs)
          print unit " was left as it runs: its configuration listens on " want ", which " name " (pid " pid ") has"
      }
    }')
  [ -z "$hw_taken" ] || { printf '%s\\n' "$hw_taken" >&2; return 1; }
}`;
