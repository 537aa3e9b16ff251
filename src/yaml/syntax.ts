// YAML text to the events of js-yaml; syntax errors in our words, with advice for the mistakes that people who write
// playbooks make again and again.

import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { fail, type Place } from '../problem.js';

const maxDepth = 100;

/** @throws ProblemError for the first syntax error: js-yaml goes no further */
export function splitEvents(source: string, placeOf: (offset: number) => Place): readonly Event[] {
  try {
    return parseEvents(source, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    return fail(`not valid YAML: ${error.reason}`, placeOf(offset), adviceFor(source, offset));
  }
}

/** As playbooks and lists of tasks do, and inventories and variables do not. */
export function beginsWithItem(source: string): boolean {
  return /^(\s*(#.*|---.*)?\r?\n)*\s*-\s/.test(source);
}

/** `{{ x }}` without quotes is, to YAML, a map inside a map. */
export function isUnquotedTemplate(source: string, offset: number): boolean {
  return /^\{\{[^{]/.test(source.slice(offset, offset + 3));
}

/** What to do about a syntax error, if the file or the line where it was noticed shows a known mistake. */
function adviceFor(source: string, offset: number): string | undefined {
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = source.indexOf('\n', offset);
  const line = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  if (/^\[[\w.:-]+\]\s*$/m.test(source))
    return 'this looks like an INI inventory: ansible-inventory --list --yaml converts it to YAML';
  if (/(^|[:-]\s+)\{\{/.test(line)) return 'a value that begins with {{ needs quotes: "{{ ... }}"';
  if (/^\s*\t/.test(line)) return 'indent with spaces; YAML does not allow tabs';
  if (/[:-]\s+[@`%]/.test(line)) return 'quote a value that begins with a special character';
  if (/^[^"'#{[]*\S:\s[^"'#{[]*\S:(\s|$)/.test(line))
    return 'quote a value that has a colon and a space in it';
  if (/[{[,].*\w\[/.test(line)) return 'quote a value that has brackets inside { } or [ ]';
  return undefined;
}
