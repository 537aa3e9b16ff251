// The list of keys that ~/.ssh/config holds to be stolen or retired (RevokedHostKeys): lines of keys, or a KRL.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Unreachable } from '../connection.js';
import { keyType } from './known_hosts.js';

/** What a KRL begins with (OpenSSH, PROTOCOL.krl). */
const KRL = 'SSHKRL\n\0';

/** @throws Unreachable where that cannot be told: who keeps such a list wants no key taken without it */
export async function isRevoked(key: Buffer, file: string): Promise<boolean> {
  try {
    const list = await readFile(file);
    if (list.toString('latin1', 0, KRL.length) === KRL) return await isInKrl(key, file);
    const encoded = key.toString('base64');
    const lines = list.toString('latin1').split('\n');
    return lines.some((line) => !line.startsWith('#') && line.trim().split(/\s+/).includes(encoded));
  } catch (error) {
    const why = (error as Error).message.split('\n', 1)[0];
    throw new Unreachable(
      `the list of revoked host keys ${file} cannot be read (${why})`,
      'Correct RevokedHostKeys in ~/.ssh/config, or the file: without it no host is connected to.',
    );
  }
}

/** As `ssh-keygen -Q` says it, which only reads keys from files. */
async function isInKrl(key: Buffer, file: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-key-'));
  try {
    const path = join(folder, 'key.pub');
    await writeFile(path, `${keyType(key)} ${key.toString('base64')} host\n`);
    const { stdout } = await promisify(execFile)('ssh-keygen', ['-Q', '-f', file, path]).catch(
      (error: Error & { readonly code?: unknown; readonly stdout?: string }) => {
        if (error.code === 1 && error.stdout?.includes('REVOKED')) return { stdout: error.stdout };
        throw error;
      },
    );
    return !/: ok\s*$/.test(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
