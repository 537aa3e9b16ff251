// Identity files and lists of recipients: one key a line, `#` begins a comment, as age-keygen writes them.

import { fail } from '../problem.js';
import { isRecipient, makeIdentity } from './age.js';

/** A new identity file, and who it is to others. @param now for the comment, as in age-keygen */
export async function newIdentityFile(
  now: Date,
): Promise<{ readonly text: string; readonly recipient: string }> {
  const { identity, recipient } = await makeIdentity();
  return { text: `# created: ${now.toISOString()}\n# public key: ${recipient}\n${identity}\n`, recipient };
}

/** @throws ProblemError at the first line that is no identity, without its words */
export function readIdentities(text: string, file: string): readonly string[] {
  const lines = keyLines(text);
  for (const { key, line } of lines) {
    if (/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/.test(key)) continue;
    fail('this line is no age identity', { file, line, column: 1 }, 'it begins with AGE-SECRET-KEY-1');
  }
  if (lines.length === 0) fail(`${file} holds no identity`);
  return lines.map(({ key }) => key);
}

/** @throws ProblemError at the first line that is no recipient; a mistyped one would lock its owner out */
export async function readRecipients(text: string, file: string): Promise<readonly string[]> {
  const lines = keyLines(text);
  for (const { key, line } of lines) {
    if (await isRecipient(key)) continue;
    const advice = 'it begins with age1; hostwright secrets init prints yours';
    fail(`"${key}" is no age recipient`, { file, line, column: 1 }, advice);
  }
  if (lines.length === 0) fail(`${file} names no recipient`);
  return lines.map(({ key }) => key);
}

function keyLines(text: string): readonly { readonly key: string; readonly line: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ key: line.trim(), line: index + 1 }))
    .filter(({ key }) => key !== '' && !key.startsWith('#'));
}
