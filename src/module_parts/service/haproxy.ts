// The sh that knows which files haproxy reads: those of its command line, which a reload keeps as it was at the start.

/**
 * `hw_haproxy_files UNIT` prints `-f FILE` for each file that the unit gives haproxy at its next start: ExecStart, with the
 * variables as systemd fills them in (systemd.exec(5): a file of EnvironmentFile= wins over Environment=, a later one over an
 * earlier one). `hw_haproxy_read UNIT` prints those that the running one was started with.
 *
 * `hw_haproxy_is_elsewhere UNIT`: they differ. The master executes itself again with its own arguments when it is told to reload,
 * so a file that a drop-in adds is not read, and systemd reports success (seen with 2.6.12 and 3.0.11).
 *
 * Proof: test/lab/service.test.ts, test/module_parts/service/haproxy.test.ts.
 */
export const haproxyFunctions = `hw_haproxy_files() {
  hw_named=$(systemctl show -p ExecStart,Environment,EnvironmentFiles -- "$1" | awk '
    function assign(text,    name, quote) {
      if (!match(text, /^[A-Za-z_][A-Za-z0-9_]*=/)) return
      name = substr(text, 1, RLENGTH - 1); text = substr(text, RLENGTH + 1)
      sub(/[ \\t]+$/, "", text)
      quote = substr(text, 1, 1)
      if ((quote == "\\"" || quote == "\\047") && substr(text, length(text)) == quote) text = substr(text, 2, length(text) - 2)
      value[name] = text
    }
    function assign_all(text,    one) {
      while (match(text, /("([^"\\\\]|\\\\.)*"|[^ "]+)/)) {
        one = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
        gsub(/^"|"$/, "", one)
        assign(one)
      }
    }
    function assign_file(path,    line, next_line) {
      while ((getline line < path) > 0) {
        while (line ~ /\\\\$/ && (getline next_line < path) > 0) line = substr(line, 1, length(line) - 1) next_line
        sub(/^[ \\t]+/, "", line)
        assign(line)
      }
      close(path)
    }
    /^Environment=/ { inside = substr($0, 13) }
    /^EnvironmentFiles=/ { path = substr($0, 18); sub(/ \\(ignore_errors=[a-z]+\\)$/, "", path); file[++files] = path }
    /^ExecStart=/ && !command && match($0, /argv\\[\\]=/) { command = substr($0, RSTART + 7); sub(/ ; ignore_errors=.*/, "", command) }
    END {
      assign_all(inside)
      for (i = 1; i <= files; i++) assign_file(file[i])
      count = split(command, word, " ")
      for (i = 1; i <= count; i++) {
        while (match(word[i], /\\$(\\{[A-Za-z0-9_]+\\}|[A-Za-z0-9_]+)/)) {
          name = substr(word[i], RSTART + 1, RLENGTH - 1); gsub(/[{}]/, "", name)
          word[i] = substr(word[i], 1, RSTART - 1) value[name] substr(word[i], RSTART + RLENGTH)
        }
        line = line " " word[i]
      }
      print line
    }' | hw_haproxy_named)
  printf '%s\\n' "\${hw_named:--f /etc/haproxy/haproxy.cfg}"
}
hw_haproxy_named() {
  awk '{ for (i = 1; i < NF; i++) if ($i == "-f") said = said (said == "" ? "" : " ") "-f " $(++i) } END { print said }'
}
hw_haproxy_read() {
  hw_pid=$(systemctl show -p MainPID --value -- "$1")
  tr '\\0' ' ' 2>/dev/null <"/proc/\${hw_pid:-0}/cmdline" | hw_haproxy_named
}
hw_haproxy_is_elsewhere() {
  hw_named=$(hw_haproxy_read "$1")
  [ -n "$hw_named" ] && [ "$hw_named" != "$(hw_haproxy_files "$1")" ]
}`;

/** `hw_haproxy_ports UNIT`: what its files bind, for hw_ports_free. What stands between .if and .endif, or is no number, is not judged. */
export const haproxyPorts = `hw_haproxy_ports() {
  for hw_file in $(hw_haproxy_files "$1" | sed 's/-f //g'); do
    [ ! -d "$hw_file" ] || hw_file=$(ls "$hw_file"/*.cfg 2>/dev/null)
    [ -z "$hw_file" ] || cat $hw_file 2>/dev/null
  done | sed 's/#.*//' | awk '
    $1 == ".if" { depth++ }
    $1 == ".endif" { depth-- }
    depth || $1 != "bind" { next }
    {
      count = split($2, asked, ",")
      for (i = 1; i <= count; i++) {
        is_six = sub(/^(ipv6|tcp6)@/, "", asked[i])
        sub(/^(ipv4|tcp4?)@/, "", asked[i])
        if (asked[i] !~ /^([0-9A-Fa-f:.]*|\\*|\\[[0-9A-Fa-f:]+\\]):[0-9]+(-[0-9]+)?$/) continue
        match(asked[i], /:[0-9]+(-[0-9]+)?$/)
        address = substr(asked[i], 1, RSTART - 1)
        split(substr(asked[i], RSTART + 1), range, "-")
        if (address ~ /:/ && address !~ /^\\[/) address = "[" address "]"
        if (address == "" || address == "*") address = is_six ? "[::]" : "0.0.0.0"
        # Without v6only it takes IPv4 along, as Linux does by default.
        if (address == "[::]" && $0 !~ / v6only( |$)/) address = "*"
        for (port = range[1]; port <= (range[2] == "" ? range[1] : range[2]) && port - range[1] < 1000; port++) print address ":" port
        delete range
      }
    }'
}`;
