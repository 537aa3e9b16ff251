// `hostwright verify` against endpoints that are wrong in one way each. The transcripts in golden/verify are to be read
// as an operator reads them: what is wrong, whose fault it is, what to do.

import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Behaviour, certificateText, startEndpoint } from '../proof/endpoint.js';
import { runHere } from './here.js';
import { useFolders, useProgram } from './hostwright.js';

const folderWith = useFolders();
const program = useProgram();

const running: { close(): void }[] = [];
afterAll(() => {
  for (const endpoint of running) endpoint.close();
});

async function start(behaviour: Behaviour = {}) {
  const endpoint = await startEndpoint({ certificate: 'chain', ...behaviour });
  running.push(endpoint);
  return { ...endpoint, url: `wss://127.0.0.1:${endpoint.target.port}/` };
}

const folder = () => folderWith({ 'ca.pem': certificateText('authority') });

/** Asks as a person does, on a page of 80 columns. Who exceeds limits is not in the endpoint's process: it has to keep up. */
function verify(words: readonly string[], inFolder = folder()) {
  const run = words.includes('--intrusive') ? program.run : runHere;
  const known = { XDG_STATE_HOME: inFolder };
  return run(inFolder, ['verify', '--no-redirect', '--no-ports', ...words], known);
}

/** What differs from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1(:|%3A)\d+/g, '127.0.0.1$1PORT')
    .replaceAll(/([0-9A-F]{2}:){31}[0-9A-F]{2}/g, 'FINGERPRINT')
    .replaceAll(/\d+ days left/g, 'DAYS days left')
    .replaceAll(/TLS_\w+/g, 'TLS_CIPHER')
    .replaceAll(/after \d+\.\d s/g, 'after TIME s')
    .replaceAll(/\d+ of 200 requests/g, 'COUNT of 200 requests')
    .replaceAll(/cut after( +| *\n +)\d+ s/g, 'cut after$1TIME s')
    .replaceAll(/\d+ were turned away, \d+/g, 'COUNT were turned away, COUNT');
}

interface Case {
  readonly behaviour: Behaviour;
  readonly code: number;
  readonly words?: readonly string[];
}

const tls: Record<string, Case> = {
  proven: { behaviour: {}, code: 0 },
  'self-signed': { behaviour: { certificate: 'good' }, code: 1 },
  expired: { behaviour: { certificate: 'expired' }, code: 1 },
  'wrong-name': { behaviour: { certificate: 'other_name' }, code: 1 },
  'short-chain': { behaviour: { certificate: 'issued' }, code: 1 },
  'old-tls': { behaviour: { oldestTls: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }, code: 1 },
  'weak-cipher': {
    behaviour: { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA' },
    code: 1,
  },
};

const service: Record<string, Case> = {
  'no-upgrade': { behaviour: { upgrade: 'page' }, code: 1 },
  'node-down': { behaviour: { upgrade: 'status', postStatus: 502 }, code: 1 },
  'node-silent': { behaviour: { upgrade: 'mute' }, code: 1, words: ['--timeout', '1'] },
  'no-heads': { behaviour: { subscriptions: 'mute' }, code: 1, words: ['--timeout', '1'] },
  'unsafe-node': { behaviour: { methods: { system_peers: [] } }, code: 1 },
  'way-out': { behaviour: { escape: { status: 200, text: 'internal \u001b[2Jservice' } }, code: 1 },
  'no-limits': { behaviour: {}, code: 1, words: ['--intrusive', '--yes'] },
  'one-limit-for-all': {
    behaviour: { limit: { most: 20, by: 'all' } },
    code: 1,
    words: ['--intrusive', '--yes'],
  },
};

it.concurrent.for(Object.entries({ ...tls, ...service }))('%s', async ([name, given], context) => {
  const { url } = await start(given.behaviour);
  const words = ['--ca', 'ca.pem', ...(given.words ?? [])];
  const { code, stdout, stderr } = await verify([url, ...words]);
  context.expect({ code, stderr }).toEqual({ code: given.code, stderr: '' });
  const transcript = `== hostwright verify URL ${words.join(' ')}\n${steady(stdout)}`;
  await context.expect(transcript).toMatchFileSnapshot(`golden/verify/${name}.txt`);
});

it('where nobody listens, it failed; where nothing comes back or the name leads nowhere, nobody was reached', async () => {
  const closed = await start();
  closed.close();
  const mute = createServer(() => undefined);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  running.push(mute);
  const refused = await verify([closed.url]);
  expect({ code: refused.code, text: steady(refused.stdout) }).toMatchInlineSnapshot(`
    {
      "code": 1,
      "text": "
    wss://127.0.0.1:PORT/
      ok        name          it is an address itself
      failed    tcp           127.0.0.1:PORT: connection refused
                              cause: the proxy; expected: the port accepts
                              connections
                              Is the proxy running, and does it listen on this port?

    1 endpoint failed.
    ",
    }
  `);
  const nowhere = await verify(['wss://nowhere.invalid/']);
  expect(nowhere.code).toBe(4);
  expect(nowhere.stdout).toMatch(/nowhere.invalid: the name (has no address|cannot be looked up)/);
  expect(nowhere.stdout).toContain('1 endpoint could not be reached.');
});

it('several endpoints: only what is wrong, then a recap and the links', async () => {
  const [good, bad] = [await start(), await start({ upgrade: 'page' })];
  const { code, stdout } = await verify([good.url, bad.url, '--ca', 'ca.pem', '--forks', '1']);
  expect(code).toBe(1);
  const text = steady(stdout).replaceAll(/\d+ ms|\d\.\d s/g, 'TIME');
  expect(text.replaceAll(/ +TIME$/gm, ' TIME')).toMatchInlineSnapshot(`
    "Asking 2 endpoints.

    wss://127.0.0.1:PORT/
      failed    upgrade       HTTP 200 instead of 101
                              cause: the proxy; expected: the WebSocket handshake
                              comes to HTTP 101
                              The proxy does not pass the handshake on: it needs the
                              headers Upgrade and Connection, or upgrade=websocket.

    endpoint                        ok  failed  not told   time
    wss://127.0.0.1:PORT/  proven  15       0         0 TIME
    wss://127.0.0.1:PORT/  failed  11       1         0 TIME

    wss://127.0.0.1:PORT/
      https://polkadot.js.org/apps/?rpc=wss%3A%2F%2F127.0.0.1%3APORT%2F

    1 endpoint failed, 1 endpoint proven.
    "
  `);
});

it('a fingerprint stands for the chain, whoever issued the certificate', async () => {
  const { url, fingerprint } = await start({ certificate: 'good' });
  expect((await verify([url, '--fingerprint', fingerprint])).code).toBe(0);
  const other = await verify([url, '--fingerprint', 'ab'.repeat(32)]);
  expect(other.code).toBe(1);
  expect(other.stdout).toContain('another certificate is shown');
});

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it('-o json: one object a line, of the documented shapes', async () => {
  const { url } = await start({ methods: { system_peers: [] } });
  const { stdout, code } = await verify([url, '--ca', 'ca.pem', '-o', 'json']);
  expect(code).toBe(1);
  const lines = linesOf(stdout);
  expect(lines[0]).toEqual({
    type: 'verify',
    version: 1,
    endpoints: [{ endpoint: url, host: null }],
    long: false,
    intrusive: false,
  });
  expect(lines.find(({ check }) => check === 'unsafe')).toEqual({
    type: 'finding',
    endpoint: url,
    host: null,
    check: 'unsafe',
    status: 'failed',
    cause: 'node',
    expected: 'the node refuses unsafe methods',
    seen: 'system_peers is answered: unsafe methods are public',
    advice: 'Start the node with --rpc-methods=safe before anybody is told about this endpoint.',
  });
  const { ms: _, ...end } = lines.at(-2) ?? {};
  const message = null;
  expect(end).toEqual({
    ...{
      type: 'endpoint',
      endpoint: url,
      host: null,
      status: 'failed',
      causes: ['node'],
      link: null,
      message,
    },
  });
  expect(lines.at(-1)).toMatchObject({
    type: 'recap',
    endpoints: { proven: 0, failed: 1, unreachable: 0, unknown: 0 },
    interrupted: false,
  });
});

it('--evidence keeps findings, questions and answers, and certificates; a folder that is in use is left alone', async () => {
  const { url } = await start();
  const work = folder();
  const words = [`${url}?key=hunter2`, '--ca', 'ca.pem', '--evidence', 'evidence'];
  expect((await verify(words, work)).code).toBe(0);
  const [name = ''] = readdirSync(join(work, 'evidence'));
  expect(steady(name.replace(/_\d+_/, ':1_'))).toBe('127.0.0.1:PORT_key_...');
  const read = (file: string) => readFileSync(join(work, 'evidence', name, file), 'utf8');
  expect(JSON.parse(read('report.json'))).toMatchObject({ ok: true, host: null });
  expect(read('certificates.pem')).toContain(certificateText('issued').trim());
  const transcript = read('transcript.jsonl');
  const exchange = linesOf(transcript).find(({ question }) => question === 'POST /?key=...');
  expect(exchange).toMatchObject({ sent: expect.stringContaining('system_health'), ms: expect.any(Number) });
  expect(transcript + read('report.json')).not.toContain('hunter2');
  const again = await verify(words, work);
  expect(again).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('evidence is not empty'),
  });
});

it('is interrupted at once', async () => {
  const { url } = await start({ upgrade: 'mute' });
  const ran = program.start(folder(), ['verify', url, '--no-redirect', '--timeout', '60', '-o', 'json']);
  await ran.printed('"verify"');
  setTimeout(() => ran.child.kill('SIGINT'), 300);
  const { code, stdout } = await ran.ended;
  expect(code).toBe(130);
  expect(linesOf(stdout).at(-1)).toMatchObject({ type: 'recap', interrupted: true });
});

const site = `- hosts: all
  gather_facts: false
  tasks:
    - self_signed_certificate: { path: /c, key_path: /k, names: a.b }
      register: made
      when: pinned
    - prove:
        url: wss://127.0.0.1:{{wss_port}}/
        fingerprint: "{{made.fingerprint}}"
        redirect: false
      when: pinned
    - prove:
        url: wss://127.0.0.1:{{wss_port}}/
        ca: '{{file "ca.pem"}}'
        redirect: false
      when: "!pinned"
`;

function inventory(hosts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ all: { vars: { ansible_host: '127.0.0.1', pinned: false }, hosts } });
}

function folderOf(texts: Readonly<Record<string, string>>): string {
  const work = folderWith({ 'ca.pem': certificateText('authority'), ...texts });
  mkdirSync(join(work, 'files'));
  return work;
}

it('proves the endpoints of a playbook, host by host, without logging in anywhere', async () => {
  const [good, bad] = [await start(), await start({ methods: { system_peers: [] } })];
  const work = folderOf({
    'site.yml': site,
    'inventory.yml': inventory({
      h1: { wss_port: good.target.port },
      h2: { wss_port: bad.target.port },
      h3: { wss_port: good.target.port, pinned: true },
    }),
  });
  const all = await runHere(work, ['verify', 'site.yml', '-o', 'json']);
  expect(all.code).toBe(1);
  const ends = linesOf(all.stdout).filter(({ type }) => type === 'endpoint');
  expect(Object.fromEntries(ends.map(({ host, status }) => [host, status]))).toEqual({
    h1: 'proven',
    h2: 'failed',
    h3: 'unknown',
  });
  const trust = linesOf(all.stdout).find(({ check, host }) => check === 'trust' && host === 'h3');
  expect(trust).toMatchObject({
    status: 'untried',
    seen: expect.stringContaining('made is not known without a run'),
  });
  const one = await runHere(work, ['verify', 'site.yml', '--limit', 'h1']);
  expect(one.code).toBe(0);
  expect(one.stdout).toContain('https://polkadot.js.org/apps/?rpc=wss%3A%2F%2F127.0.0.1');
});

describe('a certificate that no playbook and no URL names', () => {
  /** A host whose certificate only a run knows, and what this machine remembers of it. */
  const machine = async (remembered: (own: string) => string | null) => {
    const { target, fingerprint, url } = await start({ certificate: 'good' });
    const at = { name: '127.0.0.1', port: target.port, address: '127.0.0.1' };
    const known = remembered(fingerprint);
    const work = folderOf({
      'site.yml': site,
      'inventory.yml': inventory({ h1: { wss_port: target.port, pinned: true } }),
      ...(known !== null && {
        'hostwright/fingerprints': `${JSON.stringify({ ...at, fingerprint: known })}\n`,
      }),
    });
    const run = (words: readonly string[], home = work) =>
      runHere(work, ['verify', ...words], { XDG_STATE_HOME: home });
    return { work, run, fingerprint, url };
  };
  const stranger = 'ab'.repeat(32);

  it('is not proven: exit 2, and what to do', async () => {
    const { run } = await machine(() => null);
    const { code, stdout } = await run(['site.yml']);
    expect(code).toBe(2);
    expect(stdout).not.toContain('polkadot.js.org');
    await expect(steady(stdout)).toMatchFileSnapshot('golden/verify/unknown-certificate.txt');
  });

  it('is proven where this machine remembers it, and a stranger fails', async () => {
    expect((await (await machine((own) => own)).run(['site.yml'])).code).toBe(0);
    const { code, stdout } = await (await machine(() => stranger)).run(['site.yml']);
    expect(code).toBe(1);
    await expect(steady(stdout)).toMatchFileSnapshot('golden/verify/stranger.txt');
  });

  it('the same by its URL', async () => {
    const known = await machine((own) => own);
    expect((await known.run([known.url, '--no-redirect', '--no-ports'])).code).toBe(0);
    const other = await machine(() => stranger);
    expect((await other.run([other.url, '--no-redirect', '--no-ports'])).code).toBe(1);
  });

  it('is proven on another machine by its fingerprint, or by what the first one exports', async () => {
    const { run, work, fingerprint } = await machine((own) => own);
    expect((await run(['site.yml', '--export', 'known.txt'])).code).toBe(0);
    expect(statSync(join(work, 'known.txt')).mode & 0o777).toBe(0o600);
    const elsewhere = folderWith({});
    expect((await run(['site.yml'], elsewhere)).code).toBe(2);
    expect((await run(['site.yml', '--fingerprint', '@known.txt'], elsewhere)).code).toBe(0);
    expect((await run(['site.yml', '--fingerprint', fingerprint], elsewhere)).code).toBe(0);
    expect((await run(['site.yml', '--fingerprint', stranger], elsewhere)).code).toBe(1);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('--inventory-complete', () => {
  it('fails where one that was proven from here still serves, and the inventory has it no more', async () => {
    const [here, gone] = [await start(), await start()];
    const at = (port: number) =>
      `${JSON.stringify({ name: '127.0.0.1', port, address: '127.0.0.1', fingerprint: null })}\n`;
    const work = folderOf({
      'site.yml': site,
      'inventory.yml': inventory({ h1: { wss_port: here.target.port } }),
      // Nothing listens on the last one any more.
      'hostwright/fingerprints': [here.target.port, gone.target.port, 1].map(at).join(''),
    });
    const run = (...words: readonly string[]) =>
      runHere(work, ['verify', 'site.yml', '-o', 'json', ...words], { XDG_STATE_HOME: work });
    expect((await run()).code).toBe(0);
    const { code, stdout } = await run('--inventory-complete');
    expect(code).toBe(1);
    const ends = linesOf(stdout).filter(({ type }) => type === 'endpoint');
    expect(ends.map(({ endpoint, host, status }) => [endpoint, host, status])).toEqual([
      [here.url, 'h1', 'proven'],
      [gone.url, null, 'failed'],
    ]);
    expect(ends[1]?.message).toContain('hostwright remove');
    expect(linesOf(stdout).at(-1)).toMatchObject({ endpoints: { proven: 1, failed: 1 } });
  });

  it('is about all of an inventory', async () => {
    const { code, stderr } = await runHere(
      folderOf({ 'site.yml': site, 'inventory.yml': inventory({ h1: {} }) }),
      ['verify', 'site.yml', '--inventory-complete', '--limit', 'h1'],
    );
    expect(code).toBe(3);
    expect(stderr).toContain('leave URLs and --limit out');
  });
});

it('exports nothing of an endpoint that is secret', async () => {
  const { url, fingerprint } = await start({ certificate: 'good' });
  const work = folderOf({
    'site.yml': `- hosts: all\n  tasks:\n    - prove: { url: "{{secret_url}}", redirect: false, fingerprint: "{{pinned}}" }\n      no_log: true\n`,
    'inventory.yml': inventory({ h1: { secret_url: url, pinned: fingerprint } }),
  });
  const { code, stdout } = await runHere(work, ['verify', 'site.yml', '--export', 'known.txt']);
  expect(code, stdout).toBe(0);
  expect(readFileSync(join(work, 'known.txt'), 'utf8')).toBe('');
});

it('shows nothing of an endpoint that is secret', async () => {
  const { target } = await start();
  const prove = `- hosts: all\n  tasks:\n    - prove: { url: "{{secret_url}}", redirect: false }\n      no_log: true\n`;
  const work = folderOf({
    'site.yml': prove,
    'inventory.yml': inventory({ h1: { secret_url: `wss://127.0.0.1:${target.port}/?key=hunter2` } }),
  });
  for (const format of ['table', 'json']) {
    const ran = await runHere(work, ['verify', 'site.yml', '-o', format, '--evidence', format]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('(hidden)');
    expect(ran.stdout).not.toMatch(/hunter2|127\.0\.0\.1/);
    expect(readdirSync(join(work, format))).toEqual([]);
  }
});

it('a proof that depends on what a run finds out is not known', async () => {
  const work = folderOf({
    'site.yml': '- hosts: all\n  tasks:\n    - prove: "wss://{{ansible_facts.hostname}}/"\n',
    'inventory.yml': inventory({ h1: {} }),
  });
  const { code, stdout } = await runHere(work, ['verify', 'site.yml']);
  expect(code).toBe(2);
  expect(stdout).toMatchInlineSnapshot(`
    "
    h1
      ansible_facts is not known without a run (a fact of a host that was not looked
      at)

    1 endpoint could not be told.
    "
  `);
});

it.concurrent.for<[string, readonly string[], Record<string, string>]>([
  ['https://rpc.example.org/ is no URL of an endpoint', ['https://rpc.example.org/'], {}],
  ['verify takes one playbook, or URLs', ['site.yml', 'wss://rpc.example.org/'], {}],
  ['--ca is for URLs', ['site.yml', '--ca', 'ca.pem'], {}],
  ['--fingerprint: cannot use none.txt (ENOENT)', ['wss://a.b/', '--fingerprint', '@none.txt'], {}],
  [
    'odd.txt:2:1: this is no line of exported fingerprints',
    ['wss://a.b/', '--fingerprint', '@odd.txt'],
    {
      'odd.txt': `${JSON.stringify({ name: 'a.b', port: 443, address: 'a.b', fingerprint: null })}\nwss://a.b/ AB:CD\n`,
    },
  ],
  ['--log-in is for playbooks', ['wss://rpc.example.org/', '--log-in'], {}],
  ['--ca: cannot read none.pem (ENOENT)', ['wss://a.b/', '--ca', 'none.pem'], {}],
  ['--ca: there is no certificate in site.yml', ['wss://a.b/', '--ca', 'site.yml'], {}],
  ['--fingerprint: AB:CD is no SHA-256 fingerprint', ['wss://a.b/', '--fingerprint', 'AB:CD'], {}],
  ['--fingerprint is for one endpoint', ['wss://a.b/', 'wss://c.d/', '--fingerprint', 'ab'.repeat(32)], {}],
  [
    '--intrusive: wss://rpc.example.org/ is not in inventory.yml',
    ['wss://rpc.example.org/', '--intrusive'],
    {},
  ],
  ['no task of bare.yml proves anything', ['bare.yml'], { 'bare.yml': '- hosts: all\n  tasks: []\n' }],
  [
    'every prove task of off.yml is skipped for these hosts',
    ['off.yml'],
    { 'off.yml': '- hosts: all\n  tasks:\n    - prove:\n      when: false\n' },
  ],
])('refuses: %s', async ([problem, words, files], context) => {
  const work = folderWith({ 'site.yml': site, 'inventory.yml': inventory({ h1: {} }), ...files });
  const { code, stdout, stderr } = await runHere(work, ['verify', ...words]);
  context.expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  context.expect(stderr).toContain(problem);
  context.expect(stderr).not.toMatch(/^ +at /m);
});

it('exceeds the limits of what is in the inventory without being told twice', async () => {
  const { url } = await start({ limit: { most: 20, by: 'address' } });
  const work = folderOf({ 'inventory.yml': inventory({ h1: {} }) });
  const { code, stdout } = await program.run(work, [
    ...['verify', url, '--intrusive', '--no-redirect', '--ca', 'ca.pem', '-o', 'json'],
  ]);
  expect(code, stdout).toBe(0);
  const seen = linesOf(stdout).find(({ check }) => check === 'connections')?.seen;
  expect(seen).toBe('20 connections were given, then HTTP 429; 127.0.0.2 was served meanwhile');
});
