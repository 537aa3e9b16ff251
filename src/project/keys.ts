// Where the keys to encrypted files are on this machine: the identity file, files with Vault passwords, the person.

import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { requireTrusted } from '../files/trusted.js';
import type { KeyOptions } from '../options/keys.js';
import { fail } from '../problem.js';
import { askHidden } from '../process/ask.js';
import { readIdentities } from '../secrets/identity.js';
import { openIdentityFile } from '../secrets/identity_file.js';
import type { KeySources } from '../secrets/opener.js';

/** The variable is for those who keep their identity on a mounted medium. */
export function identityFile({ identity }: KeyOptions): string {
  const { HOSTWRIGHT_IDENTITY_FILE: named, XDG_CONFIG_HOME: config } = process.env;
  return identity ?? (named || join(config || join(homedir(), '.config'), 'hostwright', 'identity.txt'));
}

export function keySources(options: KeyOptions): KeySources {
  return {
    identities: async () => readIdentityFile(identityFile(options)),
    vaultPasswords: () => vaultPasswords(options),
    ask: askHidden,
  };
}

/** One after another: some are asked for. All are tried, as in Ansible, whatever the label of what is encrypted. */
async function vaultPasswords({ vaultId = [], vaultPasswordFile = [] }: KeyOptions) {
  const passwords: string[] = [];
  for (const id of vaultId) passwords.push(await vaultPasswordOf(id));
  for (const file of vaultPasswordFile) passwords.push(await readVaultPassword(file));
  return passwords;
}

async function vaultPasswordOf(id: string): Promise<string> {
  const [, label, source = id] = /^([^@]*)@([\s\S]+)$/.exec(id) ?? [];
  if (source === 'prompt' || source === 'prompt_ask_vault_pass') {
    const password = await askHidden(`Vault password (${label || 'default'}):`);
    return password ?? fail(`--vault-id ${id}: there is no terminal to ask at`);
  }
  return readVaultPassword(source.replace(/^~(?=\/)/, homedir()), label);
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

/**
 * As Ansible has it: what an executable file prints, else what the file holds, without white space around it.
 *
 * @param label told to a program whose name ends with `-client`, which has several
 */
async function readVaultPassword(file: string, label = ''): Promise<string> {
  requireTrusted(file);
  try {
    if ((statSync(file).mode & 0o111) === 0) return readFileSync(file, 'utf8').trim();
    const words = label !== '' && /-client(\.\w+)?$/.test(file) ? ['--vault-id', label] : [];
    const { stdout } = await promisify(execFile)(resolve(file), words);
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
