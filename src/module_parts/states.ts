// What stands at many paths of one folder: one process asks for all of them.

/** Without `./` in front and `/` behind; empty: the folder itself. */
export function plainPath(name: string): string {
  return name
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** Folders above a path, the outermost first. */
export function above(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** What stands at a path in the folder. */
export interface State {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  readonly mtime: number;
  /** Device and inode: the same for names of one file. */
  readonly inode: string;
}

/** `hw_states` looks in `$hw_dest` for names on its standard input, one a line. What is not there is not told. */
export const statesFunction = `hw_states() { (cd -P "$hw_dest" && tr '\\n' '\\000' | xargs -0 stat -c 'S%f %u %g %s %Y %d:%i %U %G|%n' -- 2>/dev/null); }`;

/** Of inode(7). */
const kinds: ReadonlyMap<number, State['kind']> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
]);

/** A line of `hw_states`, without its letter. */
export function stateIn(line: string): readonly [string, State] {
  const bar = line.indexOf('|');
  const [raw = '', uid, gid, size, mtime, inode = '', owner = '', ...group] = line.slice(0, bar).split(' ');
  const bits = Number.parseInt(raw, 16);
  const state = {
    kind: kinds.get(bits & 0o170000) ?? 'other',
    mode: bits & 0o7777,
    ...{ uid: Number(uid), gid: Number(gid), size: Number(size), mtime: Number(mtime) },
    ...{ inode, owner, group: group.join(' ') },
  };
  return [plainPath(line.slice(bar + 1)), state];
}
