// Known-hosts files: the same lines as ssh-keygen finds, and the verdict on a key.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fingerprint,
  judgeKey,
  keyType,
  knownFor,
  parseKnownHosts,
} from '../../src/transport/known_hosts.js';
import { createKnownHosts } from '../../src/transport/known_hosts_files.js';
import { generateKey, publicKey } from './sshd.js';

let folder: string;
let keys: Record<'a' | 'b' | 'ecdsa', string>;
const path = (name: string) => join(folder, name);
const blob = (line: string) => Buffer.from(line.split(' ')[1] ?? '', 'base64');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-known-'));
  generateKey(path('a'));
  generateKey(path('b'));
  generateKey(path('ecdsa'), 'ecdsa');
  keys = { a: publicKey(path('a')), b: publicKey(path('b')), ecdsa: publicKey(path('ecdsa')) };
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a known-hosts file', () => {
  const names = ['h1', 'h2.example.org', '10.0.0.1', '[h1]:2222', '[10.0.0.1]:22', '::1'];
  const patterns = [
    ...names,
    '*',
    'h?',
    'H1',
    '!h1',
    '!*.org',
    '*.example.org',
    '[h?]:2222',
    '[*]:2222',
    '10.0.0.*',
    '',
  ];

  it.each(['plain', 'hashed'])('has the lines for a host that ssh-keygen finds (%s)', (kind) => {
    const file = path(kind);
    const line = fc.array(fc.constantFrom(...(kind === 'plain' ? patterns : names)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom(...names), (lines, name) => {
        writeFileSync(file, lines.map((list) => `${list.join(',')} ${keys.a}\n`).join(''));
        if (kind === 'hashed') execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
        const found = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' }).stdout;
        const theirs = [...found.matchAll(/^# Host .* found: line (\d+)/gm)].map(([, n]) => Number(n));
        const ours = knownFor(parseKnownHosts(readFileSync(file, 'utf8'), file), name).map(
          (entry) => entry.line,
        );
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['nothing', '', 'unknown'],
    ['the key', 'h1 A', 'known'],
    ['the key among others', 'h1 B\nh1 A', 'known'],
    ['the key in a list of names', 'x,h1,y A', 'known'],
    ['the key of another host', 'h2 A', 'unknown'],
    ['the key on another port', '[h1]:22 A', 'unknown'],
    ['another key', 'h1 B', 'changed'],
    ['a key of another type', 'h1 E', 'changed'],
    ['the key, revoked', '@revoked h1 A', 'revoked'],
    ['the key, known and revoked', 'h1 A\n@revoked * A', 'revoked'],
    ['another revoked key', '@revoked h1 B', 'unknown'],
    ['an authority, which cannot be checked', '@cert-authority h1 A', 'unknown'],
    ['a comment and rubbish', '# h1 A\nh1\n\nh1 ssh-ed25519\n', 'unknown'],
    ['a marker that nobody knows', '@trusted h1 A', 'unknown'],
    ['a key that is cut off', 'h1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==', 'unknown'],
    ['a key of another type than it says', 'h1 ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAAA==', 'unknown'],
    ['blanks and tabs', '  h1\tA  comment', 'known'],
  ])('with %s gives a verdict', (_, text, verdict) => {
    const named: Record<string, string> = { A: keys.a, B: keys.b, E: keys.ecdsa };
    const file = text.replace(/\b[ABE]\b/g, (letter) => named[letter] ?? '');
    expect(judgeKey(parseKnownHosts(file, 'f'), ['h1'], blob(keys.a)).kind).toBe(verdict);
  });

  it.each([
    ['the key for every port', 'h1 A', 'known'],
    ['the key for every port, revoked', '@revoked h1 A', 'revoked'],
    ['another key for every port', 'h1 B', 'unknown'],
    ['another key on this port', '[h1]:2222 B\nh1 A', 'changed'],
    ['the key on this port, another for every port', '[h1]:2222 A\nh1 B', 'known'],
  ])('with %s gives a verdict on a port', (_, text, verdict) => {
    const file = text.replace(/ [AB]$/gm, (word) => (word === ' A' ? ` ${keys.a}` : ` ${keys.b}`));
    const names = ['[h1]:2222', 'h1'];
    expect(judgeKey(parseKnownHosts(file, 'f'), names, blob(keys.a)).kind).toBe(verdict);
  });

  it('is added to, never rewritten, and only its owner may read a new one', async () => {
    const file = join(folder, 'new folder', 'known_hosts');
    const hosts = createKnownHosts();
    expect(await hosts.read([file])).toEqual([]);
    await Promise.all([hosts.add(file, '[h1]:22', blob(keys.a)), hosts.add(file, 'h2', blob(keys.b))]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await hosts.read([file])).map((entry) => entry.key)).toHaveLength(2);
    writeFileSync(file, 'no newline at the end');
    await hosts.add(file, 'h3', blob(keys.ecdsa));
    expect(readFileSync(file, 'utf8')).toBe(`no newline at the end\nh3 ${keys.ecdsa}\n`);
  });
});

describe('a key', () => {
  it.each(['a', 'ecdsa'] as const)('has the type and the fingerprint that ssh-keygen prints (%s)', (name) => {
    const [, theirs] = execFileSync('ssh-keygen', ['-l', '-f', path(name)], { encoding: 'utf8' }).split(' ');
    expect(fingerprint(blob(keys[name]))).toBe(theirs);
    expect(keyType(blob(keys[name]))).toBe(keys[name].split(' ')[0]);
  });
});
