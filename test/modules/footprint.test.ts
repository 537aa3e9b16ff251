// footprint: what is told of a host, from its record and by names, in the shells of this machine.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookForFootprint } from '../../src/module_parts/footprint/look.js';
import { hasRecordIn, thingsIn } from '../../src/module_parts/footprint/standing_things.js';
import { recordMade, takeBackMade } from '../../src/shell/made.js';
import { runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/hostwright-footprint-`);
  mkdirSync(`${root}/var/lib`, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text = '') => {
  mkdirSync(dirname(`${root}${path}`), { recursive: true });
  writeFileSync(`${root}${path}`, text);
};

describe.each(localShells)('$name', ({ shell }) => {
  /** Everything below another root than the host's. */
  const below = (script: string) => script.replace(/(?<![\w.*])\/(etc|var)\//g, `${root}/$1/`);
  const run = (script: string) => runLocally(shell, below(script));
  const look = async () => {
    const seen = run(lookForFootprint);
    expect(seen.code, seen.stderr.toString()).toBe(0);
    const { message = '', result } = await runAction('footprint', {}, { seen });
    return {
      message,
      result,
      things: thingsIn(message).map(({ kind, name, known }) => [kind, name.replace(root, ''), known]),
    };
  };
  const record = (path: string, block?: string) =>
    recordMade([{ kind: 'put', path: `${root}${path}`, content: Buffer.from('') }], {
      since: new Date(0),
      task: 'a',
      block,
    }).map(({ script }) => run(script));

  it('a host that knows nothing of hostwright has nothing', async () => {
    const { message, things } = await look();
    expect(things).toEqual([]);
    expect(message).toContain('nothing of hostwright is here');
    expect(hasRecordIn(message)).toBe(false);
  });

  it('what was recorded is told as long as it is there, and nothing that was there before', async () => {
    write('/etc/before');
    for (const path of ['/etc/before', '/etc/made', '/etc/a folder', '/etc/gone', "/etc/o'dd $name"])
      record(path);
    for (const path of ['/etc/made', "/etc/o'dd $name"]) write(path);
    mkdirSync(`${root}/etc/a folder`);
    const { things, message } = await look();
    expect(things).toEqual([
      ['file', '/etc/made', 'record'],
      ['file', "/etc/o'dd $name", 'record'],
      ['folder', '/etc/a folder', 'record'],
    ]);
    expect(hasRecordIn(message)).toBe(true);
  });

  it('accounts are told as long as they are there', async () => {
    const made = (kind: 'user' | 'group', name: string) => ({ kind, name }) as const;
    const makes = [made('user', 'ann'), made('user', 'gone'), made('group', 'ann'), made('group', 'gone')];
    const context = { since: new Date(0), task: 'a', block: undefined };
    for (const { script } of recordMade([{ kind: 'sh', script: '', makes }], context)) run(script);
    write('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nann:x:7:7::/:/bin/sh\n');
    write('/etc/group', 'root:x:0:\nann:x:7:gone\n');
    expect((await look()).things).toEqual([
      ['user', 'ann', 'record'],
      ['group', 'ann', 'record'],
    ]);
  });

  it('what a transaction took back is none, unless it was made again', async () => {
    for (const path of ['/etc/a', '/etc/b']) record(path, 'b1');
    run(takeBackMade('/var/lib/hostwright/made', 'b1'));
    record('/etc/b', 'b2');
    for (const path of ['/etc/a', '/etc/b']) write(path);
    expect((await look()).things).toEqual([['file', '/etc/b', 'record']]);
  });

  it('is known by its name where there is no record, or a broken one', async () => {
    const named = ['/etc/nginx/sites-available/hostwright-wss.conf', '/etc/ssl/private/hostwright-wss.key'];
    for (const path of named) write(path);
    mkdirSync(`${root}/etc/nginx/sites-enabled`);
    symlinkSync('../sites-available/gone', `${root}/etc/nginx/sites-enabled/hostwright-wss-rpc-2.conf`);
    write(
      '/var/lib/hostwright/made',
      '{"kind":"file","na\n\u0000\n[]\n{"kind":"door","name":"/etc/ssl","at":""}\n',
    );
    expect((await look()).things).toEqual([
      ['file', named[0], 'name'],
      ['file', '/etc/nginx/sites-enabled/hostwright-wss-rpc-2.conf', 'name'],
      ['file', named[1], 'name'],
    ]);
  });

  it('names its endpoints, their certificates, and packages that are there', async () => {
    write(
      '/etc/apache2/sites-available/hostwright-wss-rpc-2.conf',
      'SSLCertificateFile /etc/letsencrypt/live/a/fullchain.pem\n',
    );
    write('/etc/letsencrypt/renewal/a.conf');
    const line = (kind: string, name: string) => `${JSON.stringify({ kind, name, at: '2026-11-30' })}\n`;
    write(
      '/var/lib/hostwright/made',
      ['dash', 'no-such-package'].map((name) => line('package', name)).join('') + line('certificate', 'a'),
    );
    const { result, things } = await look();
    expect(result).toMatchObject({ endpoints: ['hostwright-wss-rpc-2'] });
    expect(things).toEqual(
      expect.arrayContaining([
        ['package', 'dash', 'record'],
        ['certificate', 'a', 'record'],
      ]),
    );
    expect(JSON.stringify(things)).not.toContain('no-such-package');
  });
});
