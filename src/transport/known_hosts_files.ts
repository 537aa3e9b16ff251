// The known-hosts files on the controller's disk: read once for each run, added to, never rewritten.

import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Unreachable } from '../connection.js';
import { type KnownKey, keyType, parseKnownHosts } from './known_hosts.js';

export interface KnownHosts {
  /** @throws Unreachable when a file is there but cannot be read */
  read(files: readonly string[]): Promise<readonly KnownKey[]>;
  /** Adds a line at the end. @param name may be hashed. @throws Unreachable when that is not possible */
  add(file: string, name: string, key: Buffer): Promise<void>;
}

export function createKnownHosts(): KnownHosts {
  const contents = new Map<string, Promise<readonly KnownKey[]>>();

  function readOnce(file: string): Promise<readonly KnownKey[]> {
    const content = contents.get(file) ?? readKnownHosts(file);
    contents.set(file, content);
    return content;
  }

  return {
    read: async (files) => (await Promise.all(files.map(readOnce))).flat(),
    add: async (file, name, key) => {
      const content = appendKey(file, name, key).then(() => readKnownHosts(file));
      contents.set(file, content);
      await content;
    },
  };
}

async function readKnownHosts(file: string): Promise<readonly KnownKey[]> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Unreachable(`the known-hosts file ${file} cannot be read (${(error as Error).message})`);
  }
}

async function appendKey(file: string, name: string, key: Buffer): Promise<void> {
  try {
    await appendLine(file, `${name} ${keyType(key)} ${key.toString('base64')}\n`);
  } catch (error) {
    throw new Unreachable(`the known-hosts file ${file} cannot be added to (${(error as Error).message})`);
  }
}

/** One write in append mode, so that lines of processes that add at the same time do not mix. */
async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const gap = size > 0 && buffer.toString() !== '\n' ? '\n' : '';
    await handle.write(gap + line);
  } finally {
    await handle.close();
  }
}
