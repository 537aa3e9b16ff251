// Where the keys to encrypted files are on this machine: the identity file, files with Vault passwords, the person.

import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Option } from '@commander-js/extra-typings';
import { requireTrusted } from '../files/trusted.js';
import { fail } from '../problem.js';
import { readIdentities } from '../secrets/identity.js';
import { openIdentityFile } from '../secrets/identity_file.js';
import type { KeySources } from '../secrets/opener.js';
import { askHidden } from './ask.js';

export interface KeyOptions {
  readonly identity?: string | undefined;
  readonly vaultPasswordFile?: readonly string[] | undefined;
}

export function identityOption() {
  return new Option(
    '--identity <file>',
    'the age identity that opens secrets (~/.config/hostwright/identity.txt)',
  );
}

export function vaultPasswordOption() {
  return new Option(
    '--vault-password-file <file>',
    'the password of Ansible Vault, or a program that prints it; may be repeated',
  ).argParser((file: string, before: readonly string[] | undefined) => [...(before ?? []), file]);
}

/** The variable is for those who keep their identity on a mounted medium. */
export function identityFile({ identity }: KeyOptions): string {
  const { HOSTWRIGHT_IDENTITY_FILE: named, XDG_CONFIG_HOME: config } = process.env;
  return identity ?? (named || join(config || join(homedir(), '.config'), 'hostwright', 'identity.txt'));
}

export function keySources(options: KeyOptions): KeySources {
  return {
    identities: async () => readIdentityFile(identityFile(options)),
    vaultPasswords: () => Promise.all((options.vaultPasswordFile ?? []).map(readVaultPassword)),
    ask: askHidden,
  };
}

/** Asks for the passphrase of one that is encrypted. @throws ProblemError */
export async function readIdentityFile(file: string) {
  requireTrusted(file);
  try {
    const text = await openIdentityFile(readFileSync(file), file, askHidden);
    return { file, identities: readIdentities(text, file) };
  } catch (error) {
    if (!isFileError(error)) throw error;
    const advice = 'hostwright secrets init makes one; another is named with --identity FILE';
    return fail(`the identity file ${file} cannot be read (${error.code})`, undefined, advice);
  }
}

/** As Ansible has it: what an executable file prints, else what the file holds, without white space around it. */
async function readVaultPassword(file: string): Promise<string> {
  requireTrusted(file);
  try {
    if ((statSync(file).mode & 0o111) === 0) return readFileSync(file, 'utf8').trim();
    const { stdout } = await promisify(execFile)(resolve(file), []);
    return stdout.trim();
  } catch (error) {
    if (isFileError(error)) return fail(`the Vault password file ${file} cannot be used (${error.code})`);
    throw error;
  }
}

/** Of the system, or the exit code of the program: neither holds what was read. */
function isFileError(error: unknown): error is Error & { readonly code: string | number } {
  return error instanceof Error && 'code' in error;
}
