// FIDO keys without a device: the authenticator of security_key.c, built when it is wanted, and keys made by it.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Tools } from '../setup/tools.js';

/** What builds the authenticator. */
export const compilerTools: Tools = {
  '/usr/bin/gcc': 'gcc',
  '/usr/include/stdlib.h': 'libc6-dev',
  '/usr/include/openssl/evp.h': 'libssl-dev',
};

const source = new URL('security_key.c', import.meta.url).pathname;

/** Builds the middleware that ssh loads as SecurityKeyProvider, in a folder. Answers its path. */
export function buildSecurityKeyProvider(folder: string): string {
  const library = join(folder, 'security_key.so');
  execFileSync('gcc', ['-Wall', '-Werror', '-shared', '-fPIC', '-o', library, source, '-lcrypto']);
  return library;
}

/** Makes `file` and `file.pub`, an ed25519-sk key that nobody has to touch. */
export function enrollKey(provider: string, file: string): void {
  const words = ['-q', '-t', 'ed25519-sk', '-O', 'no-touch-required', '-N', '', '-C', 'test', '-f', file];
  execFileSync('ssh-keygen', [...words, '-w', provider]);
}
