import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decryptVault } from '../../src/secrets/vault.js';

// The files in golden/ were made by ansible-vault of ansible-core 2.14.

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const password = 'vault-pässword';
const vars = 'db_password: hunter2-{{ not_a_template }}\nports: [9944, 9945]\n';

describe('files of ansible-vault', () => {
  it.each([
    ['whole-1.1.yml', password, Buffer.from(vars)],
    ['whole-1.2.yml', 'other-password', Buffer.from(vars)],
    ['bin.vault', password, golden('bin.plain')],
  ])('%s', async (name, word, plain) => {
    expect(await decryptVault(golden(name).toString(), word)).toEqual({ kind: 'opened', bytes: plain });
  });

  it('a value with blanks before its lines, as in a YAML block, and CRLF after them', async () => {
    const text = golden('whole-1.1.yml').toString().replace(/^/gm, '   ').replaceAll('\n', '\r\n');
    expect(await decryptVault(text, password)).toMatchObject({ kind: 'opened' });
  });
});

describe('what cannot be opened', () => {
  const text = golden('whole-1.1.yml').toString();
  it.each([
    ['another password', text, 'vault-password', 'wrong_key'],
    ['an empty password', text, '', 'wrong_key'],
    [
      'another digit in the content',
      text.replace(/(\d)\s*$/, (_, last) => `${(Number(last) + 1) % 10}\n`),
      password,
      'wrong_key',
    ],
    ['version 1.0', text.replace(';1.1;', ';1.0;'), password, 'damaged'],
    ['another cipher', text.replace('AES256', 'AES'), password, 'damaged'],
    ['the first line alone', '$ANSIBLE_VAULT;1.1;AES256\n', password, 'damaged'],
    ['what is no hex', '$ANSIBLE_VAULT;1.1;AES256\nnot hex\n', password, 'damaged'],
  ])('%s: %#', async (_, sealed, word, kind) => {
    expect((await decryptVault(sealed, word)).kind).toBe(kind);
  });
});
