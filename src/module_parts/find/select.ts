// Which entries are meant, of those that the host told. Pure.

import type { JsonObject } from '../../json.js';
import { ProbeError } from '../../module.js';
import { inodeFacts } from '../path_facts/facts.js';
import { readPattern } from '../text_edit/pattern.js';
import { within } from '../text_edit/within.js';
import { glob } from './glob.js';
import type { Wanted } from './params.js';

export interface Told {
  readonly files: readonly JsonObject[];
  readonly examined: number;
  /** Paths that are no directories. */
  readonly skipped: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly facts: JsonObject;
  readonly checksum: string;
  /** The first MiB, in base64. */
  readonly content: string;
}

/** Milliseconds for all regular expressions together: the host's names and texts can be made to take for ever. */
const PATIENCE = 2_000;

/** @throws ProbeError for what the probe never prints */
export function select(stdout: Buffer, wanted: Wanted): Told {
  const words = stdout.toString('utf8').split('\0');
  const now = Number(/^now=(\d+)$/.exec(words[0] ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(now))
    throw new ProbeError('find of the host printed something else than it was asked for');
  const entries = words.flatMap((word) => (word.startsWith('e') ? entryOf(word.slice(1)) : []));
  const done = within(PATIENCE, () => entries.filter(filterFor(wanted, now)));
  if (!done)
    throw new ProbeError('the regular expressions take more than two seconds for the names of the host');
  const files = done.value.map(({ facts, checksum }) => (checksum === '' ? facts : { ...facts, checksum }));
  return {
    files: files.sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1)),
    examined: entries.length,
    skipped: words.flatMap((word) => (word.startsWith('x') ? word.slice(1) : [])),
  };
}

const left = new Set(['blocks', 'block_size', 'device_type']);

function entryOf(word: string): Entry {
  const parts = word.split('|');
  const [numbers, accessed, modified, changed, owner, group, checksum = '', content = ''] = parts;
  const path = parts.slice(8).join('|');
  const facts = inodeFacts([numbers, accessed, modified, changed, owner, group].join('|'));
  const kept = Object.entries({ pw_name: '', gr_name: '', ...facts }).filter(([name]) => !left.has(name));
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, facts: { path, ...Object.fromEntries(kept) }, checksum, content };
}

function filterFor(wanted: Wanted, now: number): (entry: Entry) => boolean {
  const { use_regex, patterns, excludes, file_type, hidden, age_stamp, contains } = wanted;
  const matcher = (text: string) => (use_regex ? atStart(text) : glob(text));
  const [meant, not] = [patterns.map(matcher), excludes.map(matcher)];
  const ages = limitOf(wanted.age, { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 });
  const sizes = limitOf(wanted.size, { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 });
  const holds = file_type === 'file' && contains !== undefined ? textTest(wanted, contains) : () => true;
  return (entry) => {
    const { name, facts } = entry;
    const isFile = facts.isreg === true;
    return (
      (hidden || !name.startsWith('.')) &&
      isOfType(file_type, facts) &&
      (meant.length === 0 || meant.some((test) => test(name))) &&
      !not.some((test) => test(name)) &&
      ages(now - Number(facts[age_stamp])) &&
      (!isFile || sizes(Number(facts.size))) &&
      holds(entry)
    );
  };
}

function isOfType(type: Wanted['file_type'], { isdir, isreg, islnk }: JsonObject): boolean {
  return type === 'any' || { directory: isdir, file: isreg, link: islnk }[type] === true;
}

/** `2d`: at least as much; `-2d`: at most. */
function limitOf(text: string | undefined, units: Readonly<Record<string, number>>) {
  const [, sign, digits, unit = ''] = /^(-?)(\d+)(\D?)$/.exec(text?.toLowerCase() ?? '') ?? [];
  if (digits === undefined) return () => true;
  const limit = Number(digits) * (units[unit] ?? 1);
  return (value: number) => (sign === '-' && limit > 0 ? value <= limit : value >= limit);
}

function atStart(text: string): (text: string) => boolean {
  const { source, flags } = readPattern(text, { alphabet: 'text' });
  return (one) => new RegExp(source, flags.replace('g', 'y')).test(one);
}

function textTest({ read_whole_file }: Wanted, contains: string): (entry: Entry) => boolean {
  const starts = atStart(contains);
  const anywhere = readPattern(contains, { alphabet: 'text' });
  return ({ content }) => {
    const text = decoded(Buffer.from(content, 'base64'));
    if (text === undefined) return false;
    anywhere.lastIndex = 0;
    return read_whole_file
      ? anywhere.test(text)
      : text.split(/(?<=\n)/).some((line) => line !== '' && starts(line));
  };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
