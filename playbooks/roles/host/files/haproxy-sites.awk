# The frontends that haproxy reads beside ours. Two of them may bind one port: haproxy accepts that, the kernel gives each client to
# one of them by chance. Prints lines that begin with "refuse". A port that is written as a variable is not judged.
#
# usage: awk -v endpoints="NAME PORT yes|no;..." -f haproxy-sites.awk FILE...

BEGIN {
  asked = split(endpoints, endpoint, ";")
  for (each = 1; each <= asked; each++) {
    split(endpoint[each], said, " ")
    is_asked[said[2] + 0]
    if (said[3] == "yes") is_asked[80]
  }
}

{ sub(/#.*/, "") }
$1 == "frontend" || $1 == "listen" { name = $2 }
$1 == "backend" || $1 == "global" || $1 == "defaults" { name = "" }
$1 == "bind" && name != "" {
  count = split($2, place, ",")
  for (i = 1; i <= count; i++) judge(place[i])
}

function judge(where,    address, port, ends) {
  if (where ~ /^(\/|unix@|abns@|fd@|quic|udp)/) return
  gsub(/["\\]/, "", where)
  if (!match(where, /:[0-9]+(-[0-9]+)?$/)) return
  address = substr(where, 1, RSTART - 1)
  sub(/^(ipv[46]|tcp[46]?)@/, "", address)
  split(substr(where, RSTART + 1), ends, "-")
  if (ends[2] == "") ends[2] = ends[1]
  for (port in is_asked)
    if (port + 0 >= ends[1] + 0 && port + 0 <= ends[2] + 0 && !(port == 80 && address ~ /^(127\.|\[?::1\]?$)/) && !told[FILENAME, FNR, port]++)
      print "refuse " FILENAME " line " FNR " has port " port " for its own frontend " name " (bind " where "), and haproxy would give clients to that or to this endpoint by chance: bind another port there, or choose another one here (wss_port)"
}
