// Questions to the person at the terminal.

import type { Prompt } from '../playbook/prompts.js';
import { fail } from '../problem.js';
import { visible } from '../report/escape.js';

/**
 * Asks for the passphrase of a private key.
 *
 * @returns undefined where nobody can be asked, because standard input is no terminal
 */
export function askPassphrase(keyFile: string): Promise<string | undefined> {
  return askHidden(`Passphrase of ${keyFile}:`);
}

/** Asks for the password of `--ask-pass`. @throws ProblemError where nobody can be asked */
export async function askLoginPassword(): Promise<string> {
  const password = await askHidden('Password to log in:');
  return password ?? nobodyToAsk('--ask-pass', 'ansible_password');
}

/**
 * Asks for the password of `--ask-become-pass`.
 *
 * @param same taken where the answer is empty, as in Ansible
 * @throws ProblemError where nobody can be asked
 */
export async function askBecomePassword(same: string | undefined): Promise<string> {
  const hint = same === undefined ? '' : '; empty: the same';
  const password = await askHidden(`Password to become another user (sudo, su, doas${hint}):`);
  return (password || same) ?? password ?? nobodyToAsk('--ask-become-pass', 'ansible_become_password');
}

function nobodyToAsk(option: string, variable: string): never {
  const advice = `set ${variable} in an encrypted file, of the inventory or under vars_files`;
  return fail(`${option}: there is no terminal to ask at`, undefined, advice);
}

/** Asks for a variable of a play, again as long as what has to be typed twice differs. @returns undefined as askHidden */
export async function askVariable(prompt: Prompt): Promise<string | undefined> {
  const { question, fallback, confirm } = prompt;
  const hint = fallback === undefined || prompt.private ? '' : ` [${visible(fallback)}]`;
  for (;;) {
    const message = `${visible(question)}${hint}:`;
    const answer = await (prompt.private ? askHidden(message) : askOpenly(message));
    if (answer === undefined || !confirm) return answer === '' ? (fallback ?? '') : answer;
    const again = `Again, ${message}`;
    if ((await (prompt.private ? askHidden(again) : askOpenly(again))) === answer)
      return answer === '' ? (fallback ?? '') : answer;
  }
}

/** A question that only a typed yes agrees to. @returns undefined where nobody can be asked */
export async function askAgreement(question: string): Promise<boolean | undefined> {
  const answer = await askOpenly(`${visible(question)} (yes, or anything else)`);
  return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
}

/** @returns undefined where nobody can be asked */
function askOpenly(message: string): Promise<string | undefined> {
  return askFor({ type: 'input', name: 'answer', message });
}

/** Asks for something that must not be seen. @returns undefined where nobody can be asked */
export function askHidden(message: string): Promise<string | undefined> {
  return askFor({ type: 'password', name: 'answer', message, mask: '*' });
}

interface Question {
  readonly type: 'input' | 'password';
  readonly name: 'answer';
  readonly message: string;
  readonly mask?: string;
}

async function askFor(question: Question): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  // Loaded when there is something to ask: most runs ask nothing, and it costs them 50 ms.
  const { default: inquirer } = await import('inquirer');
  // On standard error, because standard output may be read by a program.
  const ask = inquirer.createPromptModule({ output: process.stderr });
  const { answer } = await ask<{ answer: string }>([question]);
  return answer;
}
