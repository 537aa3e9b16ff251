// smoldot, the light client of browsers, as a process that finds names in a file of its own and trusts an authority of the test.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A chain whose only bootnode is the one that is given, and what the network says until the bootnode has sent back a ping. */
const program = `import { start } from 'smoldot';
import { chainSpec } from '@substrate/connect-known-chains/polkadot';
setTimeout(() => process.exit(1), 60_000);
const logCallback = (_level, target, line) => {
  if (target === 'network') console.log(line);
  if (line.startsWith('pong;')) process.exit(0);
};
const client = start({ maxLogLevel: 4, logCallback });
const spec = { ...JSON.parse(chainSpec), bootNodes: [process.argv[2]] };
await client.addChain({ chainSpec: JSON.stringify(spec) });
`;

export interface LightClient {
  /** @returns the lines of its network, until a ping came back or a minute was over */
  dial(address: string): Promise<string>;
  remove(): Promise<void>;
}

/** @param addresses by name @param authority PEM. Installed for the test; nothing of it is shipped. */
export async function lightClient(
  authority: string,
  addresses: ReadonlyMap<string, string>,
): Promise<LightClient> {
  const folder = await mkdtemp(`${tmpdir()}/hostwright-smoldot-`);
  const hosts = [...addresses].map(([name, address]) => `${address} ${name}\n`);
  await writeFile(`${folder}/hosts`, ['127.0.0.1 localhost\n', ...hosts].join(''));
  await writeFile(`${folder}/ca.pem`, authority);
  await writeFile(`${folder}/dial.mjs`, program);
  await writeFile(`${folder}/package.json`, '{"private":true}');
  const packages = ['smoldot@2.0.40', '@substrate/connect-known-chains@1.10.3'];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  return {
    async dial(address) {
      const inside = ['--mount', 'sh', '-c', 'mount --bind hosts /etc/hosts && exec "$@"', 'sh'];
      const words = [...inside, process.execPath, 'dial.mjs', address];
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
      const ended = run('unshare', words, { cwd: folder, env, maxBuffer: 2 ** 26 });
      const { stdout } = await ended.catch((error: { readonly stdout?: string }) => ({
        stdout: error.stdout ?? '',
      }));
      return stdout;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
