// wait_for with real ports and files: over at once, later, or given up.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, hexAddresses, readSockets } from '../../src/module_parts/wait_for/sockets.js';
import { refusals, runAction } from './ask_module.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-wait-'));
const path = join(folder, "a 'file");
const held: Socket[] = [];
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    held.push(socket.on('error', () => undefined));
    socket.write('SSH-2.0-Test_1.2\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  for (const socket of held) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

/** The server is of this process, so the shell must not stop it. */
const ask = (script: string) =>
  new Promise<{ code: number; stdout: Buffer; stderr: Buffer }>((resolve) => {
    execFile(
      '/bin/dash',
      ['-c', script],
      { encoding: 'buffer', env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
const wait = (params: object) => runAction('wait_for', { sleep: 0, timeout: 1, ...params }, { ask });

describe('a port', () => {
  it.each(['127.0.0.1', 'localhost'])('of %s is open', async (host) => {
    expect(await wait({ port, host })).toMatchObject({ result: { port, state: 'started' } });
    expect(await wait({ port, host, state: 'stopped' })).toMatchObject({
      failed: true,
      message: `${host}:${port} is still open after 1 s`,
    });
  });

  it('is not open', async () => {
    expect(await wait({ port: 1, state: 'absent' })).toMatchObject({ result: { port: 1 } });
    expect((await wait({ port: 1 })).message).toBe('127.0.0.1:1 is not there after 1 s');
    expect((await wait({ port: 1, msg: 'no node' })).message).toBe('no node');
  });

  it('of another host takes a connection', async () => {
    expect(await wait({ port, host: '0.0.0.0' })).toMatchObject({ result: { port } });
    expect((await wait({ port: 1, host: '0.0.0.0' })).failed).toBe(true);
  });

  it('says something', async () => {
    const { result } = await wait({
      port,
      search_regex: '^SSH-(?P<v>[\\d.]+)-(\\w+)',
      connect_timeout: 1,
      timeout: 5,
    });
    expect(result).toMatchObject({ match_groups: ['2.0', 'Test_1'], match_groupdict: { v: '2.0' } });
    expect((await wait({ port, search_regex: 'HTTP', connect_timeout: 1 })).message).toBe(
      `127.0.0.1:${port} does not say "HTTP" after 1 s`,
    );
  });

  it('is drained', async () => {
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    expect((await wait({ port, state: 'drained', active_connection_states: ['ESTABLISHED'] })).message).toBe(
      `127.0.0.1:${port} still has connections after 1 s`,
    );
    const others = { port, state: 'drained', exclude_hosts: ['127.0.0.1'] };
    expect((await wait(others)).failed).toBeUndefined();
    client.destroy();
    for (const socket of held.splice(0)) socket.destroy();
    expect(
      (await wait({ port, state: 'drained', active_connection_states: ['ESTABLISHED'], timeout: 5 })).failed,
    ).toBeUndefined();
  });
});

describe('a path', () => {
  it('is there, and goes', async () => {
    writeFileSync(path, '');
    expect(await wait({ path })).toMatchObject({ result: { path } });
    const gone = wait({ path, state: 'absent', timeout: 10 });
    setTimeout(() => unlinkSync(path), 200);
    expect(await gone).toMatchObject({ result: { path } });
    expect((await wait({ path })).message).toBe(`${path} is not there after 1 s`);
  });

  it('holds what is waited for, at last', async () => {
    writeFileSync(path, 'there=yes\nImported #1\n');
    const found = wait({ path, search_regex: '^Imported \\#(\\d\\d)$', timeout: 10 });
    setTimeout(() => appendFileSync(path, 'ü\nImported #12\n'), 200);
    expect((await found).result).toMatchObject({ match_groups: ['12'] });
    expect((await wait({ path, search_regex: 'ü$' })).failed).toBeUndefined();
    expect((await wait({ path, search_regex: 'none' })).failed).toBe(true);
  });

  it('waits for nothing, as a pause', async () => {
    expect((await wait({ timeout: 0 })).result).toMatchObject({ port: null, path: null, elapsed: 0 });
  });
});

it.each([
  ['127.0.0.1', '0100007F'],
  ['198.51.100.7', '076433C6'],
  ['::1', '00000000000000000000000001000000'],
  ['2001:db8::a', 'B80D01200000000000000000' + '0A000000'],
  ['127.0.0.1', '0000000000000000FFFF00000100007F'],
])('%s is %s in /proc/net', (address, hex) => {
  expect(hexAddresses(address)).toContain(hex);
});

it('reads the lines of /proc/net/tcp, and no others', () => {
  const line =
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 x';
  expect(readSockets(`  sl  local_address rem_address   st\n${line}\n`)).toEqual([
    { local: '0100007F', remote: '00000000' },
  ]);
  expect(addressesOf('name=h 10.0.0.1\nname=h ::1\nname=x 10.0.0.2\n').get('h')).toEqual(['10.0.0.1', '::1']);
});

it.each([
  [{ port: 1, path: '/x' }, 'path: port and path together are two things to wait for: write two tasks'],
  [{ path: '/x', state: 'drained' }, 'state: a path is present or absent; stopped and drained are of ports'],
  [{ port: 1, exclude_hosts: ['a'] }, 'exclude_hosts: exclude_hosts is for state: drained'],
  [{ state: 'drained' }, 'port: state: drained needs the port'],
  [{ port: 0 }, 'port: expected a port, 1 to 65535'],
  [{ port: 1, host: 'a b' }, 'host: expected a name or an address'],
])('refuses %j', (params, refusal) => {
  expect(refusals('wait_for', params)).toContain(refusal);
});
