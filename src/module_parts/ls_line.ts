// One line of `ls -l`: what POSIX lets every UNIX say about a file.

import { ProbeError } from '../module.js';

/** `nothing` is a known absence: a path that the identity may not look into never gets here. */
export type Kind = 'nothing' | 'file' | 'directory' | 'link' | 'other';

export interface LsLine {
  readonly kind: Kind;
  /** Four octal digits; null for links, which have no permissions of their own, and for nothing. */
  readonly mode: string | null;
  readonly owner: string | null;
  readonly group: string | null;
}

/**
 * `-rw-r--r-- 1 root root 5 Nov 22 16:40 /etc/motd`, as POSIX has it. Names of groups may hold spaces; dates are not
 * looked at. No line is nothing.
 *
 * @throws ProbeError for a line that ls never prints
 */
export function readLsLine(line: string | undefined): LsLine {
  if (line === undefined) return { kind: 'nothing', mode: null, owner: null, group: null };
  const parts = /^([-dlbcpsD])([-rwxsStT]{9})\S* +\d+ +(\S+) +(\S.*?) +\d+(?:, *\d+)? /.exec(line);
  const [, type = '', permissions = '', owner = '', group = ''] = parts ?? [];
  if (!parts) throw new ProbeError(`ls printed something unexpected: ${line}`);
  const kind = kinds[type] ?? 'other';
  return { kind, mode: kind === 'link' ? null : octal(permissions), owner, group };
}

const kinds: Readonly<Record<string, Kind>> = { '-': 'file', d: 'directory', l: 'link' };

/** `rwxr-s---` to `2750`. */
function octal(permissions: string): string {
  const bits = [...permissions].map((letter) => ('-ST'.includes(letter) ? 0 : 1));
  const digit = (at: number) => 4 * (bits[at] ?? 0) + 2 * (bits[at + 1] ?? 0) + (bits[at + 2] ?? 0);
  const special = [2, 5, 8].reduce((sum, at) => 2 * sum + (/[sStT]/.test(permissions[at] ?? '') ? 1 : 0), 0);
  return `${special}${digit(0)}${digit(3)}${digit(6)}`;
}

/** `2750` to `rwxr-s---`. */
export function permissions(octal: string): string {
  const [special = 0, ...classes] = [...octal.padStart(4, '0')].map(Number);
  return classes
    .map((bits, index) => {
      const isSpecial = (special & (4 >> index)) !== 0;
      const letter = index === 2 ? 't' : 's';
      const runs = (bits & 1) !== 0;
      const last = isSpecial ? (runs ? letter : letter.toUpperCase()) : runs ? 'x' : '-';
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
    })
    .join('');
}
