// Why nothing can be done at a path, as far as its stat tells.

import { type Field, type Missing, missing } from '../change.js';
import type { Stat, UnsafeFolder } from './stat.js';

/** Why the kernel would refuse to replace or change it, where a look found out. */
export function blockerFixed({ fixed }: Stat): Missing | undefined {
  if (fixed === undefined) return undefined;
  const { flag, path } = fixed;
  if (flag === 'mount')
    return missing(
      `${path} is a mount of its own (a bind-mounted file of a container?), which cannot be replaced`,
      'change what is mounted there, or unmount it',
    );
  return missing(
    `${path} is ${flag === 'i' ? 'immutable' : 'append-only'}`,
    `chattr -${flag} ${path}, or name another path`,
  );
}

/** Says of the first field that a link at the path was followed, where one was. */
export function tellLink(fields: readonly Field[], path: string, { via = null }: Stat): readonly Field[] {
  if (via === null) return fields;
  const note = `${path} is a link to ${via}, which is what is changed`;
  return fields.map((field, index) => (index === 0 ? { ...field, note } : field));
}

interface Unsafe {
  readonly owner?: string | undefined;
  readonly unsafe_path?: 'refuse' | 'allow';
}

/**
 * Why the door would refuse it, as far as a probe can tell.
 *
 * @param wanted what is set; what is not set stays with whom it belongs to
 */
export function blockerOnTheWay(wanted: Unsafe, { above: { doubt }, owner: old }: Stat): Missing | undefined {
  return wanted.unsafe_path === 'allow' ? undefined : blockerBy(doubt, wanted.owner ?? old);
}

/** Why nothing can be made or removed in the directory above, if so. `deep`: missing parents will be made too. */
export function blockerAbove({ above }: Stat, { deep = false } = {}): Missing | undefined {
  const { parent, nearest, isDirectory, closedTo } = above;
  if (!isDirectory) return missing(`${nearest} is not a directory`, `name another path, or remove it first`);
  if (parent !== nearest && !deep) {
    return missing(`there is no directory ${parent}`, `make it with file and state: directory`);
  }
  if (closedTo === null) return undefined;
  return closedTo === 'root'
    ? missing(
        `${nearest} is mounted read-only, or immutable (lsattr -d ${nearest})`,
        `remount it, chattr -i it, or name another path`,
      )
    : missing(`${closedTo} may not write into ${nearest}`, `add become: true`);
}

/** Why a file cannot be written, or its attributes not set. @param isReplaced whether it is to have another content */
export function blockerToWrite(wanted: Unsafe, found: Stat, isReplaced: boolean): Missing | undefined {
  return (
    blockerFixed(found) ?? (isReplaced ? blockerAbove(found) : undefined) ?? blockerOnTheWay(wanted, found)
  );
}

/**
 * Why the door would refuse it, as far as a look can tell: what is done on a way that belongs to somebody else is done as
 * they, who can give nothing to others.
 *
 * @param to whom it is to belong
 */
function blockerBy(doubt: UnsafeFolder | undefined, to: string | null): Missing | undefined {
  if (doubt?.kind === 'shared')
    return missing(
      `${doubt.who} may write into ${doubt.path}, who could put something else in the way`,
      `name another path, or say unsafe_path: allow if that is not to be feared`,
    );
  if (doubt === undefined || to === null || to === doubt.owner) return undefined;
  const { path, owner } = doubt;
  return missing(
    `${path} belongs to ${owner}, who could put something else in the way, so this is done as ${owner}, who cannot give it to ${to}`,
    `say owner: ${owner}, name another path, or say unsafe_path: allow`,
  );
}
