// What tar of the host says of an archive: its members, and in what they differ from what is in the folder. Pure.

import { wordsOf } from '../../host_words.js';
import { plainPath } from '../states.js';
import type { Member } from './member.js';
import { BadArchive } from './tar.js';

const letters: Readonly<Record<string, Member['kind']>> = {
  '-': 'file',
  d: 'directory',
  l: 'link',
  h: 'hard',
};
const inQuotes = '"((?:[^"\\\\]|\\\\.)*)"';
const line = new RegExp(
  `^([-a-zA-Z])([-rwxsStT]{9})\\S* (\\S+?)/(\\S+) +(\\d+)(?:,\\d+)? ([0-9-]+) ([0-9:]+)(?:[.][0-9]+)? +${inQuotes}(/?)(?: (?:->|link to) ${inQuotes})?$`,
);

/** Lines of `tar -tvv --utc --full-time --quoting-style=c`. @throws BadArchive */
export function readListing(lines: readonly string[]): readonly Member[] {
  return lines.flatMap((text) => {
    const [
      all,
      type = '',
      permissions = '',
      owned,
      ownedGroup,
      size,
      day,
      time,
      quoted = '',
      slash = '',
      target,
    ] = line.exec(text) ?? [];
    if (all === undefined) throw new BadArchive(`tar says of it ${JSON.stringify(text)}`);
    const name = `${unquoted(quoted)}${slash}`;
    if (name === '' || name === '/') return [];
    const kind = letters[type] ?? 'other';
    return {
      ...{ name, path: plainPath(name), kind, size: kind === 'file' ? Number(size) : 0 },
      mode: bitsOf(permissions),
      ...{ owned, ownedGroup },
      mtime: Date.parse(`${day}T${time}Z`) / 1000,
      ...(target !== undefined && { target: unquoted(target) }),
    };
  });
}

const words: Readonly<Record<string, string>> = {
  'Uid differs': 'owner',
  'Gid differs': 'group',
  'Size differs': 'content',
  'Contents differ': 'content',
  'Symlink differs': 'target',
};

/** Lines of `tar -d --quoting-style=c`: by path what differs. */
export function readDifferences(lines: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const differing = new Map<string, Set<string>>();
  for (const text of lines) {
    const [, quoted = '', said = ''] = new RegExp(`^${inQuotes}: (.*)$`).exec(text) ?? [];
    const what = said.startsWith('Not linked to') ? 'target' : words[said];
    if (what === undefined) continue;
    const path = plainPath(unquoted(quoted));
    differing.set(path, (differing.get(path) ?? new Set()).add(what));
  }
  return differing;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** What stands between quotes in C. */
function unquoted(text: string): string {
  const bytes: number[] = [];
  for (const [part] of text.matchAll(/\\[0-7]{1,3}|\\[\s\S]|[^\\]/gu)) {
    const escaped = part.slice(1);
    if (!part.startsWith('\\')) bytes.push(...Buffer.from(part, 'utf8'));
    else if (/^[0-7]/.test(escaped)) bytes.push(Number.parseInt(escaped, 8));
    else bytes.push(escapes[escaped] ?? escaped.charCodeAt(0));
  }
  return wordsOf(Uint8Array.from(bytes));
}

function bitsOf(permissions: string): number {
  return [...permissions].reduce((bits, letter, at) => {
    const special = /[sStT]/.test(letter) ? 0o4000 >> ((at - 2) / 3) : 0;
    return bits | (/[-ST]/.test(letter) ? 0 : 0o400 >> at) | special;
  }, 0);
}
