# The sites that nginx reads, as nginx reads them: from nginx.conf on, through every include, in their order. Only reads:
# nginx -T would make the logs that a configuration names. Prints lines that begin with "refuse" or "note"; "reads" and
# each file; "opens" and a path that nginx makes where it is not there.
#
# usage: awk -v folder=/etc/nginx -v endpoints="NAME PORT yes|no;..." -f nginx-reader.awk -f nginx-sites.awk

BEGIN {
  asked = split(endpoints, endpoint, ";")
  for (each = 1; each <= asked; each++) { split(endpoint[each], said, " "); is_asked[said[2]] }
  is_asked[80]
  ours = folder "/sites-enabled/hostwright-wss.conf"
  needed[ours]; needed[folder "/conf.d/hostwright-wss.conf"]; needed[folder "/modules-enabled/90-hostwright-wss.conf"]
  level[ours] = level[folder "/conf.d/hostwright-wss.conf"] = " http"
  read_file(folder "/nginx.conf")
  judge_reach()
  for (each = 1; each <= asked; each++) {
    split(endpoint[each], said, " ")
    domain = said[1]; wss_port = said[2]
    judge_names()
    judge_port(wss_port)
    if (said[3] == "yes") judge_port(80)
  }
}

# --- what is read, by nginx-reader.awk

function on_file(path) { print "reads " path }

function on_open() {
  if (!is_in(" http server")) return
  site = ++sites
  if (here == ours && !placed) place_ours(sites - 1)
}

function on_close() {
  if (is_in(" http server") && !heard_listen[site]) add_listen("80", "", "http")
}

function on_statement(    i, flags) {
  for (i = 3; i <= count; i++) flags = flags " " words[i]
  flags = flags " "
  if (words[1] ~ /^((access|error)_log|.*_(temp|cache)_path|pid)$/ && words[2] !~ /[$]|^(off|stderr|syslog:.*|memory:.*)$/) print "opens " (words[2] ~ /^\// ? "" : "/usr/share/nginx/") words[2]
  else if (words[1] == "server_name" && is_in(" http server")) for (i = 2; i <= count; i++) add_name(words[i])
  else if (words[1] == "listen" && is_in(" http server")) add_listen(words[2], flags, "http")
  else if (words[1] == "listen" && is_in(" stream server")) add_listen(words[2], flags, "stream")
}

function add_name(name) { names++; name_of[names] = tolower(name); name_file[names] = here; name_row[names] = row }

function add_listen(where, flags, kind,    port, ends) {
  if (kind == "http") heard_listen[site] = 1
  if (where ~ /^unix:/ || flags ~ / quic /) return
  port = where; sub(/^.*:/, "", port)
  if (port !~ /^[0-9]+(-[0-9]+)?$/) { add_port(where, 80, flags, kind); return }
  sub(/:?[0-9]+(-[0-9]+)?$/, "", where)
  if (split(port, ends, "-") == 1) { add_port(where, port, flags, kind); return }
  for (port = ends[1] + 0; port <= ends[2]; port++) if (port in is_asked) add_port(where, port, flags, kind)
}

function add_port(where, port, flags, kind) {
  listens++
  l_address[listens] = where ~ /^([*]|0\.0\.0\.0|\[::\])?$/ ? "" : where
  l_family[listens] = where ~ /^\[/ ? 6 : 4
  l_port[listens] = port; l_flags[listens] = flags; l_kind[listens] = kind; l_site[listens] = site
  l_place[listens] = here " line " row; l_foreign[listens] = here !~ /\/hostwright-wss[^\/]*\.conf$/
}

function on_include(pattern,    path) {
  for (path in needed) if (is_in(level[path]) && fits(path, pattern)) reached[path]
}

# With a place for ours where it is still to come.
function on_included(pattern, path) {
  if (!placed && fits(ours, pattern) && (path == "" || path > ours)) place_ours(sites)
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
    tell("refuse nginx would not read " path ": " folder "/nginx.conf has to say include " pattern (path == ours ? "*" : "*.conf") "; " (level[path] == "" ? "outside of http" : "in http"))
  }
}

function judge_names(    i) {
  for (i = 1; i <= names; i++)
    if ((name_of[i] == tolower(domain) || name_of[i] == "." tolower(domain)) && name_file[i] !~ /\/hostwright-wss[^\/]*\.conf$/)
      tell("refuse " name_file[i] " already has a site named " domain " (line " name_row[i] "), which hostwright did not make")
}

function judge_port(port,    i, by_address) {
  by_address = domain ~ /^[0-9.]+$/ || domain ~ /:/
  for (i = 1; i <= listens; i++) {
    if (l_port[i] != port || !l_foreign[i]) continue
    if (l_kind[i] == "stream") tell("refuse " l_place[i] " gives port " port " to a stream, so no site can have it")
    else if (l_address[i] != "" && !(port == 80 && l_address[i] ~ /^(127\.|\[::1\]|localhost)/))
      tell("refuse " l_place[i] " listens on " l_address[i] ":" port " alone, so nginx takes whoever comes to that address to that site only, never to this endpoint: let it listen on all addresses (listen " port "), or choose another port")
    else if (l_flags[i] ~ / proxy_protocol /) tell("refuse " l_place[i] " listens with proxy_protocol, so whoever comes to port " port " without a PROXY header is refused, to this endpoint too: give one of them another port")
    else if (l_flags[i] ~ / ipv6only=off /) tell("refuse " l_place[i] " takes IPv4 on [::]:" port " (ipv6only=off), so no site can listen on " port " beside it: write listen " port " and listen [::]:" port " there instead")
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

# Several endpoints may come to the same.
function tell(text) { if (!told[text]++) print text }

function finding(text) { tell(text); return 1 }
