import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  decryptAge,
  encryptAge,
  isRecipient,
  makeIdentity,
  recipientOf,
  wantsPassphrase,
} from '../../src/secrets/age.js';
import type { Opening } from '../../src/secrets/seal.js';

// Against ourselves as a law, and against the age of Debian in both directions.

const { identity, recipient } = await makeIdentity();
const mine = { kind: 'identities', identities: [identity] } as const;
const seal = (plain: Uint8Array) => encryptAge(plain, { kind: 'recipients', recipients: [recipient] });

function bytesOf(opening: Opening): Buffer {
  if (opening.kind !== 'opened') throw new Error(`it stayed closed: ${JSON.stringify(opening)}`);
  return opening.bytes;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hostwright-age-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Runs age on a terminal of its own, because it asks for passphrases nowhere else. */
function ageAtTerminal(words: string, typed: string): void {
  execFileSync('script', ['-qec', `age ${words}`, '/dev/null'], {
    input: typed,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

describe('what was encrypted comes back', () => {
  it('any JSON value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const sealed = await seal(Buffer.from(JSON.stringify(value)));
        expect(bytesOf(await decryptAge(sealed, mine)).toString()).toBe(JSON.stringify(value));
      }),
      { numRuns: 50 },
    );
  });

  it('any bytes, also of several chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200_000 }), async (bytes) => {
        expect(bytesOf(await decryptAge(await seal(bytes), mine)).equals(bytes)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('with a passphrase, and only with that one', async () => {
    const sealed = await encryptAge(Buffer.from('x'), { kind: 'passphrase', passphrase: 'correct horse' });
    expect(wantsPassphrase(sealed)).toBe(true);
    const right = await decryptAge(sealed, { kind: 'passphrase', passphrase: 'correct horse' });
    expect(bytesOf(right).toString()).toBe('x');
    const wrong = await decryptAge(sealed, { kind: 'passphrase', passphrase: 'incorrect horse' });
    expect(wrong).toEqual({ kind: 'wrong_key' });
  });
});

describe('the age of Debian', () => {
  it('opens what we made, and we what it made', async () => {
    const at = folder();
    writeFileSync(join(at, 'key'), `${identity}\n`);
    writeFileSync(join(at, 'ours.age'), await seal(Buffer.from('for age\n')));
    expect(execFileSync('age', ['-d', '-i', join(at, 'key'), join(at, 'ours.age')]).toString()).toBe(
      'for age\n',
    );
    const theirs = execFileSync('age', ['-a', '-r', recipient], { input: 'for us' }).toString();
    expect(bytesOf(await decryptAge(theirs, mine)).toString()).toBe('for us');
  });

  it('with a passphrase', async () => {
    const at = folder();
    const ours = await encryptAge(Buffer.from('for age'), { kind: 'passphrase', passphrase: 'open sesame' });
    writeFileSync(join(at, 'ours.age'), ours);
    ageAtTerminal(`-d -o ${at}/opened ${at}/ours.age`, 'open sesame\n');
    expect(readFileSync(join(at, 'opened'), 'utf8')).toBe('for age');

    writeFileSync(join(at, 'plain'), 'for us');
    ageAtTerminal(`-p -a -o ${at}/theirs.age ${at}/plain`, 'open sesame\nopen sesame\n');
    const theirs = readFileSync(join(at, 'theirs.age'), 'utf8');
    expect(wantsPassphrase(theirs)).toBe(true);
    const opening = await decryptAge(theirs, { kind: 'passphrase', passphrase: 'open sesame' });
    expect(bytesOf(opening).toString()).toBe('for us');
  });

  it('has identities of which we know the recipients', async () => {
    const file = execFileSync('age-keygen', [], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    const [, expected] = /public key: (\S+)/.exec(file) ?? [];
    const [key = ''] = /AGE-SECRET-KEY-1\S+/.exec(file) ?? [];
    expect(await recipientOf(key)).toBe(expected);
  });
});

describe('what cannot be opened says why', () => {
  it('is for somebody else', async () => {
    const other = await makeIdentity();
    const opening = await decryptAge(await seal(Buffer.from('x')), {
      kind: 'identities',
      identities: [other.identity],
    });
    expect(opening).toEqual({ kind: 'wrong_key' });
  });

  it('is damaged, wherever a character is another one, or gone', async () => {
    const sealed = await seal(Buffer.from('the content, which is never answered in part'));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 2), fc.constantFrom('A', 'B', ''), async (at, other) => {
        fc.pre(sealed[at] !== other);
        const mangled = sealed.slice(0, at) + other + sealed.slice(at + 1);
        expect((await decryptAge(mangled, mine)).kind).not.toBe('opened');
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['', false],
    ['-----BEGIN AGE ENCRYPTED FILE-----', false],
    ['-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----\n', false],
  ])('%j does not want a passphrase and is damaged', async (text, wants) => {
    expect(wantsPassphrase(text)).toBe(wants);
    expect((await decryptAge(text, mine)).kind).toBe('damaged');
  });
});

it('a mistyped recipient is none', async () => {
  expect(await isRecipient(recipient)).toBe(true);
  expect(await isRecipient(`${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`)).toBe(false);
  expect(await isRecipient('ssh-ed25519 AAAA')).toBe(false);
});
