import { describe, expect, it } from 'vitest';
import { formatProblem, ProblemError } from '../../src/problem.js';
import { newIdentityFile, readIdentities, readRecipients } from '../../src/secrets/identity.js';

const { text, recipient } = await newIdentityFile(new Date('2026-01-02T03:04:05Z'));

async function problemOf(work: () => unknown): Promise<string> {
  try {
    return `no problem: ${JSON.stringify(await work())}`;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
}

describe('an identity file', () => {
  it('looks like one of age-keygen, and is read again', () => {
    expect(text).toMatch(
      /^# created: 2026-01-02T03:04:05.000Z\n# public key: age1\w+\nAGE-SECRET-KEY-1[0-9A-Z]+\n$/,
    );
    expect(readIdentities(text, 'id.txt')).toHaveLength(1);
  });

  it.each([
    ['', 'id.txt holds no identity'],
    ['# only a comment\n', 'id.txt holds no identity'],
    [
      '\nAGE-SECRET-KEY-1SHORT\n',
      'id.txt:2:1: this line is no age identity\n  it begins with AGE-SECRET-KEY-1',
    ],
  ])('%j is told', async (wrong, said) => {
    expect(await problemOf(() => readIdentities(wrong, 'id.txt'))).toBe(said);
  });

  it('is not quoted where it is wrong', async () => {
    expect(await problemOf(() => readIdentities(text.slice(0, -3), 'id.txt'))).not.toMatch(
      /AGE-SECRET-KEY-1[0-9A-Z]/,
    );
  });
});

describe('a list of recipients', () => {
  it('has comments and blank lines', async () => {
    expect(await readRecipients(`# Ann\n${recipient}\n\n`, 'r.txt')).toEqual([recipient]);
  });

  it.each([
    [
      'age1nobody',
      'r.txt:1:1: "age1nobody" is no age recipient\n  it begins with age1; hostwright secrets init prints yours',
    ],
    ['\n', 'r.txt names no recipient'],
  ])('%j is told', async (wrong, said) => {
    expect(await problemOf(() => readRecipients(wrong, 'r.txt'))).toBe(said);
  });
});
