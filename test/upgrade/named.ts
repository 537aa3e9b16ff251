// What plan may show on hosts that the last release has set up: CHANGELOG.md names it, under "Changes on hosts" of what is
// unreleased. A line names a task, the fields that differ, and where that is so if not everywhere, and says why:
//
//   - `nginx has a site for the endpoint` changes `content` where `proxy` is `nginx`: pages are told to use https.
//
// Whoever changes what a playbook makes of hosts adds lines; the tests print those that are missing. It holds both ways:
// a change without its line fails, and so does a line without its change. Handlers are tasks as well.

import { isOutcome, outcomeName, type RunEvent } from '../../src/event.js';

/** A change of one task, as a line names it. */
export interface Named {
  readonly task: string;
  readonly fields: readonly string[];
  /** What has to be so of a host; empty: every host has it. */
  readonly where: readonly (readonly [trait: keyof Traits, value: string])[];
  /** Of CHANGELOG.md. */
  readonly line: number;
}

/** What there is to tell hosts apart by. */
const known = {
  proxy: ['nginx', 'apache2'],
  release: ['bookworm', 'trixie'],
  certificate: ['self_signed', 'provided', 'letsencrypt'],
} as const;

export type Traits = { readonly [Trait in keyof typeof known]: (typeof known)[Trait][number] };

const HEADING = '### Changes on hosts';
const section = new RegExp(`^## Unreleased\\n(?:(?!## ).*\\n)*?${HEADING}\\n(?<items>(?:(?!#).*\\n)*)`, 'dm');

const name = '`[^`]+`';
const changed = `(?: changes (?<fields>${name}(?:, ${name})*))?`;
const condition = `(?: where (?<where>${name} is ${name}(?: and ${name} is ${name})*))?`;
const itemForm = new RegExp(`^- (?<task>${name})${changed}${condition}: \\S`);

/** @throws Error where there is no such part of it, or a line is of another form */
export function namedIn(changelog: string): readonly Named[] {
  const found = section.exec(changelog);
  if (found === null) throw new Error(`CHANGELOG.md has no "${HEADING}" under "## Unreleased"`);
  const [start] = found.indices?.groups?.items ?? [0];
  const items = found.groups?.items ?? '';
  return [...items.matchAll(/^- .*(?:\n {2}.*)*/gm)].map((item) => {
    const line = changelog.slice(0, start + item.index).split('\n').length;
    return readItem(item[0].replaceAll(/\n */g, ' '), line);
  });
}

function readItem(text: string, line: number): Named {
  const { task, fields, where } = itemForm.exec(text)?.groups ?? {};
  if (task === undefined)
    throw new Error(
      `CHANGELOG.md:${line}: expected ${lineOf('TASK', ['FIELD'], 'nginx')}, and it is\n${text}`,
    );
  const words = namesIn(where);
  const conditions = words.flatMap((trait, index) =>
    index % 2 === 0 ? [readCondition(trait, words[index + 1] ?? '', line)] : [],
  );
  return { task: task.slice(1, -1), fields: namesIn(fields), where: conditions, line };
}

function namesIn(part = ''): readonly string[] {
  return [...part.matchAll(/`([^`]+)`/g)].map(([, each = '']) => each);
}

function readCondition(trait: string, value: string, line: number): Named['where'][number] {
  for (const [each, values] of Object.entries(known))
    if (each === trait && values.some((one) => one === value)) return [trait as keyof Traits, value];
  throw new Error(
    `CHANGELOG.md:${line}: no host is known whose ${trait} is ${value}, only ${JSON.stringify(known)}`,
  );
}

function lineOf(task: string, fields: readonly string[], proxy: string): string {
  const what = fields.length === 0 ? '' : ` changes ${fields.map((each) => `\`${each}\``).join(', ')}`;
  return `- \`${task}\`${what} where \`proxy\` is \`${proxy}\`: WHY`;
}

/** Sentences about what plan shows on a host and nobody named, and about what was named and is not shown; none is right. */
export function differences(
  named: readonly Named[],
  host: string,
  traits: Traits,
  events: readonly RunEvent[],
): readonly string[] {
  const here = named.filter(({ where }) => where.every(([trait, value]) => traits[trait] === value));
  const shown = shownOn(host, events);
  const missing = [...shown].flatMap(([task, fields]) => {
    const own = here.filter((each) => each.task === task);
    const left = [...fields].filter((field) => own.every((each) => !each.fields.includes(field)));
    return own.length > 0 && left.length === 0 ? [] : [lineOf(task, left, traits.proxy)];
  });
  const superfluous = here.flatMap(({ task, fields, line }) => {
    const there = shown.get(task);
    if (there !== undefined && fields.every((field) => there.has(field))) return [];
    return `CHANGELOG.md:${line} names what plan does not show on ${host} (${describe(traits)}): take the line away, or write where it holds.`;
  });
  return [...(missing.length > 0 ? [unnamed(host, missing)] : []), ...superfluous];
}

function unnamed(host: string, lines: readonly string[]): string {
  return `plan shows a change on ${host}, as the last release left it, that CHANGELOG.md does not name.
If it is meant, add this below "${HEADING}", with why, and for which proxy, certificate or release if not for all:
${lines.join('\n')}
If it is not, the hosts of the last release have to stay as they are.`;
}

/** Fields by task. That something is unknown because a change comes before it is no change. */
function shownOn(host: string, events: readonly RunEvent[]): ReadonlyMap<string, ReadonlySet<string>> {
  const shown = new Map<string, Set<string>>();
  for (const event of events) {
    if (!isOutcome(event) || event.host !== host) continue;
    const { status } = event;
    const [name, fields] = [outcomeName(event), event.type === 'outcome' ? event.fields : []];
    if (status === 'ok' || status === 'skipped' || (status === 'unknown' && shown.size > 0)) continue;
    const names = fields.map((field) => field.name);
    shown.set(name, new Set([...(shown.get(name) ?? []), ...names]));
  }
  return shown;
}

function describe(traits: Traits): string {
  return Object.entries(traits)
    .map(([trait, value]) => `${trait} is ${value}`)
    .join(', ');
}
