// The options that say which keys open what is encrypted.

import { Option } from '@commander-js/extra-typings';

export interface KeyOptions {
  readonly identity?: string | undefined;
  readonly vaultPasswordFile?: readonly string[] | undefined;
  readonly vaultId?: readonly string[] | undefined;
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

export function vaultIdOption() {
  return new Option(
    '--vault-id <id>',
    'a password of Ansible Vault: LABEL@FILE, LABEL@prompt, or a file alone; may be repeated',
  ).argParser((id: string, before: readonly string[] | undefined) => [...(before ?? []), id]);
}
