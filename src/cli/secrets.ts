// `hostwright secrets`: values that are encrypted at rest, for age recipients or with a passphrase.
//
// Secrets come by standard input, by a prompt or from an editor, never as an argument: arguments can be read by
// everybody on the machine.

import { Command } from '@commander-js/extra-typings';
import { identityOption, vaultIdOption, vaultPasswordOption } from '../options/keys.js';

export function secretsCommand() {
  return new Command('secrets')
    .summary('keep passwords and keys encrypted in files')
    .description(
      'Encrypts files of variables, or single values in them, with age. plan and apply open what they read with ' +
        'your identity, and never show it. Files and values of Ansible Vault are opened too, with its password.',
    )
    .addHelpText('after', examples)
    .hook('preAction', async () => (await import('./secrets/plain.js')).sweepPlainFolders())
    .addCommand(initCommand())
    .addCommand(encryptCommand())
    .addCommand(decryptCommand())
    .addCommand(editCommand())
    .addCommand(rotateCommand());
}

const examples = `
Examples:
  hostwright secrets init
  hostwright secrets edit vars/secrets.yml
  printf %s "$PASSWORD" | hostwright secrets encrypt --value
  hostwright secrets rotate vars/*.yml inventory.yml

Files are encrypted for the recipients in .hostwright/recipients.txt, which lies
in the folder of the file or the nearest one above it. Keep that list under
version control, and your identity (~/.config/hostwright/identity.txt) out of
it. A play names encrypted files under vars_files:.`;

const passphraseOption = ['--passphrase', 'encrypt with a passphrase, which is asked for'] as const;

function initCommand() {
  return new Command('init')
    .summary('make an identity, unless there is one, and name it as a recipient of this project')
    .addOption(identityOption())
    .action(async (options) => {
      const { initSecrets } = await import('./secrets/init.js');
      await initSecrets(options);
    });
}

function encryptCommand() {
  return new Command('encrypt')
    .summary('encrypt a file in place, or a value from standard input')
    .argument('[file]', 'the file to encrypt')
    .option('--value', 'read a value from standard input and print it as a !secret block for a YAML file')
    .option(...passphraseOption)
    .action(async (file, options) => {
      const { encryptFile, encryptValue } = await import('./secrets/encrypt.js');
      await (options.value ? encryptValue(file, options) : encryptFile(file, options));
    });
}

function decryptCommand() {
  return new Command('decrypt')
    .summary('print what an encrypted file holds, or a !secret block from standard input')
    .argument('[file]', 'the encrypted file; without it, standard input')
    .addOption(identityOption())
    .addOption(vaultPasswordOption())
    .addOption(vaultIdOption())
    .action(async (file, options) => {
      const { decrypt } = await import('./secrets/decrypt.js');
      await decrypt(file, options);
    });
}

function editCommand() {
  return new Command('edit')
    .summary('open an encrypted file, or a new one, in $VISUAL or $EDITOR')
    .argument('<file>', 'the encrypted file')
    .option(...passphraseOption)
    .addOption(identityOption())
    .action(async (file, options) => {
      const { edit } = await import('./secrets/edit.js');
      process.exitCode = await edit(file, options);
    });
}

function rotateCommand() {
  return new Command('rotate')
    .summary('encrypt files, and !secret values in files, anew for the recipients of today')
    .argument('<files...>', 'encrypted files, and YAML files with !secret values')
    .addOption(identityOption())
    .action(async (files, options) => {
      const { rotate } = await import('./secrets/rotate.js');
      await rotate(files, options);
    });
}
