// What makes one host differ from its image: names, keys, and the stand-in; written before it boots.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAB_USER, type LabHost } from './lab.js';
import { runTool } from './tool.js';

/** Writes into the mounted root of a host. `login` is the public key that opens it. Answers its public host key. */
export async function writeGuest(
  root: string,
  host: LabHost,
  all: readonly LabHost[],
  login: string,
): Promise<string> {
  await writePublic(`${root}/etc/hostname`, `${host.name}\n`);
  await writePublic(`${root}/etc/hosts`, hostsFile(host, all));
  // An empty machine-id would make this a first boot, with presets and questions.
  await writePublic(`${root}/etc/machine-id`, `${randomBytes(16).toString('hex')}\n`);
  await authorize(root, login);
  await writeStandIn(root);
  return makeHostKey(root, host);
}

/** Readable by everybody on the host, whatever the umask of the controller's root is. */
async function writePublic(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, 0o644);
}

/** `127.0.1.1` for the own name is Debian's way; the other hosts are known under NAME and NAME.lab.test (RFC 6761). */
function hostsFile(host: LabHost, all: readonly LabHost[]): string {
  const others = all
    .filter(({ name }) => name !== host.name)
    .map(({ address, name }) => `${address} ${name}.lab.test ${name}`);
  return [
    '127.0.0.1 localhost',
    `127.0.1.1 ${host.name}.lab.test ${host.name}`,
    '::1 localhost ip6-localhost',
    ...others,
    '',
  ].join('\n');
}

async function authorize(root: string, login: string): Promise<void> {
  const folder = `${root}/home/${LAB_USER}/.ssh`;
  await mkdir(folder, { mode: 0o700 });
  await writeFile(`${folder}/authorized_keys`, login, { mode: 0o600 });
  await runTool('chown', ['-R', `--reference=${root}/home/${LAB_USER}`, folder]);
}

/** A bundle of libp2p beside the stand-in, or where `npm run build` leaves it; without it the stand-in has no peer. */
const peerFiles = ['./standin/peer.mjs', '../../dist/standin/peer.mjs'].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
);

/** The ws package is copied from our own dependencies: the same version on every release. */
async function writeStandIn(root: string): Promise<void> {
  const target = `${root}/opt/lab-node`;
  await cp(fileURLToPath(new URL('./standin/', import.meta.url)), target, { recursive: true });
  const peer = peerFiles.find((file) => existsSync(file));
  if (peer !== undefined) await cp(peer, `${target}/peer.mjs`);
  const ws = dirname(createRequire(import.meta.url).resolve('ws/package.json'));
  await cp(ws, `${target}/node_modules/ws`, { recursive: true });
  await runTool('chmod', ['-R', 'a+rX', target]);
  const configuration = { methods: 'safe', roles: ['Full'], rpcCors: 'localhost' };
  await writePublic(`${root}/etc/lab-node.json`, `${JSON.stringify(configuration)}\n`);
}

/** Made here and not by the host, so that known_hosts is complete before the host boots. */
async function makeHostKey(root: string, host: LabHost): Promise<string> {
  const file = `${root}/etc/ssh/ssh_host_ed25519_key`;
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `root@${host.name}`, '-f', file]);
  return runTool('ssh-keygen', ['-y', '-f', file]);
}
