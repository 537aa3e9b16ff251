// The workspaces of test/ecosystem and test/clients: what they need, and programs, each a process that tells what it sees.

import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { installMissing } from '../../setup/tools.js';

const folder = fileURLToPath(new URL('../../ecosystem', import.meta.url));
const clients = fileURLToPath(new URL('../../clients', import.meta.url));

/** Hundreds of MB, so installed once for each lock file and by one process at a time. Nothing in it needs its install scripts. */
const install = `cmp -s package-lock.json node_modules/.installed || {
  npm ci --ignore-scripts --no-audit --no-fund && cp package-lock.json node_modules/.installed
}`;

export async function installWorkspace(): Promise<void> {
  await installMissing({ '/usr/bin/chromium': 'chromium', '/usr/bin/certutil': 'libnss3-tools' });
  await installIn(folder);
}

/** @returns the folder of the programs that connect as the clients of the ecosystem do */
export async function installClients(): Promise<string> {
  await installIn(clients);
  return clients;
}

async function installIn(cwd: string): Promise<void> {
  await promisify(execFile)('flock', [cwd, 'sh', '-c', install], { cwd });
}

export interface Program {
  /** The first of its lines of JSON that fits, waiting for it. @throws with everything that it said, where none comes */
  tells(fits: (line: JsonObject) => boolean): Promise<JsonObject>;
  /** Closes its standard input, which ends it. @returns the exit code; null where a signal ended it */
  end(): Promise<number | null>;
}

function fail(message: string): never {
  throw new Error(message);
}

/** @param hosts what the program takes for /etc/hosts, in a mount namespace of its own; absent: this machine's */
export function startProgram(words: readonly string[], env: NodeJS.ProcessEnv, hosts?: string): Program {
  const command = [process.execPath, ...words];
  const inNamespace = ['--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts ?? ''];
  const [file = '', ...rest] = hosts === undefined ? command : ['unshare', ...inNamespace, ...command];
  const child = spawn(file, rest, { cwd: folder, env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const lines: JsonObject[] = [];
  let said = '';
  createInterface(child.stdout).on('line', (line) => {
    said += `${line}\n`;
    if (line.startsWith('{')) lines.push(JSON.parse(line));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return {
    tells: (fits) => vi.waitFor(() => lines.find(fits) ?? fail(said), { timeout: 120_000, interval: 50 }),
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
