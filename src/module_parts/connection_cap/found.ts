// What a host has of our cap: in the kernel, on the disk, and at its next start. Pure.

import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { LOADED_LINES, unitText } from './rules.js';

export interface Found {
  readonly nft: boolean;
  /** Text of the rules, and of the unit that loads them; null: there is none. */
  readonly rules: string | null;
  readonly unit: string | null;
  /** The unit is started when the host boots. */
  readonly boot: boolean;
  /** What the kernel has: lines of the table, without its elements. */
  readonly loaded: readonly string[];
}

/** The number in a text of ours. */
export function capIn(text: string | null): number | null {
  const [, number] = /ct count over (\d+)/.exec(text ?? '') ?? [];
  return number === undefined ? null : Number(number);
}

/** The kernel has what the text on the disk says, as far as its mark and the number of its rules tell. */
export function isLoaded(rules: string, { unit, boot, loaded }: Found): boolean {
  const [mark = ''] = /comment "[^"]*"/.exec(rules) ?? [];
  const counts = loaded.filter((line) => line.includes(`ct count over ${capIn(rules)} `)).length;
  return unit === unitText && boot && loaded.includes(mark) && counts === LOADED_LINES;
}

export function stateOf({ rules, loaded }: Found): string {
  if (rules === null) return 'absent';
  return loaded.length === 0 ? 'not loaded' : 'outdated';
}

export function isNothing({ rules, unit, boot, loaded }: Found): boolean {
  return rules === null && unit === null && !boot && loaded.length === 0;
}

export function readCap(output: Output): Found {
  const said = readKeyValues(output);
  const all = output.stdout.toString('utf8');
  const [head = '', rest] = split(all, '\nrules=\n');
  const [rules, unit] =
    rest === undefined ? [undefined, split(all, '\nunit=\n')[1]] : split(rest, '\nunit=\n');
  const loaded = head.split('\n').flatMap((line) => (line.startsWith('loaded=') ? [line.slice(7)] : []));
  return {
    nft: said.has('installed'),
    rules: rules ?? null,
    unit: unit ?? null,
    boot: said.get('boot') === 'yes',
    loaded,
  };
}

export function split(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
