// Permission bits that are told as changes, `u=rw,go=rX`, as Ansible and chmod read them. Pure.

import type { LsLine } from './ls_line.js';

const clause = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/;

export function isSymbolicMode(text: string): boolean {
  return text !== '' && text.split(',').every((one) => clause.test(one));
}

/** Bits of one class of users, as the last octal digit. */
const bits: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };
const shifts = { u: 6, g: 3, o: 0 } as const;
const special = { u: 0o4000, g: 0o2000, o: 0o1000 } as const;
type Who = keyof typeof shifts;

/** What a change without `u`, `g`, `o` or `a` leaves out: the umask of root's shells. */
const UMASK = 0o022;

/** Octal digits after the change. @param mode those before it */
export function applySymbolicMode(text: string, mode: string, isDirectory: boolean): string {
  const before = Number.parseInt(mode, 8);
  const runs = isDirectory || (before & 0o111) !== 0;
  let after = before;
  for (const one of text.split(',')) {
    const [, users = '', changes = ''] = clause.exec(one) ?? [];
    const whose = users === '' || users.includes('a') ? 'ugo' : users;
    for (const [, operator, perms = ''] of changes.matchAll(/([-+=])([^-+=]*)/g)) {
      for (const who of whose as Iterable<Who>) {
        const meant = bitsOf(who, perms, { before, runs, masked: users === '' });
        if (operator === '=') after = (after & ~((7 << shifts[who]) | special[who])) | meant;
        else after = operator === '+' ? after | meant : after & ~meant;
      }
    }
  }
  return after.toString(8).padStart(4, '0');
}

interface Context {
  readonly before: number;
  /** Whether X is x. */
  readonly runs: boolean;
  readonly masked: boolean;
}

function bitsOf(who: Who, perms: string, { before, runs, masked }: Context): number {
  let all = 0;
  for (const letter of perms) {
    if (letter === 'u' || letter === 'g' || letter === 'o')
      all |= ((before >> shifts[letter]) & 7) << shifts[who];
    else if (letter === 'X') all |= runs ? 1 << shifts[who] : 0;
    else if (letter === 's') all |= who === 'o' ? 0 : special[who];
    else if (letter === 't') all |= who === 'o' ? special.o : 0;
    else all |= ((bits[letter] ?? 0) << shifts[who]) & (masked ? ~UMASK : -1);
  }
  return all;
}

/** The same wish with its mode in octal digits: what the change comes to where this is found, or something new. */
export function settled<Wanted extends { readonly mode?: string | undefined }>(
  wanted: Wanted,
  { kind, mode }: Pick<LsLine, 'kind' | 'mode'>,
  makes: 'file' | 'directory' = 'file',
): Wanted {
  if (wanted.mode === undefined || /^\d+$/.test(wanted.mode)) return wanted;
  const isDirectory = kind === 'directory' || (kind !== 'file' && makes === 'directory');
  const before = mode ?? (isDirectory ? '0755' : '0644');
  return { ...wanted, mode: applySymbolicMode(wanted.mode, before, isDirectory) };
}
