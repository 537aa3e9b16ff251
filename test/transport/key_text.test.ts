// Private keys as ssh-keygen and openssl write them, against what ssh-keygen says of their public half.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readKeyText } from '../../src/transport/key_text.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** Runs a program that writes a key to the file that is its last argument. @returns the key */
function made(program: string, ...args: readonly string[]): string {
  count += 1;
  const file = join(folder, `key${count}`);
  execFileSync(program, [...args, file], { stdio: 'ignore' });
  return readFileSync(file, 'latin1');
}
const sshKey = (passphrase: string, ...args: readonly string[]) =>
  made('ssh-keygen', '-q', '-a', '2', '-N', passphrase, ...args, '-f');
const opensslKey = (...args: readonly string[]) => made('openssl', 'genpkey', ...args, '-out');
const beside = () => readFileSync(join(folder, `key${count}.pub`), 'utf8').split(' ')[1];
const publicOf = (text: string, passphrase?: string) => {
  const found = readKeyText(text, passphrase);
  return found.kind === 'open' ? found.key.getPublicSSH() : found.kind;
};

describe('a key in PKCS#8', () => {
  it.each([[['-t', 'rsa', '-b', '2048']], [['-t', 'ecdsa']], [['-t', 'ecdsa', '-b', '521']]])(
    'is read, encrypted or not: ssh-keygen -m PKCS8 %j',
    (args) => {
      const plain = sshKey('', '-m', 'PKCS8', ...args);
      expect(plain).toMatch(/^-----BEGIN PRIVATE KEY-----/);
      expect(publicOf(plain).toString('base64')).toBe(beside());
      const sealed = sshKey('open sesame', '-m', 'PKCS8', ...args);
      expect(sealed).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
      expect([publicOf(sealed), publicOf(sealed, 'wrong')]).toEqual(['encrypted', 'encrypted']);
      expect(publicOf(sealed, 'open sesame').toString('base64')).toBe(beside());
    },
  );

  it('is read of ed25519, which openssl writes, and signs as ssh-keygen expects', () => {
    const found = readKeyText(opensslKey('-algorithm', 'ed25519'));
    const key = found.kind === 'open' ? found.key : undefined;
    const signature = key?.sign(Buffer.from('text')) as Buffer;
    expect(key?.verify(Buffer.from('text'), signature)).toBe(true);
    expect(key?.getPublicSSH()).toHaveLength(51);
    const sealed = opensslKey('-algorithm', 'ed25519', '-aes256', '-pass', 'pass:open sesame');
    expect([publicOf(sealed), publicOf(sealed, 'wrong')]).toEqual(['encrypted', 'encrypted']);
    expect(publicOf(sealed, 'open sesame')).toHaveLength(51);
  });

  it.each([
    ['x25519', /SSH has no keys of type x25519/],
    ['ed448', /SSH has no keys of type ed448/],
  ])('of a kind that SSH lacks is named: %s', (type, why) => {
    expect(readKeyText(opensslKey('-algorithm', type))).toMatchObject({
      kind: 'unusable',
      why: expect.stringMatching(why),
    });
  });
});

describe('a key of OpenSSH', () => {
  it.each(['aes256-ctr', 'aes256-cbc', 'aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', '3des-cbc'])(
    'is read: encrypted with %s, and its public half without the passphrase',
    (cipher) => {
      const text = sshKey('open sesame', '-t', 'ed25519', '-Z', cipher);
      const sealed = readKeyText(text);
      expect(sealed.kind === 'encrypted' && sealed.public?.toString('base64')).toBe(beside());
      expect(publicOf(text, 'wrong')).toBe('encrypted');
      expect(publicOf(text, 'open sesame').toString('base64')).toBe(beside());
    },
  );

  it('encrypted with chacha20-poly1305 is not taken for a wrong passphrase, and what helps is said', () => {
    const text = sshKey('open sesame', '-t', 'ed25519', '-Z', 'chacha20-poly1305@openssh.com');
    for (const passphrase of [undefined, 'open sesame', 'wrong']) {
      const found = readKeyText(text, passphrase);
      expect(found).toMatchObject({ kind: 'unusable', why: expect.stringContaining('-Z aes256-ctr') });
      expect(found.kind === 'unusable' && found.public?.toString('base64')).toBe(beside());
    }
  });

  it.each([[['-t', 'rsa', '-b', '2048', '-m', 'PEM']], [['-t', 'ecdsa', '-m', 'PEM']]])(
    'of the time before it had a form of its own is read: %j',
    (args) => {
      expect(publicOf(sshKey('', ...args)).toString('base64')).toBe(beside());
      const sealed = sshKey('open sesame', ...args);
      expect([publicOf(sealed), publicOf(sealed, 'wrong')]).toEqual(['encrypted', 'encrypted']);
      expect(publicOf(sealed, 'open sesame').toString('base64')).toBe(beside());
    },
  );
});

it.each([
  '',
  'rubbish',
  '-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----\n',
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n',
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA/////w==\n-----END OPENSSH PRIVATE KEY-----\n',
])('what is no key is unusable, with a reason: %j', (text) => {
  const found = readKeyText(text);
  expect(found.kind === 'unusable' && found.why).toMatch(/\w/);
});
