# The sites that nginx reads, as nginx reads them: from nginx.conf on, through every include, in their order. Only reads:
# nginx -T would make the logs that a configuration names. Prints lines that begin with "refuse" or "note"; "reads" and
# each file; "opens" and a path that nginx makes where it is not there.
#
# usage: awk -v folder=/etc/nginx -v domain=NAME -v wss_port=PORT -v plain=yes|no -f nginx-sites.awk

BEGIN {
  ours = folder "/sites-enabled/hostwright-wss.conf"
  needed[ours]; needed[folder "/conf.d/hostwright-wss.conf"]; needed[folder "/modules-enabled/90-hostwright-wss.conf"]
  level[ours] = level[folder "/conf.d/hostwright-wss.conf"] = " http"
  read_file(folder "/nginx.conf")
  judge_reach()
  judge_names()
  judge_port(wss_port)
  if (plain == "yes") judge_port(80)
}

# --- reading: words to statements, blocks and includes

function read_file(path,    line, before, at) {
  if (being_read[path] || (getline line < path) <= 0) return
  being_read[path] = 1
  print "reads " path
  before = here; at = row
  here = path; row = 0
  do { row++; read_line(line) } while ((getline line < path) > 0)
  close(path)
  here = before; row = at
  being_read[path] = 0
}

function read_line(line,    at) {
  while (line != "") {
    if (raw > 0) line = skip_code(line)
    else if (quote != "") {
      at = index(line, quote)
      word = word (at ? substr(line, 1, at - 1) : line)
      line = at ? substr(line, at + 1) : ""
      if (at) quote = ""
    } else if (match(line, /^[ \t\r]+/)) { end_word(); line = substr(line, RLENGTH + 1) }
    else if (word == "" && line ~ /^#/) line = ""
    else if (word == "" && line ~ /^["']/) { quote = substr(line, 1, 1); line = substr(line, 2); quoted = 1 }
    else if (line ~ /^;/) { end_word(); statement(); line = substr(line, 2) }
    else if (line ~ /^[{]/) { end_word(); open_block(); line = substr(line, 2) }
    else if (line ~ /^[}]/) { close_block(); line = substr(line, 2) }
    else {
      match(line, /^([^ \t\r;{}$]|[$][{][^}]*[}]|[$])+/)
      word = word substr(line, 1, RLENGTH)
      line = substr(line, RLENGTH + 1)
    }
  }
  if (quote == "") end_word()
}

# A program in Lua has braces of its own, and others in its texts.
function skip_code(line,    c) {
  gsub(/"[^"]*"|'[^']*'|--.*/, "", line)
  while (line != "" && raw > 0) {
    if (!match(line, /[{}]/)) return ""
    c = substr(line, RSTART, 1)
    raw += c == "{" ? 1 : -1
    line = substr(line, RSTART + 1)
  }
  if (raw == 0) close_block()
  return line
}

function end_word() {
  if (word != "" || quoted) words[++count] = word
  word = ""; quoted = 0
}

function open_block() {
  context[++depth] = words[1]
  if (words[1] ~ /_by_lua_block$/) raw = 1
  if (is_in(" http server")) { site = ++sites; file[site] = here; line_of[site] = row; if (here == ours && !placed) place_ours(sites - 1) }
  count = 0
}

function close_block() {
  if (is_in(" http server") && !heard_listen[site]) add_listen("80", "", "http")
  if (depth > 0) depth--
  count = 0; word = ""
}

function is_in(wanted,    path, i) {
  for (i = 1; i <= depth; i++) path = path " " context[i]
  return path == wanted
}

function statement(    i, flags) {
  for (i = 3; i <= count; i++) flags = flags " " words[i]
  flags = flags " "
  if (words[1] == "include" && count > 1) { i = words[2]; count = 0; follow(i) }
  else if (words[1] ~ /^((access|error)_log|.*_(temp|cache)_path|pid)$/ && words[2] ~ /^[.\/]/ && words[2] !~ /[$]/) print "opens " words[2]
  else if (words[1] == "server_name" && is_in(" http server")) for (i = 2; i <= count; i++) add_name(words[i])
  else if (words[1] == "listen" && is_in(" http server")) add_listen(words[2], flags, "http")
  else if (words[1] == "listen" && is_in(" stream server")) add_listen(words[2], flags, "stream")
  count = 0
}

function add_name(name) { names++; name_of[names] = tolower(name); name_file[names] = here; name_row[names] = row }

function add_listen(where, flags, kind,    port) {
  if (kind == "http") heard_listen[site] = 1
  if (where ~ /^unix:/ || flags ~ / quic /) return
  port = where; sub(/^.*:/, "", port)
  if (port !~ /^[0-9]+$/) port = 80; else sub(/:?[0-9]+$/, "", where)
  listens++
  l_address[listens] = where ~ /^([*]|0\.0\.0\.0|\[::\])?$/ ? "" : where
  l_family[listens] = where ~ /^\[/ ? 6 : 4
  l_port[listens] = port; l_flags[listens] = flags; l_kind[listens] = kind; l_site[listens] = site
  l_place[listens] = here " line " row; l_foreign[listens] = here !~ /\/hostwright-wss[^\/]*\.conf$/
}

# In the order of glob(3), with a place for ours where it is still to come.
function follow(pattern,    path, command, list, total, i) {
  if (pattern !~ /^\//) pattern = folder "/" pattern
  for (path in needed) if (is_in(level[path]) && fits(path, pattern)) reached[path]
  if (pattern !~ /[*?[]/) { read_file(pattern); return }
  if (pattern !~ /^[][A-Za-z0-9_.\/*?@+:,=-]+$/) return
  command = "for f in " pattern "; do echo \"$f\"; done"
  while ((command | getline path) > 0) list[++total] = path
  close(command)
  for (i = 1; i <= total; i++) {
    if (!placed && fits(ours, pattern) && list[i] > ours) place_ours(sites)
    read_file(list[i])
  }
  if (!placed && fits(ours, pattern)) place_ours(sites)
}

function place_ours(number) { placed = 1; before_ours = number }

function fits(path, pattern) {
  gsub(/[.+]/, "[&]", pattern); gsub(/[*]/, "[^/]*", pattern); gsub(/[?]/, "[^/]", pattern)
  return path ~ ("^" pattern "$")
}

# --- judging

function judge_reach(    path, pattern) {
  for (path in needed) if (!(path in reached)) {
    pattern = path; sub(/[^\/]*$/, "", pattern)
    print "refuse nginx would not read " path ": " folder "/nginx.conf has to say include " pattern (path == ours ? "*" : "*.conf") "; " (level[path] == "" ? "outside of http" : "in http")
  }
}

function judge_names(    i) {
  for (i = 1; i <= names; i++)
    if (name_of[i] == tolower(domain) && name_file[i] !~ /\/hostwright-wss[^\/]*\.conf$/)
      print "refuse " name_file[i] " already has a site named " domain " (line " name_row[i] "), which hostwright did not make"
}

function judge_port(port,    i, by_address) {
  by_address = domain ~ /^[0-9.]+$/ || domain ~ /:/
  for (i = 1; i <= listens; i++) {
    if (l_port[i] != port || !l_foreign[i]) continue
    if (l_kind[i] == "stream") print "refuse " l_place[i] " gives port " port " to a stream, so no site can have it"
    else if (l_address[i] != "" && !(port == 80 && l_address[i] ~ /^(127\.|\[::1\]|localhost)/))
      print "refuse " l_place[i] " listens on " l_address[i] ":" port " alone, so nginx takes whoever comes to that address to that site only, never to this endpoint: let it listen on all addresses (listen " port "), or choose another port"
    else if (l_flags[i] ~ / proxy_protocol /) print "refuse " l_place[i] " listens with proxy_protocol, so whoever comes to port " port " without a PROXY header is refused, to this endpoint too: give one of them another port"
    else if (l_flags[i] ~ / ipv6only=off /) print "refuse " l_place[i] " takes IPv4 on [::]:" port " (ipv6only=off), so no site can listen on " port " beside it: write listen " port " and listen [::]:" port " there instead"
  }
  for (family = 4; family <= 6; family += 2) if (judge_default(port, family, by_address)) return
}

# Who asks for a name that no site has, or by address, comes to the default of the port: the one that says so, or the first.
function judge_default(port, family, by_address,    i, first, said) {
  for (i = 1; i <= listens; i++) {
    if (l_port[i] != port || l_family[i] != family || l_address[i] != "" || l_kind[i] != "http" || !l_foreign[i]) continue
    if (!first) first = i
    if (l_flags[i] ~ / default(_server)? /) { said = i; break }
  }
  if (!first) return 0
  i = said ? said : first
  if (by_address && port == wss_port && (said || l_site[first] <= before_ours))
    return finding("refuse " l_place[i] " is the default of port " port ", so clients that come by address are shown its certificate: give this endpoint a name (domain), or another port (wss_port)")
  if (!said && l_site[first] > before_ours)
    return finding("note names that no site has came to " l_place[i] " until now, on port " port ", and come to this endpoint with it: default_server in that line keeps them there")
  return 0
}

function finding(text) { print text; return 1 }
