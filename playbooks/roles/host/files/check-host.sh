#!/bin/sh
# Is this host fit to carry the endpoint? Only looks. Every reason why not goes to standard error and makes the exit
# code 1; what is merely worth knowing goes to standard output. It runs in every run, so it starts few programs.
#
# usage: check-host.sh PROXY ENDPOINTS NGINX-SITES.AWK APACHE2-SITES.AWK NAMED SEVERAL HAPROXY-SITES.AWK
# ENDPOINTS: "NAME PORT PLAIN NODE_PORT,...", with ; between them; PLAIN is yes where port 80 is asked for too. The awk ones are texts. NAMED:
# the names of all endpoints that the inventory knows, spaces around each. SEVERAL: true or false for each, whether it has several nodes.

proxy=$1 endpoints=$2 nginx_sites=$3 apache2_sites=$4 named=$5 several=$6 haproxy_sites=$7
case $proxy in nginx) others='apache2 haproxy' ;; apache2) others='nginx haproxy' ;; *) others='nginx apache2' ;; esac

# Each check prints lines that begin with "refuse" or "note".
main() {
  findings=$(check_system && check_other_proxies && check_listeners && check_ipv6 && check_sites && check_own)
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
  # As sd_booted(3) has it.
  [ -d /run/systemd/system ] ||
    echo "refuse systemd does not run here, and $proxy, its limits and the renewal of certificates are kept by it"
}

# Where another proxy serves the endpoint until now, it hands its ports over and stops; so nothing but ours may be there.
check_other_proxies() {
  for other in $others; do
    ! has_ours "$other" || check_other_proxy
  done
}

check_other_proxy() {
  cost=
  [ "$other" != haproxy ] || cost=', which cuts off whoever is connected to haproxy'
  echo "note $other serves this endpoint until now, and hands its ports over to $proxy$cost"
  case $other in
    nginx) set -- /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/modules-enabled/*.conf /etc/nginx/sites-enabled/* ;;
    haproxy) set -- /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d/*.cfg /etc/haproxy/sites-enabled/*.cfg ;;
    *) set -- /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf ;;
  esac
  for file in "$@"; do
    case $file in *hostwright-wss*.conf | *hostwright-wss*.cfg) continue ;; esac
    ! serves_something "$file" || is_of_package "$file" ||
      echo "refuse $other also serves what $file says, which hostwright did not make, and would have to stop: move that first, or keep $other (proxy)"
  done
}

# Whether a proxy serves an endpoint of ours.
has_ours() {
  for site in "/etc/$1"/sites-enabled/hostwright-wss.c* "/etc/$1"/sites-enabled/hostwright-wss_*.c*; do
    [ ! -e "$site" ] || return 0
  done
  return 1
}

serves_something() {
  [ -r "$1" ] || return 1
  case $other in
    nginx) sed 's/#.*//' "$1" | tr -s ' \t\n' ' ' | grep -Eq '(^|[ ;{}])(server|stream|mail) ?\{' ;;
    haproxy) grep -Eq '^[[:space:]]*(frontend|listen)[[:space:]]' "$1" ;;
    *) grep -Eiq '^[[:space:]]*(<VirtualHost|<Location|Alias|ScriptAlias|WSGIScriptAlias|ProxyPass|DocumentRoot|Redirect)' "$1" ;;
  esac
}

# As the package brought it: Debian's welcome page is nobody's site.
is_of_package() {
  path=$(readlink -f "$1") && sum=$(md5sum <"$path") &&
    dpkg-query -W -f '${Conffiles}\n' nginx nginx-common apache2 haproxy 2>/dev/null | grep -qxF " $path ${sum%% *}"
}

# Endpoints of ours that the inventory names no more; files of ours with another proxy: the role reads the words.
check_own() {
  tell_watch
  tell_unnamed "$proxy"
  for other in $others; do
    unnamed=$(tell_unnamed "$other")
    [ -z "$unnamed" ] || { echo "$unnamed" && continue; }
    tell_leftovers
  done
}

tell_leftovers() {
  for file in "/etc/$other"/*/*hostwright[-_]*; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    echo "note $other has files of hostwright that $proxy needs not, such as $file: they go once $proxy is proven"
    return
  done
}

# The first and the last of what the role takes away then.
tell_watch() {
  case $several:$proxy in
    *true*:haproxy) tell_moved /var/lib/hostwright-wss-nodes; return ;;
    *true*) tell_moved /var/lib/haproxy/hostwright-wss-nodes; return ;;
  esac
  for path in /etc/systemd/system/hostwright-wss-nodes.timer /var/lib/hostwright-wss-nodes /var/lib/haproxy/hostwright-wss-nodes; do
    [ -e "$path" ] || continue
    echo "note no endpoint has several nodes any more, so the watch of nodes goes"
    return
  done
}

tell_moved() {
  [ ! -e "$1" ] || echo "note the watch of nodes moves: $proxy looks elsewhere than in $1, which goes once $proxy is proven"
}

tell_unnamed() {
  for site in "/etc/$1"/sites-enabled/hostwright-wss*.c*; do
    [ -e "$site" ] || continue
    name=${site##*/} name=${name%.c*} name=${name#hostwright-wss_}
    case $named in *" $name "*) ;; *)
      echo "note $site serves an endpoint that the inventory does not name: hostwright remove HOST $name takes it off, or name it again (one that is called otherwise now is a new one)" ;;
    esac
  done
}

# nginx and Apache listen on 80 as Debian packages them, Apache on 443 too, whatever the port of the endpoint is.
check_listeners() {
  command -v ss >/dev/null || {
    echo 'refuse who listens on which port cannot be told: ss is missing (package iproute2)'
    return 1
  }
  giving=
  for other in $others; do ! has_ours "$other" || giving="$giving $other"; done
  ss -Hltnp | awk -v proxy="$proxy" -v giving="$giving " -v endpoints="$endpoints" '
    BEGIN {
      if (proxy != "haproxy") ours[80]; if (proxy == "apache2") ours[443]
      count = split(endpoints, endpoint, ";")
      for (i = 1; i <= count; i++) { split(endpoint[i], word, " "); ours[word[2]]; if (word[3] == "yes") ours[80]; of_nodes = of_nodes "," word[4] }
      nodes = split(of_nodes, node_of, ",")
    }
    { port = $4; sub(/.*:/, "", port); heard[port] }
    port in ours { tell_owner() }
    function tell_owner(    name, pid) {
      name = "an unknown process"
      if (match($0, /\(\("[^"]*"/)) name = substr($0, RSTART + 3, RLENGTH - 4)
      if (match($0, /pid=[0-9]+/)) pid = substr($0, RSTART + 4, RLENGTH - 4)
      if (told[port, name]++ || index(giving, " " name " ")) return
      if (name == proxy) print "ours " port " " pid
      else print "refuse port " port " is taken by " name (pid == "" ? "" : " (pid " pid ")") ", and this host is to use " proxy " there"
    }
    END {
      for (i = 1; i <= nodes; i++)
        if (node_of[i] != "" && !(node_of[i] in heard) && !said[node_of[i]]++) print "note nothing listens on port " node_of[i] " yet: is the node running?"
    }' | while read -r kind port pid rest; do
    case $kind in
      ours) is_packaged "$port" "$pid" ;;
      *) echo "$kind $port $pid $rest" ;;
    esac
  done
}

# A panel brings a proxy of the same name that reads a configuration of its own, and ours could not begin beside it.
is_packaged() {
  [ "$2" != "${asked:-}" ] || return 0
  asked=$2
  program=$(readlink "/proc/$2/exe") || return 0
  case ${program% (deleted)} in
    "/usr/sbin/$proxy") ;;
    *) echo "refuse port $1 is taken by a $proxy that is not the package's: $program (pid $2), which reads a configuration of its own; let it pass the endpoint on, stop it, or choose another port (wss_port)" ;;
  esac
}

# No program can listen on [::] where the kernel has no IPv6, or a unit keeps it away (RestrictAddressFamilies). The role
# reads these words.
check_ipv6() {
  [ -e /proc/net/if_inet6 ] && perl -e 'exit !socket(S, 10, 1, 0)'
  case $? in 0 | 127) ;; *) echo 'note no IPv6 here: the endpoint listens on IPv4 alone' ;; esac
}

# Another site may take our requests, and ours those of others: judged by what the proxy reads, through every include.
check_sites() {
  "look_into_$proxy"
}

look_into_nginx() {
  [ -r /etc/nginx/nginx.conf ] || return 0
  found=$(LC_ALL=C awk -v folder=/etc/nginx -v endpoints="$endpoints" "$nginx_sites" </dev/null)
  echo "$found" | grep -v '^opens \|^reads '
  test_nginx "$found"
  look_at_age nginx /run/nginx.pid $(echo "$found" | sed -n 's/^reads //p')
}

# Whether a file was written after the newest worker had started, so that nobody has read it. A time stamp is a hint: a reload
# too many does no harm. Files from the future are left out, or they would be told in every run. The role reads these words.
look_at_age() {
  name=$1 main='' workers=''
  read -r main 2>/dev/null <"$2"
  # Its one line has no end, so read fails.
  read -r workers 2>/dev/null <"/proc/${main:-none}/task/${main:-none}/children"
  shift 2
  files=$* newest=0
  for worker in $workers; do
    read -r stat 2>/dev/null <"/proc/$worker/stat" || continue
    set -- ${stat##*) }
    [ "${20}" -le "$newest" ] || newest=${20}
  done
  [ "$newest" -gt 0 ] || return 0
  while read -r key value; do case $key in btime) break ;; esac; done </proc/stat
  since=$((value + newest / 100 + 2))
  find -L $files -newermt "@$since" ! -newermt "@$(date +%s)" 2>/dev/null | while read -r file; do
    echo "note $name has not read $file since it was written"
  done
}

# nginx -t makes the logs and folders that a configuration names, so it is asked only where all are there; looking changes
# nothing. What is broken in our own files is mended by this run.
test_nginx() {
  [ -s /run/nginx.pid ] || return 0
  for path in $(echo "$1" | sed -n 's/^opens //p'); do [ -e "$path" ] || return 0; done
  said=$(nginx -t 2>&1) || echo "$said" | sed -n '/\[emerg\]/{ s/^.*\[emerg\] [^ ]* //; p; q; }' | while read -r why; do
    case $why in
      *hostwright-* | */etc/letsencrypt/* | *worker_connections* | *server_names_hash*) echo "note nginx would not start as it is configured now: $why" ;;
      *) echo "refuse nginx runs, and would not start again as it is configured now: $why" ;;
    esac
  done
}

# What it reads is named by its unit: the package's file, and ours by a drop-in. Two that set EXTRAOPTS do not add up.
look_into_haproxy() {
  for file in /etc/default/haproxy /etc/sysconfig/haproxy /etc/systemd/system/haproxy.service.d/*.conf; do
    case $file in */hostwright-wss.conf) continue ;; esac
    ! grep -Eqs '^[^#;]*EXTRAOPTS=' "$file" ||
      echo "refuse $file gives haproxy options of its own (EXTRAOPTS), and hostwright names its files there, so one of both would not hold: write what it says into /etc/haproxy/haproxy.cfg, and take it out"
  done
  [ -r /etc/haproxy/haproxy.cfg ] || return 0
  pid=$(systemctl show -p MainPID --value haproxy)
  case $(tr '\0' ' ' 2>/dev/null <"/proc/${pid:-0}/cmdline") in
    '' | *' -f /etc/haproxy/sites-enabled '*) ;;
    *) echo "note haproxy runs without our files, and learns of them only when it starts: it is restarted once, which cuts off whoever is connected to it, and lets nobody in for a moment" ;;
  esac
  set -- /etc/haproxy/haproxy.cfg
  for file in /etc/haproxy/conf.d/*.cfg /etc/haproxy/sites-enabled/*.cfg; do
    case $file in *'*'* | */hostwright-wss*) ;; *) set -- "$@" "$file" ;; esac
  done
  LC_ALL=C awk -v endpoints="$endpoints" "$haproxy_sites" "$@"
  look_at_age haproxy /run/haproxy.pid "$@" /etc/haproxy/conf.d/hostwright-wss.* /etc/haproxy/sites-enabled/hostwright-wss*.cfg
}

# Apache opens nothing for that. Where it does not run, the folder for its runtime files is not there.
look_into_apache2() {
  [ -r /etc/apache2/apache2.conf ] && [ -x /usr/sbin/apache2 ] || return 0
  dump=$(
    . /etc/apache2/envvars
    [ -d "$APACHE_RUN_DIR" ] || export APACHE_RUN_DIR=/
    /usr/sbin/apache2 -t -D DUMP_VHOSTS -D DUMP_INCLUDES 2>&1
  )
  echo "$dump" | LC_ALL=C awk -v endpoints="$endpoints" "$apache2_sites"
  look_at_age Apache /run/apache2/apache2.pid $(echo "$dump" | sed -n 's/^ *([0-9*]*) //p')
}

main
