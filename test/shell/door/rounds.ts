// What root does while it is attacked: each of the door's deeds, at a path that is theirs or was a moment ago.

import { mkdirSync, rmSync } from 'node:fs';
import type { PutStep } from '../../../src/change.js';
import type { Snippet } from '../../../src/connection.js';
import {
  attributesCall,
  deeds,
  directoryCall,
  linkCall,
  removeCall,
  removeTreeCall,
} from '../../../src/shell/door/deeds.js';
import { atDoor, type Way } from '../../../src/shell/door/door.js';
import { restoreTransaction } from '../../../src/shell/restore.js';
import { snippetOf } from '../../../src/shell/step.js';
import { keep, openTransaction } from '../../../src/shell/transaction.js';
import { localShells, runLocally } from '../../modules/local_shell.js';

/** Each is a few snippets, one after the other, at paths below a folder. */
export const roundsAt = (folder: string): readonly (readonly Snippet[])[] => {
  const put = (path: string, more: Partial<PutStep> = {}) =>
    snippetOf({ kind: 'put', path: `${folder}/${path}`, content: Buffer.from('by root'), ...more });
  const at = (path: string, how: Way['at'], call: string): Snippet => ({
    script: atDoor({ path: `${folder}/${path}`, at: how }, deeds, call),
  });
  const given = { owner: 'nobody', mode: '0777' };
  return [
    [put('f', { owner: 'nobody', mode: '0666' })],
    [put('f', { follow: false })],
    [put('d/f', given)],
    [put('new', { mode: '0600' })],
    [at('d', 'follow', attributesCall(given))],
    [at('f', 'itself', attributesCall(given))],
    [at('d/deep/er', 'deep', directoryCall(given))],
    [at('l', 'itself', linkCall('x', { owner: 'nobody' }))],
    [at('d/f', 'itself', removeCall)],
    [at('d', 'itself', removeTreeCall)],
    [
      openTransaction('a1', '{"id":"a1"}', []),
      keep('a1', [
        { number: 1, kind: 'itself', path: `${folder}/d` },
        { number: 2, kind: 'followed', path: `${folder}/f` },
        { number: 3, kind: 'itself', path: `${folder}/d/f` },
        { number: 4, kind: 'tree', path: `${folder}/d/sub` },
      ]),
      put('d/f', given),
      restoreTransaction('a1'),
    ],
  ];
};

/** Runs one, in one shell after the other; whether it succeeds does not matter here. Its state is in a folder of its own. */
export function runRound(snippets: readonly Snippet[], home: string, turn: number): void {
  const { shell } = localShells[turn % localShells.length] ?? localShells[0];
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { mode: 0o700 });
  for (const { script, input } of snippets) {
    const own = script.replaceAll('[ -w /var/lib ]', 'false');
    runLocally(shell, own, input ?? Buffer.alloc(0), { ...process.env, HOME: home });
  }
}
