// get_url with real programs (curl, wget, BusyBox's wget, none) against a real server, and the decisions that need neither.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/change.js';
import type { StateModule } from '../../src/module.js';
import { hashIn, nameIn } from '../../src/module_parts/get_url/params.js';
import { modulesByName } from '../../src/modules/index.js';
import { snippetOf } from '../../src/shell/step.js';
import { served, useWebServer } from '../web/server.js';
import { refusals } from './ask_module.js';
import { runLocally } from './local_shell.js';

const module = modulesByName.get('get_url') as StateModule<unknown>;
const url = useWebServer();
const folder = mkdtempSync(join(tmpdir(), 'hostwright-get-'));
const dest = join(folder, 'to', 'file');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const programs = { curl: '/usr/bin/curl', wget: '/usr/bin/wget', busybox: '/bin/busybox', none: undefined };
const tools =
  'sh ls sed tr dd date id sha256sum sha1sum md5sum shasum readlink cat wc chmod chown rm mv ln sync od timeout tail head grep cut find mkdir getent'.split(
    ' ',
  );

beforeAll(() => {
  for (const [name, program] of Object.entries(programs)) {
    mkdirSync(join(folder, name));
    for (const tool of tools) {
      const real = ['/usr/bin', '/bin'].map((at) => join(at, tool)).find(existsSync);
      if (real) symlinkSync(real, join(folder, name, tool));
    }
    if (program) symlinkSync(program, join(folder, name, name === 'curl' ? 'curl' : 'wget'));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

type Program = keyof typeof programs;

async function look(
  program: Program,
  wanted: unknown,
): Promise<{ readonly verdict: Verdict; readonly found: unknown }> {
  const output = run(program, module.probe(wanted as never));
  expect({ code: output.code, stderr: output.stderr.toString() }).toEqual({ code: 0, stderr: '' });
  const brought = await module.onBehalf?.(wanted as never, output, new AbortController().signal);
  const found = module.read(output, wanted as never, brought);
  return { found, verdict: module.plan(wanted as never, found) };
}

function run(program: Program, script: string, input?: Uint8Array) {
  return runLocally(['/bin/dash'], script, input, { PATH: join(folder, program), HOME: folder });
}

/** What plan says, what the steps say, and what is there then. */
async function get(program: Program, params: object, before?: string) {
  rmSync(join(folder, 'to'), { recursive: true, force: true });
  mkdirSync(join(folder, 'to'));
  if (before !== undefined) writeFileSync(dest, before);
  const wanted = module.params.parse({ dest, unsafe_path: 'allow', ...params });
  const { verdict } = await look(program, wanted);
  const left = () =>
    readdirSync(join(folder, 'to')).map((name) => [name, readFileSync(join(folder, 'to', name), 'utf8')]);
  if (verdict === null) return { told: 'nothing', left: left() };
  if (verdict.kind === 'missing') return { told: verdict.why.replaceAll(url(''), ''), left: left() };
  for (const step of verdict.steps) {
    const { script, input } = snippetOf(step);
    const { code, stderr } = run(program, script, input);
    if (code !== 0)
      return { told: 'failed', said: stderr.toString().trimEnd().split('\n').at(-1), left: left() };
  }
  if (verdict.judge === 'probe') expect((await look(program, wanted)).verdict).toBeNull();
  return { told: verdict.fields.map(({ name }) => name).join(), left: left() };
}

const whole = [['file', served]];

describe.each(Object.keys(programs) as Program[])('%s', (program) => {
  it('a new file', async () => {
    expect(await get(program, { url: url('/file') })).toEqual({ told: 'content', left: whole });
  });

  it('a new file with a checksum, and what is not it', async () => {
    const checksum = `sha256:${sha256(served)}`;
    expect(await get(program, { url: url('/fresh'), checksum })).toEqual({ told: 'content', left: whole });
    const other = await get(program, { url: url('/fresh'), checksum: `sha1:${'0'.repeat(40)}` }, 'old\n');
    expect(other.left).toEqual([['file', 'old\n']]);
    expect(other.told).toMatch(program === 'none' ? /has another sha1 than the wanted one/ : /^failed$/);
  });

  it('what is newer there, and what is not', async () => {
    expect(await get(program, { url: url('/file') }, 'mine\n')).toEqual({
      told: 'nothing',
      left: [['file', 'mine\n']],
    });
    expect(await get(program, { url: url('/file'), force: true }, 'mine\n')).toEqual({
      told: 'content',
      left: whole,
    });
    expect(await get(program, { url: url('/fresh') }, 'mine\n')).toEqual({ told: 'content', left: whole });
    expect(await get(program, { url: url('/fresh') }, served)).toEqual({ told: 'nothing', left: whole });
    expect((await get(program, { url: url('/each-time') }, served)).told).toBe('content');
  });

  it.each(['/SHA256SUMS', '/BSD', '/lone.sha256'])('sums of %s', async (sums) => {
    const params = { url: url('/file'), checksum: `sha256:${url(sums)}` };
    expect(await get(program, params, 'old\n')).toEqual({ told: 'content', left: whole });
    expect(await get(program, params, served)).toEqual({ told: 'nothing', left: whole });
  });

  it('sums that do not name it, or are not there', async () => {
    const sums = (path: string) => get(program, { url: url('/file'), checksum: `sha256:${url(path)}` });
    expect((await sums('/none.sums')).told).toBe(
      'there is no checksum for file in /none.sums: write it as checksum: ALGORITHM:HEX',
    );
    expect((await sums('/gone')).told).toMatch(/^\/gone answers with HTTP 404/);
  });

  it('a redirect, no file, an empty one', async () => {
    expect(await get(program, { url: url('/redirect') })).toEqual({ told: 'content', left: whole });
    expect(await get(program, { url: url('/gone') })).toEqual({
      told: '/gone answers with HTTP 404: correct the URL, or see what the server says',
      left: [],
    });
    expect(await get(program, { url: url('/empty') })).toEqual({ told: 'content', left: [['file', '']] });
  });

  it('the first byte alone: nothing but the program writes where it tells its status', () => {
    rmSync(join(folder, 'to'), { recursive: true, force: true });
    const wanted = module.params.parse({ dest, unsafe_path: 'allow', url: url('/gone') });
    const said = run(program, module.probe(wanted as never)).stdout.toString('utf8');
    expect(said).not.toContain('hw_sum');
  });

  it.each(['/torn', '/torn-chunks'])('%s leaves the old file as it was', async (path) => {
    for (const before of [undefined, 'old\n']) {
      const { told, left } = await get(program, { url: url(path) }, before);
      expect(told).not.toBe('content');
      expect(left).toEqual(before === undefined ? [] : [['file', before]]);
    }
  });

  it('nobody answers', async () => {
    const { told } = await get(program, { url: 'http://127.0.0.1:1/x' });
    expect(told).toMatch(/^http:\/\/127.0.0.1:1\/x gives no answer: .*: see that the host/);
  });

  it.each(['/loop', '/elsewhere'])('%s is not followed', async (path) => {
    const { told, left } = await get(program, { url: url(path) });
    expect(told).not.toBe('content');
    expect(left).toEqual([]);
  });

  it('user, password and headers', async () => {
    const login = { url_username: 'me', url_password: 'pa ss"w\\ord' };
    expect((await get(program, { url: url('/login'), ...login })).left).toEqual([['file', 'welcome\n']]);
    expect((await get(program, { url: url('/login') })).told).toMatch(/HTTP 401/);
    expect((await get(program, { url: url('/key'), headers: { 'X-Key': 'a "b" \\c' } })).left).toEqual([
      ['file', 'key\n'],
    ]);
  });

  it('a folder, attributes, a backup, a link', async () => {
    const inFolder = { url: url('/folder/name.txt?x=1'), dest: join(folder, 'to') };
    expect(await get(program, inFolder)).toEqual({ told: 'content', left: [['name.txt', served]] });
    expect((await get(program, { url: url('/fresh'), mode: '0600' }, served)).told).toBe('mode');
    expect(statSync(dest).mode & 0o7777).toBe(0o600);
    const kept = await get(program, { url: url('/fresh'), backup: true }, 'old\n');
    expect(kept.left.map(([, text]) => text)).toEqual([served, 'old\n']);
  });
});

it('a new file has the mode that is wanted, an old one keeps its own', async () => {
  await get('curl', { url: url('/fresh'), mode: '0640' });
  expect(statSync(dest).mode & 0o7777).toBe(0o640);
  chmodSync(dest, 0o604);
  writeFileSync(dest, 'older');
  const wanted = module.params.parse({ dest, unsafe_path: 'allow', url: url('/fresh') });
  const { verdict } = await look('curl', wanted);
  for (const step of verdict?.kind === 'change' ? verdict.steps : []) {
    const { script, input } = snippetOf(step);
    run('curl', script, input);
  }
  expect([readFileSync(dest, 'utf8'), statSync(dest).mode & 0o7777]).toEqual([served, 0o604]);
});

it('asks nobody where a checksum decides', async () => {
  const checksum = `sha256:${sha256(served)}`;
  const nobody = { url: 'http://127.0.0.1:1/file', checksum };
  expect((await get('curl', nobody, served)).told).toBe('nothing');
  expect((await get('none', nobody, served)).told).toBe('nothing');
});

it('puts no secret on a command line, and none into the text that the door hands on', () => {
  const secrets = { url: 'https://u:hidden1@example.org/x?token=hidden2', headers: { A: 'hidden3' } };
  const wanted = module.params.parse({ dest, ...secrets, checksum: `md5:${'0'.repeat(32)}` });
  const output = (text: string) => ({ code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) });
  const found = module.read(output('parent=/tmp\nnearest=/tmp\nweb=curl\n\nexchange=\n'), wanted as never);
  const verdict = module.plan(wanted as never, found);
  const steps = verdict?.kind === 'change' ? verdict.steps.map((step) => snippetOf(step)) : [];
  expect(steps.map(({ script }) => script.includes('hidden'))).toEqual([false]);
  expect(JSON.stringify(verdict?.kind === 'change' && verdict.fields)).not.toContain('hidden');
  const [first = ''] = module.probe(module.params.parse({ dest, ...secrets }) as never).split("<<'hw_end'");
  expect(first).not.toContain('hidden');
});

it('is looked at in advance only where a checksum decides', () => {
  const slow = module.slow as (wanted: unknown) => boolean;
  const params = { url: 'http://x/y', dest };
  expect(slow(module.params.parse(params))).toBe(true);
  expect(slow(module.params.parse({ ...params, checksum: `md5:${'0'.repeat(32)}` }))).toBe(false);
});

it.each([
  ['http://h/a/b.tar.gz?x=/y#z', 'b.tar.gz'],
  ['http://h', 'index.html'],
  ['https://h/a/..', 'index.html'],
  ['http://h/a%20b', 'a%20b'],
])('%s is called %s', (from, name) => {
  expect(nameIn(from)).toBe(name);
});

it.each([
  ['AB12\n', 'ab12'],
  ['00  x\nab12  file\n', 'ab12'],
  ['ab12 *file\nff  file\n', 'ab12'],
  ['ab12  ./file\r\n00  b\r\n', 'ab12'],
  ['SHA256 (file) = AB12\n', 'ab12'],
  ['ab12  filex\n', undefined],
  ['', undefined],
])('finds in %j the hash %s', (sums, hash) => {
  expect(hashIn(sums, 'file')).toBe(hash);
});

it.each([
  [{ url: 'ftp://x/y', dest: '/a' }, 'url: expected a URL that begins with http:// or https://'],
  [{ url: 'http://x/y\nz', dest: '/a' }, 'url: expected a URL that begins with http:// or https://'],
  [{ url: 'http://x/y', dest: 'a' }, 'dest: expected an absolute path, beginning with /'],
  [
    { url: 'http://x/y', dest: '/a', checksum: 'sha256:12' },
    'checksum: sha256 has 64 hexadecimal digits, and this has 2',
  ],
  [
    { url: 'http://x/y', dest: '/a', checksum: 'crc:12' },
    'checksum: expected ALGORITHM:HEX or ALGORITHM:URL, such as sha256:..., with one of sha1, md5, sha224, sha256, sha384, sha512',
  ],
  [
    { url: 'http://x/y', dest: '/a', checksum: 'md5:xyz' },
    'checksum: expected hexadecimal digits, or a URL that begins with http:// or https://, behind md5:',
  ],
  [{ url: 'http://x/y', dest: '/a', headers: { 'a b': 'c' } }, 'headers: a b is no name of a header'],
  [{ url: 'http://x/y', dest: '/a', headers: { a: 'c\nd' } }, 'headers.a: expected one line'],
  [{ url: 'http://x/y', dest: '/a', timeout: 0 }, 'timeout: expected more than 0 seconds'],
])('refuses %j', (params, refusal) => {
  expect(refusals('get_url', params)).toEqual([refusal]);
});
