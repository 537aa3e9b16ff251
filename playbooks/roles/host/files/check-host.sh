#!/bin/sh
# Is this host fit to carry the endpoint? Only looks. Every reason why not goes to standard error and makes the exit
# code 1; what is merely worth knowing goes to standard output. It runs in every run, so it starts few programs.
#
# usage: check-host.sh PROXY DOMAIN WSS_PORT NODE_PORT

proxy=$1 domain=$2 wss_port=$3 node_port=$4
case $proxy in nginx) other=apache2 ;; *) other=nginx ;; esac

# Each check prints lines that begin with "refuse" or "note".
main() {
  findings=$(check_system && check_other_proxy && check_listeners && check_ipv6 && check_sites)
  verdict=0
  while read -r kind text; do
    case $kind in
      refuse) echo "$text" >&2 && verdict=1 ;;
      note) echo "$text" ;;
    esac
  done <<END
$findings
END
  exit "$verdict"
}

# Apache carries WebSockets with mod_proxy_http since 2.4.47, which these releases have.
check_system() {
  . /etc/os-release
  wanted='the playbook is for Debian 12, Ubuntu 22.04 and newer'
  case "$ID $ID_LIKE" in
    *debian*) ;;
    *) echo "refuse this is $PRETTY_NAME; $wanted" && return 1 ;;
  esac
  case $ID in debian) oldest=12 ;; ubuntu) oldest=22 ;; *) oldest=0 ;; esac
  # Debian's testing release has no number.
  [ "${VERSION_ID%%.*}" -ge "$oldest" ] 2>/dev/null || [ -z "$VERSION_ID" ] ||
    echo "refuse $PRETTY_NAME is too old; $wanted"
}

# Where the other proxy serves the endpoint until now, it hands its ports over and stops; so nothing but ours may be there.
check_other_proxy() {
  [ -e "/etc/$other/sites-enabled/hostwright-wss.conf" ] || return 0
  echo "note $other serves this endpoint until now, and hands its ports over to $proxy"
  case $other in
    nginx) set -- /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/modules-enabled/*.conf /etc/nginx/sites-enabled/* ;;
    *) set -- /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf ;;
  esac
  for file in "$@"; do
    case $file in *hostwright-wss*.conf) continue ;; esac
    ! serves_something "$file" || is_of_package "$file" ||
      echo "refuse $other also serves what $file says, which hostwright did not make, and would have to stop: move that first, or keep $other (proxy)"
  done
}

serves_something() {
  [ -r "$1" ] || return 1
  case $other in
    nginx) sed 's/#.*//' "$1" | tr -s ' \t\n' ' ' | grep -Eq '(^|[ ;{}])(server|stream|mail) ?\{' ;;
    *) grep -Eiq '^[[:space:]]*(<VirtualHost|<Location|Alias|ScriptAlias|WSGIScriptAlias|ProxyPass|DocumentRoot|Redirect)' "$1" ;;
  esac
}

# As the package brought it: Debian's welcome page is nobody's site.
is_of_package() {
  path=$(readlink -f "$1") && sum=$(md5sum <"$path") &&
    dpkg-query -W -f '${Conffiles}\n' nginx nginx-common apache2 2>/dev/null | grep -qxF " $path ${sum%% *}"
}

# Both proxies listen on 80 as Debian packages them, Apache on 443 too, whatever the port of the endpoint is.
check_listeners() {
  command -v ss >/dev/null || {
    echo 'refuse who listens on which port cannot be told: ss is missing (package iproute2)'
    return 1
  }
  giving=
  [ ! -e "/etc/$other/sites-enabled/hostwright-wss.conf" ] || giving=$other
  ss -Hltnp | awk -v proxy="$proxy" -v giving="$giving" -v wss_port="$wss_port" -v node_port="$node_port" '
    BEGIN { ours[80]; ours[wss_port]; if (proxy != "nginx") ours[443] }
    { port = $4; sub(/.*:/, "", port) }
    port in ours { tell_owner() }
    port == node_port { node = 1 }
    function tell_owner(    name, pid) {
      name = "an unknown process"
      if (match($0, /\(\("[^"]*"/)) name = substr($0, RSTART + 3, RLENGTH - 4)
      if (match($0, /pid=[0-9]+/)) pid = " (pid " substr($0, RSTART + 4, RLENGTH - 4) ")"
      if (name == proxy || name == giving || told[port, name]++) return
      print "refuse port " port " is taken by " name pid ", and this host is to use " proxy " there"
    }
    END {
      if (!node) print "note nothing listens on port " node_port " yet: is the node running?"
    }'
}

# No program can listen on [::] where the kernel has no IPv6, or a unit keeps it away (RestrictAddressFamilies). The role
# reads these words.
check_ipv6() {
  [ -e /proc/net/if_inet6 ] && perl -e 'exit !socket(S, 10, 1, 0)'
  case $? in 0 | 127) ;; *) echo 'note no IPv6 here: the endpoint listens on IPv4 alone' ;; esac
}

# Another site for our name would take its requests, or lose them. Only the name of a file says who made it.
check_sites() {
  case $proxy in
    nginx) set -- /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* ;;
    *) set -- /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf ;;
  esac
  for file in "$@"; do
    shift
    case $file in *hostwright-wss*.conf) continue ;; esac
    [ ! -r "$file" ] || set -- "$@" "$file"
  done
  "look_into_$proxy" "$@"
}

look_into_nginx() {
  awk -v domain="$domain" '
    { sub(/#.*/, ""); gsub(/["'\'']/, ""); gsub(/[;{}]/, " & ") }
    {
      for (i = 1; i <= NF; i++) {
        if (naming && tolower($i) == tolower(domain)) found[FILENAME]
        if ($i == "server_name") naming = 1; else if ($i == ";") naming = 0
      }
    }
    END {
      for (file in found) print "refuse " file " already has a site named " domain ", which hostwright did not make"
    }' "$@" </dev/null
}

look_into_apache2() {
  awk -v domain="$domain" '
    tolower($1) ~ /^server(name|alias)$/ {
      for (i = 2; i <= NF; i++) {
        name = tolower($i)
        gsub(/"|^[a-z]*:\/\/|:[0-9]*$/, "", name)
        if (name == tolower(domain)) found[FILENAME]
      }
    }
    END {
      for (file in found) print "refuse " file " already has a site named " domain ", which hostwright did not make"
    }' "$@" </dev/null
}

main
