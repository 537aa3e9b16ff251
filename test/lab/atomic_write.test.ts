// The atomic write where it needs a real host: access control lists, a full disk, a read-only mount, another user.
// Everything else about it: test/shell/atomic_write.test.ts.

import { describe, expect, it } from 'vitest';
import { labRun } from '../../src/lab/index.js';
import { atomicWriteScript } from '../../src/shell/atomic_write.js';
import { quote } from '../../src/shell/quote.js';
import { useLab } from './hosts.js';

const lab = useLab([{ name: 'h1', release: 'bookworm' }]);

async function put(path: string, content: string, before = ':') {
  const script = atomicWriteScript({ kind: 'put', path, content: Buffer.from(content) }, 'c0ffee');
  return run(`{ ${before}; } >&2 && printf %s ${quote(content)} | sh -c ${quote(script)}`);
}

function run(script: string) {
  return labRun(lab(), 'h1', `export LC_ALL=C; ${script}`);
}

async function expectKept(path: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  expect((await run(`cat ${path}; ls -A ${folder}`)).stdout).toBe(`old\n${path.slice(folder.length + 1)}\n`);
}

describe('a file with an access control list', () => {
  it('is refused where the list could not be kept', async () => {
    const withList = 'mkdir /srv/acl; echo old > /srv/acl/f; chmod 0640 /srv/acl/f';
    await run(`${withList}; apt-get install -y -q acl && setfacl -m u:operator:rw,g:adm:r /srv/acl/f`);
    const result = await put('/srv/acl/f', 'new', 'mv /usr/bin/setfacl /usr/bin/hidden');
    expect(result.stderr).toContain('getfacl and setfacl (package acl) are not installed');
    expect(result.code).not.toBe(0);
    await run('mv /usr/bin/hidden /usr/bin/setfacl');
    await expectKept('/srv/acl/f');
  });

  it('keeps the list', async () => {
    const before = await run('getfacl -p /srv/acl/f');
    expect(before.stdout).toContain('user:operator:rw-');
    expect(await put('/srv/acl/f', 'new')).toMatchObject({ code: 0 });
    expect((await run('getfacl -p /srv/acl/f')).stdout).toBe(before.stdout);
    expect((await run('cat /srv/acl/f')).stdout).toBe('new');
  });
});

it('leaves the old file on a full disk', async () => {
  const small = 'mkdir /srv/small; mount -t tmpfs -o size=64k tmpfs /srv/small; echo old > /srv/small/f';
  const result = await put('/srv/small/f', 'x'.repeat(80_000), small);
  expect(result.stderr).toContain('No space left on device');
  expect(result.stderr).toContain('could not write /srv/small/f: the content could not be stored');
  expect(result.code).not.toBe(0);
  await expectKept('/srv/small/f');
});

it('leaves the old file on a read-only mount', async () => {
  const result = await put('/srv/small/f', 'new', 'mount -o remount,ro /srv/small');
  expect(result.stderr).toContain('or it is mounted read-only');
  expect(result.code).not.toBe(0);
  await expectKept('/srv/small/f');
});
