import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withDoor } from '../../src/shell/door/door.js';
import { followLinks } from '../../src/shell/path.js';
import { quote } from '../../src/shell/quote.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright path-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  const follow = (path: string) =>
    runLocally(shell, `p=${quote(path)}\n${followLinks}\nprintf %s "$p"`).stdout.toString();

  it('follows relative, absolute and chained links, also to nothing', () => {
    mkdirSync(`${folder}/d`);
    symlinkSync('../e/target', `${folder}/d/relative`);
    symlinkSync(`${folder}/d/relative`, `${folder}/absolute`);
    expect(follow(`${folder}/absolute`)).toBe(`${folder}/d/../e/target`);
    expect(follow(`${folder}/plain`)).toBe(`${folder}/plain`);
  });

  it.each(['file', 'nothing', 'link to a directory', 'link to nothing'])('renames over a %s', (old) => {
    mkdirSync(`${folder}/d`);
    writeFileSync(`${folder}/new`, 'new');
    if (old === 'file') writeFileSync(`${folder}/it`, 'old');
    if (old.startsWith('link')) symlinkSync(old.endsWith('nothing') ? 'no' : 'd', `${folder}/it`);
    const script = withDoor([], `hw_rename ${quote(`${folder}/new`)} ${quote(`${folder}/it`)}`);
    expect(runLocally(shell, script).code).toBe(0);
    expect(lstatSync(`${folder}/it`).isFile()).toBe(true);
    expect(readFileSync(`${folder}/it`, 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['d', 'it']);
    expect(readdirSync(`${folder}/d`)).toEqual([]);
  });
});
