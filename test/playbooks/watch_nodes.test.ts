// The watch of several nodes as the host runs it, by perl, against nodes of the lab on this machine: one falls behind, turns unsafe,
// dies, and all of them do. Each look is one run.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const script = at('playbooks/roles/nodes/files/watch-nodes.pl');
const run = promisify(execFile);

let folder: string;
let nodes: { readonly address: string; readonly file: string; readonly child: ChildProcess }[];

beforeEach(async () => {
  folder = mkdtempSync(`${tmpdir()}/watch-`);
  mkdirSync(`${folder}/etc`);
  mkdirSync(`${folder}/state`);
  nodes = await Promise.all(['one', 'other'].map(startNode));
  const lines = nodes.map(({ address }) => `node ${address.replace(':', ' ')}\n`).join('');
  writeFileSync(`${folder}/etc/wss.conf`, `# comment\nbehind 10\nunsafe no\n${lines}`);
});

afterEach(() => {
  for (const { child } of nodes) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function startNode(name: string) {
  const port = await freePort();
  const file = `${folder}/${name}.json`;
  writeFileSync(file, '{}');
  const env = { ...process.env, LAB_NODE_PORT: `${port}`, LAB_NODE_CONFIGURATION: file };
  const child = spawn(process.execPath, [at('src/lab/standin/node.mjs')], { env, stdio: 'ignore' });
  const ask = { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"system_chain"}' };
  for (let left = 100; left > 0; left -= 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/`, ask).then(
      () => true,
      () => false,
    );
    if (isThere) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { address: `127.0.0.1:${port}`, file, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** So many looks. @returns what they said, with the nodes called 0 and 1 */
async function look(times = 1): Promise<string> {
  let said = '';
  for (let left = times; left > 0; left -= 1)
    said += (await run('perl', [script, `${folder}/etc`, `${folder}/state`])).stdout;
  return nodes.reduce((text, { address }, index) => text.replaceAll(address, `node ${index}`), said);
}

const configure = (index: number, how: object) =>
  writeFileSync(nodes[index]?.file ?? '', JSON.stringify(how));
const outs = () =>
  nodes.flatMap(({ address }, index) => (existsSync(`${folder}/state/wss/${address}.out`) ? [index] : []));

async function kill(index: number) {
  const child = nodes[index]?.child;
  child?.kill('SIGKILL');
  if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

it('says nothing of healthy nodes, whatever another one says of the chain alone', async () => {
  expect(await look(3)).toBe('');
  configure(1, { behind: 10 });
  expect(await look(3)).toBe('');
  expect(outs()).toEqual([]);
});

it.each([
  ['falls behind', { behind: 30 }, 2, /^<4>wss: node 1 is out: it is (29|30|31) blocks behind the others\n$/],
  ['syncs', { syncing: true }, 2, /^<4>wss: node 1 is out: it is syncing\n$/],
  ['has no peers, and needs them', { peers: 0 }, 2, /^<4>wss: node 1 is out: it has no peers\n$/],
  [
    'turns unsafe',
    { methods: 'unsafe' },
    1,
    /^<4>wss: node 1 is out: it serves unsafe methods to everybody\n$/,
  ],
])('one that %s is out, and in again after three good looks', async (_, how, looks, words) => {
  await look();
  configure(1, how);
  if (looks > 1) expect(await look(looks - 1)).toBe('');
  expect(outs()).toEqual([]);
  expect(await look()).toMatch(words);
  expect(outs()).toEqual([1]);
  configure(1, {});
  expect(await look(2)).toBe('');
  expect(outs()).toEqual([1]);
  expect(await look()).toBe('<5>wss: node 1 is in: it is healthy\n');
  expect(outs()).toEqual([]);
});

it('one that dies is out, and one that lacks blocks serves where nobody else answers', async () => {
  configure(1, { behind: 30 });
  await look(2);
  expect(outs()).toEqual([1]);
  await kill(0);
  expect(await look()).toContain('no healthy node answers, so those serve that do: node 1');
  expect(outs()).toEqual([0]);
});

it('never takes out all: the last ones stay, and an unsafe one comes in for nobody', async () => {
  configure(1, { methods: 'unsafe' });
  await look();
  await kill(0);
  expect(await look(2)).toContain('none answers: node 0');
  expect(outs()).toEqual([1]);
  await kill(1);
  await look(3);
  expect(outs()).toEqual([1]);
});

it('keeps the last set where all are unsafe, and says so once', async () => {
  configure(0, { methods: 'unsafe' });
  configure(1, { methods: 'unsafe' });
  expect(await look()).toMatch(
    /all are unsafe, so those stay that were last: (node 0 node 1|node 1 node 0)\n/,
  );
  expect(await look(2)).toBe('');
  expect(outs()).toEqual([]);
});

it('forgets a node that is no longer listed, and reads its own state', async () => {
  configure(1, { methods: 'unsafe' });
  await look();
  const state = readFileSync(`${folder}/state/wss/state`, 'utf8');
  expect(state).toContain(`${nodes[1]?.address} out out 0 1 unsafe it serves unsafe methods`);
  writeFileSync(`${folder}/etc/wss.conf`, `node ${nodes[0]?.address.replace(':', ' ')}\n`);
  await look();
  expect(outs()).toEqual([]);
});

it('makes nothing again of an endpoint that is taken off while its nodes are asked', async () => {
  await look();
  const remover = createServer((socket) => {
    rmSync(`${folder}/etc/wss.conf`, { force: true });
    rmSync(`${folder}/state/wss`, { recursive: true, force: true });
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(remover, 'listening');
  const address = remover.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  appendFileSync(`${folder}/etc/wss.conf`, `node 127.0.0.1 ${port}\n`);
  expect(await look()).toBe('');
  expect(existsSync(`${folder}/state/wss`)).toBe(false);
  remover.close();
});
