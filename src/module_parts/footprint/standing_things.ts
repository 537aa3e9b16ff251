// What of all that was made is still there, as one list. Pure.

import { type Made, madeKinds } from '../../change.js';
import type { Found, Recorded } from './look.js';

/** Something of ours that a host has, and how it is known. */
export interface Thing {
  readonly kind: Made['kind'] | 'folder';
  readonly name: string;
  readonly known: 'record' | 'name';
}

/** In the order of their kinds, each sorted by name. */
export function standingThings(found: Found): readonly Thing[] {
  const { recorded, installed, users, groups, rules, renewed } = found;
  const made = new Set(fileNames(recorded));
  const files = new Set([...found.files.filter((path) => made.has(path)), ...found.named]);
  const of = (kind: Recorded['kind'], isThere: (name: string) => boolean) =>
    recorded.flatMap((one) =>
      one.kind === kind && isThere(one.name) ? [{ kind, name: one.name, known: 'record' } as const] : [],
    );
  const things: readonly (readonly Thing[])[] = [
    [...files].map((name) => ({ kind: 'file', name, known: made.has(name) ? 'record' : 'name' })),
    found.folders.filter((path) => made.has(path)).map((name) => ({ kind: 'folder', name, known: 'record' })),
    of('package', (name) => installed.has(name)),
    of('user', (name) => users.has(name)),
    of('group', (name) => groups.has(name)),
    of('rule', (name) => rules.includes(name.replace(/^ufw /, ''))),
    of('certificate', (name) => renewed.includes(name)),
  ];
  return things.flatMap((some) => [...some].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function fileNames(recorded: readonly Recorded[]): readonly string[] {
  return recorded.flatMap(({ kind, name }) => (kind === 'file' ? [name] : []));
}

/** One line each; the other way of `thingsIn`. No name has a line feed: those are not told. */
export function tellThings(things: readonly Thing[], hasRecord: boolean): string {
  const lines = things
    .filter(({ name }) => !name.includes('\n'))
    .map(({ kind, name, known }) => `${kind.padEnd(11)} ${name}${known === 'name' ? byName : ''}`);
  const head = things.length === 0 ? ['nothing of hostwright is here'] : [];
  return [...head, ...lines, ...(hasRecord ? [] : [noRecord])].join('\n');
}

const told = new RegExp(`^(folder|${madeKinds.join('|')}) +(.*?)( \\(known by its name\\))?$`);

/** What `tellThings` told. */
export function thingsIn(message: string): readonly Thing[] {
  return message.split('\n').flatMap((line): readonly Thing[] => {
    const [, kind, name, mark] = told.exec(line) ?? [];
    if (kind === undefined || name === undefined) return [];
    return [{ kind: kind as Thing['kind'], name, known: mark === undefined ? 'record' : 'name' }];
  });
}

/** Whether what was told comes from a record. */
export function hasRecordIn(message: string): boolean {
  return !message.includes(noRecord);
}

const byName = ' (known by its name)';

const noRecord = 'there is no record here: packages and rules that an earlier version made are not known';
