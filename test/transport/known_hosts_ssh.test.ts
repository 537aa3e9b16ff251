// The verdict on a host's key is that of a real ssh, and the lines that are about a host are those that ssh-keygen
// finds, for 210 generated sets of known-hosts files.

import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Destination, resolveDestination } from '../../src/transport/destination.js';
import { prepareHostKeyCheck } from '../../src/transport/host_key.js';
import { knownFor, parseKnownHosts } from '../../src/transport/known_hosts.js';
import { createKnownHosts } from '../../src/transport/known_hosts_files.js';
import { parseSshConfig } from '../../src/transport/ssh_config.js';
import { generateKey, publicKey, startSshd, type TestSshd } from './sshd.js';

const RUNS = 210;
const AT_ONCE = 4;
const SALT = Buffer.alloc(20, 'salt');

interface Case {
  readonly alias: string | undefined;
  /** Two of the user's own, one for the whole machine. */
  readonly files: readonly string[];
}

let sshd: TestSshd;
let folder: string;
let keys: readonly string[];
let cases: readonly Case[];
const path = (name: string) => join(folder, name);
const pathsOf = (index: number) => [1, 2, 3].map((number) => path(`known_${index}_${number}`));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-verdicts-'));
  for (const [name, type] of [
    ['ed25519', 'ed25519'],
    ['ecdsa', 'ecdsa'],
    ['stranger', 'ed25519'],
    ['stranger_ecdsa', 'ecdsa'],
    ['rsa', 'rsa'],
  ] as const) {
    generateKey(path(name), type);
  }
  sshd = await startSshd([`HostKey ${path('ecdsa')}`, 'MaxStartups 1000']);
  const files = [sshd.hostKeyFile, ...['ecdsa', 'stranger', 'stranger_ecdsa', 'rsa'].map(path)];
  keys = files.map((file) => publicKey(file));
  // Always the same ones: a verdict that differs can be looked into.
  cases = fc.sample(caseArbitrary(sshd.port), { numRuns: RUNS, seed: 1 });
  cases.forEach(({ files }, index) => {
    pathsOf(index).forEach((file, number) => {
      writeFileSync(file, files[number] ?? '');
    });
  });
});
afterAll(async () => {
  await sshd.stop();
  rmSync(folder, { recursive: true });
});

it('is that of ssh', async () => {
  const limit = pLimit(AT_ONCE);
  const verdicts = await Promise.all(
    cases.map(({ alias }, index) =>
      limit(() => Promise.all([ourVerdict(alias, index), sshVerdict(alias, index)])),
    ),
  );
  const differing = verdicts.flatMap(([ours, theirs], index) =>
    ours === theirs ? [] : [{ ours, theirs, ...cases[index] }],
  );
  expect(differing).toEqual([]);
  // The generator is of use only as long as it leads to each of them.
  const count = (verdict: string) => verdicts.filter(([, theirs]) => theirs === verdict).length;
  for (const verdict of ['known', 'unknown', 'changed', 'revoked'])
    expect(count(verdict)).toBeGreaterThan(10);
}, 120_000);

it('rests on the lines that ssh-keygen finds', async () => {
  const limit = pLimit(AT_ONCE);
  await Promise.all(
    cases.map(({ alias, files }, index) =>
      limit(async () => {
        // It does not read the keys, so lines whose key is broken are left out.
        const whole = files
          .join('')
          .split('\n')
          .filter((line) => keys.some((key) => line.includes(key)));
        const file = path(`whole_${index}`);
        writeFileSync(file, whole.map((line) => `${line}\n`).join(''));
        const [name = ''] = targetOf(alias, index).knownAs;
        const ours = knownFor(parseKnownHosts(whole.join('\n'), file), name).map(({ line }) => line);
        expect(ours).toEqual(await linesOfSshKeygen(name, file));
      }),
    ),
  );
});

function caseArbitrary(port: number): fc.Arbitrary<Case> {
  const names = ['127.0.0.1', `[127.0.0.1]:${port}`, 'node.example.org'];
  const others = ['[127.0.0.1]:1', 'other', '::1', `[other]:${port}`];
  const patterns = [
    '*',
    '127.0.0.?',
    '127.*',
    '[127.0.0.*]:*',
    `[*]:${port}`,
    'NODE.*',
    '?ode.example.org',
    '',
  ];
  const negated = ['!127.0.0.1', `![127.0.0.1]:${port}`, '!node.*', '!other', '![*]:1', '!*'];
  const list = fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...names) },
        fc.constantFrom(...others, ...patterns, ...negated),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((words) => words.join(','));
  const hashed = fc.constantFrom(...names, ...others).map(hashName);
  const line = fc.record({
    indent: fc.constantFrom('', '', ' ', '\t'),
    // No tab after a marker: OpenSSH then overlooks the line, and so the revocation. Here it is seen.
    marker: fc.constantFrom('', '', '', '@revoked ', '@revoked ', '@cert-authority ', '@unknown '),
    names: fc.oneof(list, list, hashed, fc.constantFrom('|1|short|hash', '|2|a|b')),
    key: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...keys) }, fc.constantFrom(...brokenKeys())),
    end: fc.constantFrom('', '', ' comment', '\r', ' # comment'),
  });
  const text = fc.oneof(
    {
      weight: 8,
      arbitrary: line.map(({ indent, marker, names, key, end }) => `${indent}${marker}${names} ${key}${end}`),
    },
    fc.constantFrom('', '# comment', 'rubbish', 'a b c', '@revoked'),
  );
  const file = fc.array(text, { maxLength: 3 }).map((lines) => lines.map((one) => `${one}\n`).join(''));
  return fc.record({
    alias: fc.constantFrom(undefined, undefined, 'node.example.org'),
    files: fc.tuple(file, file, file),
  });
}

/** The host's own key, spoiled: cut short, under another type's name, not base64, of a type that nobody has. */
function brokenKeys(): readonly string[] {
  const [type = '', blob = ''] = keys[0]?.split(' ') ?? [];
  return [
    `${type} ${blob.slice(0, 40)}`,
    `ssh-rsa ${blob}`,
    `${type} ${blob.slice(0, 30)}%%`,
    `ssh-new ${blob}`,
    type,
  ];
}

function hashName(name: string): string {
  const hash = createHmac('sha1', SALT).update(name).digest('base64');
  return `|1|${SALT.toString('base64')}|${hash}`;
}

function targetOf(alias: string | undefined, index: number): Destination {
  const [first, second, global] = pathsOf(index);
  const options = [`userknownhostsfile ${first} ${second}`, `globalknownhostsfile ${global}`];
  if (alias !== undefined) options.push(`hostkeyalias ${alias}`);
  return resolveDestination(
    { ...sshd.settings, knownHostsFiles: [] },
    parseSshConfig(options.join('\n')),
    {},
  );
}

/** An authority does not make a key known that it has not signed. */
const VERDICTS = [
  ['is not known', 'unknown'],
  ['has to be certified', 'unknown'],
  ['CHANGED', 'changed'],
  ['revoked', 'revoked'],
] as const;

/** The server's key is the first that is asked for among those that it has (RFC 4253, section 7.1). */
async function ourVerdict(alias: string | undefined, index: number): Promise<string> {
  const check = await prepareHostKeyCheck(targetOf(alias, index), createKnownHosts(), async () => false);
  const [ed25519 = '', ecdsa = ''] = keys;
  const asked = check.algorithms.find((name) => [ed25519, ecdsa].some((key) => key.startsWith(name)));
  const key = [ed25519, ecdsa].find((one) => one.startsWith(asked ?? 'nothing')) ?? '';
  return check.accept(Buffer.from(key.split(' ')[1] ?? '', 'base64')).then(
    () => 'known',
    ({ message }: Error) => VERDICTS.find(([words]) => message.includes(words))?.[1] ?? message,
  );
}

function sshVerdict(alias: string | undefined, index: number): Promise<string> {
  const [first, second, global] = pathsOf(index);
  const options = [
    `UserKnownHostsFile=${first} ${second}`,
    `GlobalKnownHostsFile=${global}`,
    'StrictHostKeyChecking=yes',
    'BatchMode=yes',
    'PreferredAuthentications=none',
    ...(alias === undefined ? [] : [`HostKeyAlias=${alias}`]),
  ].flatMap((option) => ['-o', option]);
  const args = ['-F', 'none', ...options, '-p', String(sshd.port), '127.0.0.1', 'true'];
  return new Promise((resolve) => {
    execFile('ssh', args, (_error, _stdout, stderr) => {
      if (stderr.includes('REVOKED HOST KEY')) resolve('revoked');
      else if (stderr.includes('IDENTIFICATION HAS CHANGED')) resolve('changed');
      else if (/No \S+ host key is known/.test(stderr)) resolve('unknown');
      // Nothing was offered to log in with, so that is where it ends.
      else resolve(stderr.includes('Permission denied') ? 'known' : stderr);
    });
  });
}

function linesOfSshKeygen(name: string, file: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    execFile('ssh-keygen', ['-F', name, '-f', file], (_error, stdout) => {
      resolve(
        [...stdout.matchAll(/^# Host .* found: line (\d+)(?: REVOKED| CA)? ?$/gm)].map(([, line]) =>
          Number(line),
        ),
      );
    });
  });
}
