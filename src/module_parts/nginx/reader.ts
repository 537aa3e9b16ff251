// The reader of nginx's words, as awk: the same text as playbooks/roles/host/files/nginx-reader.awk, where the shipped playbook
// takes it from (test/playbooks/foreign_sites.test.ts holds them together). Pure.

import { quote } from '../../shell/quote.js';

export const nginxReader = String.raw`# nginx's words as nginx reads them: statements and blocks, through every include, in their order. What is made of them is said
# by functions that a program behind this text has: on_file(path), on_open(), on_close(), on_statement(), and on_include(pattern), then
# on_included(pattern, path) for each file of it and on_included(pattern, "") at its end. The variable folder is where nginx.conf lies.

function read_file(path,    line, before, at) {
  if (being_read[path] || (getline line < path) <= 0) return
  being_read[path] = 1
  on_file(path)
  before = here; at = row
  here = path; row = 0
  do { row++; read_line(line) } while ((getline line < path) > 0)
  close(path)
  here = before; row = at
  being_read[path] = 0
}

function read_line(line) {
  while (line != "") {
    if (raw > 0) line = skip_code(line)
    else if (quote != "") line = read_quoted(line)
    else if (match(line, /^[ \t\r]+/)) { end_word(); line = substr(line, RLENGTH + 1) }
    else if (word == "" && line ~ /^#/) line = ""
    else if (word == "" && line ~ /^["']/) { quote = substr(line, 1, 1); line = substr(line, 2); quoted = 1 }
    else if (line ~ /^;/) { end_word(); statement(); line = substr(line, 2) }
    else if (line ~ /^[{]/) { end_word(); open_block(); line = substr(line, 2) }
    else if (word == "" && line ~ /^[}]/) { close_block(); line = substr(line, 2) }
    else {
      match(line, /^(\\.|[^ \t\r;{\\$]|[$][{]?|\\)+/)
      word = word substr(line, 1, RLENGTH)
      line = substr(line, RLENGTH + 1)
    }
  }
  if (quote == "") end_word()
}

function read_quoted(line) {
  if (match(line, quote == "\"" ? "^(\\\\.|[^\"\\\\])+" : "^(\\\\.|[^'\\\\])+")) {
    word = word substr(line, 1, RLENGTH)
    return substr(line, RLENGTH + 1)
  }
  if (substr(line, 1, 1) == quote) quote = ""
  return substr(line, 2)
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
  gsub(/\\"/, "\"", word); gsub(/\\'/, "'", word)
  if (word != "" || quoted) words[++count] = word
  word = ""; quoted = 0
}

function open_block() {
  context[++depth] = words[1]
  if (words[1] ~ /_by_lua_block$/) raw = 1
  on_open()
  count = 0
}

function close_block() {
  on_close()
  if (depth > 0) depth--
  count = 0; word = ""
}

function is_in(wanted,    path, i) {
  for (i = 1; i <= depth; i++) path = path " " context[i]
  return path == wanted
}

function statement(    pattern) {
  if (words[1] == "include" && count > 1) { pattern = words[2]; count = 0; follow(pattern) }
  else on_statement()
  count = 0
}

# In the order of glob(3).
function follow(pattern,    path, command, list, total, i) {
  if (pattern !~ /^\//) pattern = folder "/" pattern
  on_include(pattern)
  if (pattern !~ /[*?[]/) { read_file(pattern); return }
  if (pattern !~ /^[][A-Za-z0-9_.\/*?@+:,=-]+$/) return
  command = "for f in " pattern "; do echo \"$f\"; done"
  while ((command | getline path) > 0) list[++total] = path
  close(command)
  for (i = 1; i <= total; i++) { on_included(pattern, list[i]); read_file(list[i]) }
  on_included(pattern, "")
}
`;

/** A program behind the reader, as one word of sh. What it does not make of the hooks does nothing. */
export function withReader(program: string): string {
  const absent = hooks.filter((hook) => !program.includes(`function ${hook.slice(0, hook.indexOf('('))}(`));
  return quote(`${nginxReader}${absent.map((hook) => `function ${hook} { }\n`).join('')}${program}`);
}

const hooks = [
  'on_file(path)',
  'on_open()',
  'on_close()',
  'on_statement()',
  'on_include(pattern)',
  'on_included(pattern, path)',
];
