# The sites that Apache reads, as Apache says (-t -D DUMP_VHOSTS -D DUMP_INCLUDES, on standard input), and the names in their
# files, which the dump leaves out where a port has one site. Prints lines that begin with "refuse" or "note".
#
# usage: awk -v endpoints="NAME PORT yes|no;..." -f apache2-sites.awk

BEGIN {
  asked = split(endpoints, endpoint, ";")
  for (each = 1; each <= asked; each++) { split(endpoint[each], said, " "); is_name[tolower(said[1])] = said[1] }
}

/^ *\([0-9*]+\) \// { read_file($2); next }
/^VirtualHost configuration:/ { in_sites = 1; next }
in_sites && /^[^ ]+:[0-9*]+ / { socket = $1; if ($0 !~ /is a NameVirtualHost/) add_site() }
in_sites && /^ +default server / { next }
in_sites && /^ +port [0-9*]+ namevhost / { add_site() }
/^AH[0-9]+: Syntax error on line [0-9]+ of / { broken = $8; sub(/:$/, "", broken); row = $6; getline; why = $0 }

END {
  if (broken ~ /\/(sites|conf)-enabled\// && !is_ours(broken))
    print "refuse Apache does not read its configuration, for " broken " line " row ": " why
  if (seen && !reached) print "refuse Apache would not read /etc/apache2/sites-enabled/hostwright-wss.conf: /etc/apache2/apache2.conf has to say IncludeOptional sites-enabled/*.conf"
  for (each = 1; each <= asked; each++) {
    split(endpoint[each], said, " ")
    domain = said[1]; wss_port = said[2]
    judge_port(wss_port)
    if (said[3] == "yes") judge_port(80)
  }
}

function is_ours(path) { return path ~ /\/(zz-)?hostwright-wss[^\/]*\.conf$/ }

function read_file(path,    line, word, count, name, i) {
  seen = 1
  if (is_ours(path)) return
  while ((getline line < path) > 0) {
    if (tolower(line) ~ /^[ \t]*include(optional)?[ \t].*sites-enabled\/([*](\.conf)?)?"?[ \t]*$/) reached = 1
    if (tolower(line) !~ /^[ \t]*server(name|alias)[ \t]/) continue
    count = split(tolower(line), word, /[ \t]+/)
    for (i = 2; i <= count; i++) {
      name = word[i]
      gsub(/["']/, "", name)
      gsub(/^[a-z]*:\/\/|:[0-9]*$/, "", name)
      if (name in is_name && !told[path, name]++) print "refuse " path " already has a site named " is_name[name] ", which hostwright did not make"
    }
  }
  close(path)
}

# "ADDRESS:PORT NAME (FILE:LINE)", or the same behind "port PORT namevhost".
function add_site(    place) {
  place = $NF
  gsub(/[()]/, "", place)
  sites++
  address[sites] = socket; sub(/:[0-9*]+$/, "", address[sites])
  port[sites] = socket; sub(/^.*:/, "", port[sites])
  file[sites] = place; sub(/:[0-9]+$/, "", file[sites])
  where[sites] = file[sites] " line " substr(place, length(file[sites]) + 2)
}

function judge_port(number,    i, first, by_address) {
  by_address = domain ~ /^[0-9.]+$/ || domain ~ /:/
  for (i = 1; i <= sites; i++) {
    if (port[i] != number || is_ours(file[i])) continue
    if (address[i] !~ /^([*]|_default_|0\.0\.0\.0|\[::\])$/) {
      if (number != 80 || address[i] !~ /^(127\.|\[::1\])/) tell("refuse " where[i] " has " address[i] ":" number " for itself, so Apache takes whoever comes to that address to that site only, never to this endpoint: write <VirtualHost *:" number "> there, or choose another port")
    } else if (!first) first = i
  }
  if (!first || file[first] ~ /\/000-default[^\/]*\.conf$/ && number == 80) return
  if (before(file[first])) {
    if (by_address && number == wss_port) tell("refuse " where[first] " is the first site of port " number ", so clients that come by address are shown its certificate: give this endpoint a name (domain), or another port (wss_port)")
  } else tell("note names that no site has came to " where[first] " until now, on port " number ", and come to this endpoint with it: a name that sorts before hostwright-wss keeps them there")
}

# Several endpoints may come to the same.
function tell(text) { if (!said_already[text]++) print text }

# Sites are read in the order of their names; what is in another folder is read before.
function before(path,    name) {
  name = path; sub(/^.*\//, "", name)
  return path !~ /\/sites-enabled\// || name < "hostwright-wss.conf"
}
