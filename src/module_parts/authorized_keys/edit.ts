// Which lines a file of authorized keys has after a task. What is not meant stays byte for byte. Pure; texts hold a byte in each character.

import { createHash } from 'node:crypto';
import { isSameLine, type KeyLine, readKeyLine, writeKeyLine } from './line.js';

export interface WantedKeys {
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly keys: readonly KeyLine[];
}

export interface Edited {
  readonly text: string;
  /** For people: `SHA256:... comment`, as `ssh-keygen -l` has it. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

interface Line {
  /** With its end. */
  readonly text: string;
  readonly key: KeyLine | null;
}

export function editKeys(text: string, { state, exclusive, keys }: WantedKeys): Edited {
  const lines = text.split(/(?<=\n)/).map((line): Line => ({ text: line, key: readKeyLine(line.trimEnd()) }));
  const wanted = new Map(keys.map((one) => [one.key, one]));
  const stays = ({ key }: Line) => {
    const meant = key === null ? undefined : wanted.get(key.key);
    if (state === 'absent') return meant === undefined;
    return key === null || meant === undefined ? !exclusive : isSameLine(key, meant);
  };
  const kept = text === '' ? [] : lines.filter(stays);
  const there = new Set(kept.flatMap(({ key }) => key?.key ?? []));
  const added = state === 'absent' ? [] : [...wanted.values()].filter(({ key }) => !there.has(key));
  return {
    text: joined(kept, added),
    added: added.map(nameOf),
    removed: lines.flatMap((line) => (line.key === null || stays(line) ? [] : nameOf(line.key))),
  };
}

function joined(kept: readonly Line[], added: readonly KeyLine[]): string {
  const before = kept.map(({ text }) => text).join('');
  const isOpen = added.length > 0 && before !== '' && !before.endsWith('\n');
  return `${before}${isOpen ? '\n' : ''}${added.map((one) => `${writeKeyLine(one)}\n`).join('')}`;
}

function nameOf({ key, comment }: KeyLine): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '');
  return `SHA256:${hash}${comment === '' ? '' : ` ${Buffer.from(comment, 'latin1').toString('utf8')}`}`;
}
