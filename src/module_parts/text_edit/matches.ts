// Every match of a regular expression in a text, replaced as Ansible's replace does it.

import { readPattern } from './pattern.js';
import { expand } from './replacement.js';

export interface WantedReplacement {
  readonly regexp: string;
  readonly replace: string;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * @returns undefined where the text has no part between `after` and `before`
 * @throws PatternError
 */
export function editMatches(text: string, wanted: WantedReplacement): string | undefined {
  const section = sectionOf(text, wanted);
  if (!section) return undefined;
  const pattern = readPattern(wanted.regexp, { alphabet: 'text', multiline: true });
  const inside = text.slice(section.from, section.to);
  const replaced = inside.replace(pattern, (...all) => expand(wanted.replace, matchOf(all)));
  return text.slice(0, section.from) + replaced + text.slice(section.to);
}

/** What a replacing function is called with, as a match: all groups, and the named ones. */
function matchOf(all: readonly unknown[]): RegExpMatchArray {
  const last = all.at(-1);
  const named = typeof last === 'object' ? last : undefined;
  const groups = all.slice(
    0,
    all.findIndex((value) => typeof value === 'number'),
  );
  return Object.assign(groups as string[], { groups: named }) as unknown as RegExpMatchArray;
}

function sectionOf(text: string, { after, before }: WantedReplacement) {
  if (after === undefined && before === undefined) return { from: 0, to: text.length };
  const inside = after !== undefined && before !== undefined ? '.*?' : '.*';
  const whole = `${after ?? ''}(?P<subsection>${inside})${before ?? ''}`;
  const [match] = text.matchAll(withPlaces(readPattern(whole, { alphabet: 'text', dotAll: true })));
  const [from, to] = match?.indices?.groups?.subsection ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function withPlaces(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `d${pattern.flags}`);
}
