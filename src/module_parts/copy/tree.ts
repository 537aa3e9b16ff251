// A folder of the controller on a host: what there is of it, asked by few processes.

import { readKeyValues, wordsOf } from '../../host_words.js';
import type { LocalTree } from '../../local_tree.js';
import { type Output, ProbeError } from '../../module.js';
import type { Attributes } from '../attributes.js';
import type { Acceptance } from '../file_steps.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { plainPath, type State, stateIn, statesFunction } from '../states.js';

export interface WantedTree extends Attributes, Acceptance {
  readonly dest: string;
  readonly force: boolean;
  readonly directory_mode?: string | undefined;
  readonly unsafe_path?: 'refuse' | 'allow';
  readonly tree: LocalTree;
}

export interface FoundTree extends Stat {
  readonly states: ReadonlyMap<string, State>;
  /** Of files, by path. */
  readonly hashes: ReadonlyMap<string, string>;
  /** root looks: nobody else may lead it astray. */
  readonly isRoot: boolean;
  readonly hasTar: boolean;
}

export interface Entry {
  /** Below dest. */
  readonly path: string;
  readonly bytes?: Uint8Array;
}

/** The folders first, each after the one that it is in. */
export function entriesOf({ tree }: WantedTree): readonly Entry[] {
  const base = tree.name === '' ? '' : `${tree.name}/`;
  const top = tree.name === '' ? [] : [{ path: tree.name }];
  const folders = tree.folders.map((path) => ({ path: `${base}${path}` }));
  return [...top, ...folders, ...tree.files.map(({ path, bytes }) => ({ path: `${base}${path}`, bytes }))];
}

/** What has the name of an option or of a list's end stands behind `./`. */
export function probeTree(wanted: WantedTree): string {
  const entries = entriesOf(wanted);
  const lines = (some: readonly Entry[]) => some.map(({ path }) => `./${path}\n`).join('');
  const { dest, owner, group } = wanted;
  return `${statScript({ path: dest.replace(/(?<=.)\/+$/, ''), follow: true, owner, group })}
[ ! -O / ] || echo is_root=yes
! command -v tar >/dev/null || echo has_tar=yes
echo 'tree='
[ -d "$p" ] || exit 0
hw_dest=$p
${statesFunction}
hw_states <<'hw_names'
${lines(entries)}hw_names
while IFS= read -r f; do [ -L "$hw_dest/$f" ] || [ ! -f "$hw_dest/$f" ] || printf '%s\\000' "$f"; done <<'hw_names' | (cd -P "$hw_dest" && xargs -0 sha256sum --) | sed 's/^/H/'
${lines(entries.filter(({ bytes }) => bytes))}hw_names`;
}

/** @throws ProbeError */
export function readTree(output: Output): FoundTree {
  const mark = '\ntree=\n';
  const at = output.stdout.lastIndexOf(mark);
  if (at < 0) throw new ProbeError('copy did not understand what the host said');
  const head = { ...output, stdout: output.stdout.subarray(0, at + 1) };
  const lines = wordsOf(output.stdout.subarray(at + mark.length)).split('\n');
  const said = readKeyValues(head);
  return {
    ...readStat(head, said),
    isRoot: said.has('is_root'),
    hasTar: said.has('has_tar'),
    states: new Map(lines.flatMap((line) => (line.startsWith('S') ? [stateIn(line.slice(1))] : []))),
    hashes: new Map(
      lines.flatMap((line) => {
        const [, isEscaped, hash = '', path = ''] = /^H(\\?)([0-9a-f]{64}) [ *](.*)$/.exec(line) ?? [];
        // That of GNU says so where a name holds a backslash.
        const name = isEscaped ? path.replaceAll('\\\\', '\\') : path;
        return hash === '' ? [] : [[plainPath(name), hash] as const];
      }),
    ),
  };
}
