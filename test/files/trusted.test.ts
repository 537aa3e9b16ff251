// What may be followed: not where somebody else can write it, or a folder on the way.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isPrivateGroup, parseAccounts } from '../../src/files/accounts.js';
import { localFiles } from '../../src/files/files.js';
import { mayBeWritten, SAFE_DIRECTORY, trustedUids } from '../../src/files/trusted.js';

const accounts = parseAccounts(
  'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\nzoe:x:1002:100::/:/bin/sh\n',
  'root:x:0:\nann:x:1000:\nbob:x:1001:\nusers:x:100:\nstaff:x:50:\ndev:x:2000:ann,bob\nown:x:2001:ann\nldap:x:2002:stranger\n',
);
const ann = trustedUids(1000, {});

describe('a group', () => {
  it.each([
    ['ann’s own', 1000, true],
    ['somebody else’s', 1001, false],
    ['of nobody', 50, true],
    ['one’s alone', 2001, true],
    ['of two', 2000, false],
    ['somebody’s first', 100, false],
    ['with a member that this machine does not know', 2002, false],
    ['that this machine does not know', 4000, false],
    ['root’s', 0, true],
  ])('%s (%i) has nobody else in it: %s', (_, gid, expected) => {
    expect(isPrivateGroup(gid, ann, accounts)).toBe(expected);
  });
});

describe('whom root trusts', () => {
  it.each([
    [0, {}, [0]],
    [0, { SUDO_UID: '1000' }, [0, 1000]],
    [0, { SUDO_UID: 'ann' }, [0]],
    [1001, { SUDO_UID: '1000' }, [0, 1001]],
  ])('uid %i with %j: %j', (uid, env, expected) => expect([...trustedUids(uid, env)]).toEqual(expected));
});

describe('by its own', () => {
  const of = (kind: 'file' | 'folder' | 'link' | 'device', uid: number, gid: number, mode: number) => ({
    uid,
    gid,
    mode,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => kind === 'link',
  });

  it.each([
    ['a file of mine', of('file', 1000, 1000, 0o644), false],
    ['a file of root', of('file', 0, 0, 0o644), false],
    ['a file of another', of('file', 1001, 1000, 0o600), true],
    ['a file that all may write', of('file', 1000, 1000, 0o666), true],
    ['a file of my private group', of('file', 1000, 1000, 0o664), false],
    ['a file of a group with others', of('file', 1000, 2000, 0o664), true],
    ['a folder of a group with others', of('folder', 1000, 2000, 0o2775), true],
    ['/tmp', of('folder', 0, 0, 0o1777), false],
    ['a sticky folder of another', of('folder', 1001, 1001, 0o1777), true],
    ['a folder that all may write', of('folder', 0, 0, 0o777), true],
    ['my link', of('link', 1000, 1000, 0o777), false],
    ['a link of another', of('link', 1001, 1001, 0o777), true],
    ['a device', of('device', 1001, 5, 0o666), false],
  ])('%s may be written by others: %s', (_, stat, expected) => {
    expect(mayBeWritten(stat, { uids: ann, accounts })).toBe(expected);
  });
});

describe('a file', () => {
  const folders: string[] = [];
  const folder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'hostwright-trusted-')));
    return folders.at(-1) ?? '';
  };
  afterEach(() => {
    delete process.env[SAFE_DIRECTORY];
  });
  afterAll(() => folders.map((each) => rmSync(each, { recursive: true })));
  const read = (path: string) => localFiles([]).text(path);

  it('of one’s own below /tmp is read, a pipe and a device as well', () => {
    const own = folder();
    writeFileSync(join(own, 'page.yml'), 'text');
    expect(read(join(own, 'page.yml'))).toBe('text');
    expect(read('/dev/null')).toBe('');
  });

  it('in a folder that all may write is not, and the folder, its owner and its mode are named, and the way out', () => {
    const own = folder();
    mkdirSync(join(own, 'open/inner'), { recursive: true });
    chmodSync(join(own, 'open'), 0o777);
    const page = join(own, 'open/inner/page.yml');
    writeFileSync(page, 'text');
    const open = join(own, 'open');
    expect(() => read(page)).toThrow(
      expect.objectContaining({
        problems: [
          {
            message: `${page} is not taken: ${open} may be written by others than you (owner ${userInfo().username}, mode 0777)`,
            place: undefined,
            advice: `change its owner or mode (chown, chmod go-w), or say that it is meant: ${SAFE_DIRECTORY}=${open}`,
          },
        ],
      }),
    );
    process.env[SAFE_DIRECTORY] = `/nowhere:${open}`;
    expect(read(page)).toBe('text');
    process.env[SAFE_DIRECTORY] = `${open}x`;
    expect(() => read(page)).toThrow(/is not taken/);
    process.env[SAFE_DIRECTORY] = '*';
    expect(read(page)).toBe('text');
  });

  it('to which a link leads through such a folder is not', () => {
    const [own, open] = [folder(), folder()];
    chmodSync(open, 0o777);
    writeFileSync(join(open, 'page.yml'), 'text');
    symlinkSync(join(open, 'page.yml'), join(own, 'page.yml'));
    symlinkSync(open, join(own, 'folder'));
    expect(() => read(join(own, 'page.yml'))).toThrow(/is not taken/);
    expect(() => read(join(own, 'folder/page.yml'))).toThrow(/is not taken/);
  });

  it.runIf(userInfo().uid === 0)('of another user is not, and root from that user’s sudo takes it', () => {
    const own = folder();
    writeFileSync(join(own, 'page.yml'), 'text');
    chownSync(own, 4321, 4321);
    expect(() => read(join(own, 'page.yml'))).toThrow(/\(owner uid 4321, mode 0700\)/);
  });
});
