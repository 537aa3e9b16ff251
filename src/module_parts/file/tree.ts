// What is in a directory and is not as wanted. Pure.

import { type LsLine, readLsLine } from '../ls_line.js';
import { settled } from '../symbolic_mode.js';
import type { Found, Wanted } from './params.js';

/** As reports tell them: `0644 root:root`, each once. Links have no mode. */
export function differingInTree(wanted: Wanted, { tree = [] }: Found): readonly string[] {
  const differing = tree.filter((line) => !isAsWanted(wanted, entryOf(line)));
  return [
    ...new Set(differing.map(entryOf).map(({ mode, owner, group }) => `${mode ?? 'link'} ${owner}:${group}`)),
  ].sort();
}

function isAsWanted(wanted: Wanted, entry: LsLine): boolean {
  const { mode, owner, group } = settled(wanted, entry);
  const keepsMode = mode === undefined || entry.kind === 'link' || mode === entry.mode;
  return (
    keepsMode &&
    (owner === undefined || owner === entry.owner) &&
    (group === undefined || group === entry.group)
  );
}

/** `-rw-r--r-- root root`, as stat prints it. */
function entryOf(line: string): LsLine {
  const [permissions = '', owner = '', ...group] = line.split(' ');
  return readLsLine(`${permissions} 1 ${owner} ${group.join(' ')} 0 x`);
}
