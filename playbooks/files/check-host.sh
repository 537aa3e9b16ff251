#!/bin/sh
# Is this host fit to carry the endpoint? Only looks. Every reason why not goes to standard error and makes the exit
# code 1; what is merely worth knowing goes to standard output.
#
# usage: check-host.sh PROXY DOMAIN WSS_PORT NODE_PORT EXPECTED_CLIENTS

proxy=$1 domain=$2 wss_port=$3 node_port=$4 expected_clients=$5
verdict=0

main() {
  check_system
  if command -v ss >/dev/null; then
    check_listeners
    look_for_node
  else
    refuse 'who listens on which port cannot be told: ss is missing (package iproute2)'
  fi
  check_names
  [ "$proxy" != nginx ] || reckon_clients
  exit "$verdict"
}

refuse() {
  echo "$1" >&2
  verdict=1
}

# Apache carries WebSockets with mod_proxy_http since 2.4.47, which these releases have.
check_system() {
  . /etc/os-release
  case "$ID $ID_LIKE" in
    *debian*) ;;
    *) refuse "this is $PRETTY_NAME; the playbook is for Debian 12, Ubuntu 22.04 and newer" && return ;;
  esac
  case $ID in debian) oldest=12 ;; ubuntu) oldest=22 ;; *) return ;; esac
  [ "${VERSION_ID:+${VERSION_ID%%.*}}" = '' ] || [ "${VERSION_ID%%.*}" -ge "$oldest" ] ||
    refuse "$PRETTY_NAME is too old; the playbook is for Debian 12, Ubuntu 22.04 and newer"
}

# Both proxies listen on 80 as Debian packages them, Apache on 443 too, whatever the port of the endpoint is.
check_listeners() {
  filter="sport = :80 or sport = :$wss_port"
  [ "$proxy" = nginx ] || filter="$filter or sport = :443"
  foreign=$(ss -Hltnp "( $filter )" | awk -v proxy="$proxy" '
    {
      port = $4; sub(/.*:/, "", port)
      name = "an unknown process"; pid = ""
      if (match($0, /\(\("[^"]*"/)) name = substr($0, RSTART + 3, RLENGTH - 4)
      if (match($0, /pid=[0-9]+/)) pid = " (pid " substr($0, RSTART + 4, RLENGTH - 4) ")"
      if (name == proxy || told[port name]++) next
      print "port " port " is taken by " name pid ", and this host is to use " proxy " there"
    }')
  [ -z "$foreign" ] || refuse "$foreign"
}

look_for_node() {
  listeners=$(ss -Hltn "( sport = :$node_port )" | awk '{ print $4 }')
  case "$listeners" in
    '') echo "nothing listens on port $node_port yet: is the node running?" ;;
    *'0.0.0.0:'* | *'[::]:'* | *'*:'*)
      echo "the node's port $node_port is open on every address of this host, past the proxy and its limits" ;;
  esac
}

# Another site for our name would take its requests, or lose them. Only its own files say who it belongs to.
check_names() {
  case $proxy in
    nginx) set -- /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* ;;
    *) set -- /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf ;;
  esac
  for file in "$@"; do
    case $file in *hostwright-wss.conf) continue ;; esac
    [ ! -r "$file" ] || ! names_in "$file" | grep -qxFi -- "$domain" ||
      refuse "$file already has a site named $domain, which hostwright did not make"
  done
}

# The words of server_name, ServerName and ServerAlias, one a line; comments and quotes are taken off.
names_in() {
  if [ "$proxy" = nginx ]; then
    sed 's/#.*//' "$1" | tr '\n;{}' ' \n\n\n' | awk '$1 == "server_name" { for (i = 2; i <= NF; i++) print $i }'
  else
    awk 'tolower($1) ~ /^server(name|alias)$/ { for (i = 2; i <= NF; i++) print $i }' "$1" |
      sed 's,^[a-z]*://,,; s/:[0-9]*$//'
  fi | tr -d "\"'"
}

# Each client takes two connections of a worker: its own and the one to the node. nginx.conf belongs to its package,
# so the number there is the operator's to change.
reckon_clients() {
  connections=$(sed -n 's/^[[:space:]]*worker_connections[[:space:]]*\([0-9]*\).*/\1/p' /etc/nginx/nginx.conf 2>/dev/null)
  most=$((${connections:-768} * $(nproc) / 2))
  [ "$most" -ge "$expected_clients" ] ||
    echo "nginx serves at most $most clients here, $expected_clients are expected: raise worker_connections (${connections:-768}) in /etc/nginx/nginx.conf"
}

main
