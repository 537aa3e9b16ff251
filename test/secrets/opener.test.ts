import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fail } from '../../src/problem.js';
import { encryptAge, makeIdentity } from '../../src/secrets/age.js';
import { openText } from '../../src/secrets/opened.js';
import { type KeySources, openerWith } from '../../src/secrets/opener.js';

const me = await makeIdentity();
const sealed = await encryptAge(Buffer.from('hello'), { kind: 'recipients', recipients: [me.recipient] });
const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
const vault = golden('whole-1.1.yml');
const otherVault = golden('whole-1.2.yml');
const password = 'vault-pässword';

/** Sources of keys that count how often they are asked. */
function sources(given: { passwords?: string[]; answers?: (string | undefined)[]; identities?: string[] }) {
  const asked: string[] = [];
  const answers = [...(given.answers ?? [])];
  const keys: KeySources = {
    identities: async () => ({
      file: 'id.txt',
      identities: given.identities ?? fail('no identity file', undefined, 'make one'),
    }),
    vaultPasswords: async () => given.passwords ?? [],
    ask: async (question) => {
      asked.push(question);
      return answers.shift();
    },
  };
  return { asked, open: openerWith(keys) };
}

describe('asks a person', () => {
  it('nothing where a key is known', async () => {
    const { open, asked } = sources({ identities: [me.identity], passwords: ['wrong', password] });
    expect((await open(sealed, 'a')).kind).toBe('opened');
    expect((await open(vault, 'b')).kind).toBe('opened');
    expect(asked).toEqual([]);
  });

  it('once, and tries the answer on what follows', async () => {
    const { open, asked } = sources({ answers: [password] });
    expect((await open(vault, 'a.yml')).kind).toBe('opened');
    expect((await open(golden('bin.vault'), 'b.yml')).kind).toBe('opened');
    expect(asked).toEqual(['Vault password of a.yml (empty: leave it closed):']);
  });

  it('again for a text with another password', async () => {
    const { open, asked } = sources({ answers: [password, 'other-password'] });
    expect((await open(vault, 'a.yml')).kind).toBe('opened');
    expect((await open(otherVault, 'b.yml')).kind).toBe('opened');
    expect(asked).toHaveLength(2);
  });

  it('three times, and never again after that', async () => {
    const { open, asked } = sources({ answers: ['x', 'y', 'z', password] });
    expect(await open(vault, 'a.yml')).toMatchObject({
      message: 'this is encrypted, and no Vault password that was given opens it',
    });
    expect((await open(otherVault, 'b.yml')).kind).toBe('locked');
    expect(asked).toHaveLength(3);
  });

  it.each([[undefined], ['']])('not again where the answer is %j', async (answer) => {
    const { open, asked } = sources({ answers: [answer, password] });
    expect(await open(vault, 'a.yml')).toMatchObject({
      message: 'this is encrypted, and nobody gave its Vault password',
    });
    expect((await open(otherVault, 'b.yml')).kind).toBe('locked');
    expect(asked).toHaveLength(1);
  });
});

describe('what stays closed says why', () => {
  it('there is no identity: what is wrong with the file, and what to do', async () => {
    const { open } = sources({});
    expect(await open(sealed, 'a')).toEqual({
      kind: 'locked',
      message: 'this is encrypted: no identity file',
      advice: 'make one',
    });
  });

  it('it is for somebody else: which identities were tried', async () => {
    const { open } = sources({ identities: [(await makeIdentity()).identity] });
    expect(await open(sealed, 'a')).toMatchObject({
      message: 'this is encrypted, and not for an identity in id.txt',
    });
  });

  it('it is damaged', async () => {
    const { open } = sources({ identities: [me.identity] });
    expect(await open(sealed.slice(0, 200), 'a')).toMatchObject({
      message: expect.stringContaining('damaged'),
    });
  });

  it('it is no text', async () => {
    const bytes = await encryptAge(Buffer.from([0xff, 0xfe]), {
      kind: 'recipients',
      recipients: [me.recipient],
    });
    const { open } = sources({ identities: [me.identity] });
    expect((await open(bytes, 'a')).kind).toBe('opened');
    expect(await openText(open, bytes, 'a')).toEqual({
      kind: 'locked',
      message: 'what is encrypted is no UTF-8 text',
    });
  });
});
