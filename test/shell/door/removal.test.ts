// Removing a folder in which others may write: of one that is empty no rm can leave, whoever's rm it is.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deeds, removeTreeCall } from '../../../src/shell/door/deeds.js';
import { atDoor } from '../../../src/shell/door/door.js';
import { localShells, runLocally } from '../../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-removal-`);
  mkdirSync(`${folder}/d`);
  chmodSync(`${folder}/d`, 0o1777);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ name, shell }) => {
  const remove = () =>
    runLocally(shell, atDoor({ path: `${folder}/d`, at: 'itself' }, deeds, removeTreeCall));

  it('removes an empty one', () => {
    expect(remove()).toMatchObject({ code: 0, stderr: Buffer.from('') });
    expect(existsSync(`${folder}/d`)).toBe(false);
  });

  it('removes one that holds something only by the rm of GNU', () => {
    writeFileSync(`${folder}/d/f`, '');
    const { code, stderr } = remove();
    const isGnu = name !== 'busybox';
    expect({ code, refuses: stderr.toString().includes('that others may write into') }).toEqual({
      code: isGnu ? 0 : 1,
      refuses: !isGnu,
    });
  });
});
