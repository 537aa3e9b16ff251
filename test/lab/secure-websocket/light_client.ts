// smoldot, the light client of browsers, as a process that finds names in a file of its own and trusts an authority of the test.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { installClients } from '../ecosystem/workspace.js';

export interface LightClient {
  /** @returns what its network said until that many seconds were over; each line begins with the second in which it was said */
  dial(address: string, seconds: number): Promise<string>;
  remove(): Promise<void>;
}

/** @param addresses by name @param authority PEM */
export async function lightClient(
  authority: string,
  addresses: ReadonlyMap<string, string>,
): Promise<LightClient> {
  const program = `${await installClients()}/smoldot.mjs`;
  const folder = await mkdtemp(`${tmpdir()}/hostwright-smoldot-`);
  const hosts = [...addresses].map(([name, address]) => `${address} ${name}\n`);
  await writeFile(`${folder}/hosts`, ['127.0.0.1 localhost\n', ...hosts].join(''));
  await writeFile(`${folder}/ca.pem`, authority);
  const inside = ['--mount', 'sh', '-c', 'mount --bind hosts /etc/hosts && exec "$@"', 'sh'];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
  return {
    async dial(address, seconds) {
      const words = [...inside, process.execPath, program, address, String(seconds)];
      const { stdout } = await promisify(execFile)('unshare', words, {
        ...{ cwd: folder, env, maxBuffer: 2 ** 26 },
      });
      return stdout;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
