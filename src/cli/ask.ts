// Questions to the person at the terminal.

import inquirer from 'inquirer';

/**
 * Asks for the passphrase of a private key.
 *
 * @returns undefined where nobody can be asked, because standard input is no terminal
 */
export async function askPassphrase(keyFile: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const { passphrase } = await inquirer.prompt<{ passphrase: string }>([
    { type: 'password', name: 'passphrase', message: `Passphrase of ${keyFile}:`, mask: '*' },
  ]);
  return passphrase;
}
