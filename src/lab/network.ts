// A lab's network: one bridge, and for each host a namespace with one interface on it. No route leads outside.
import { bridgeName, type LabHost, labAddress, labNetwork, machineName } from './lab.js';
import type { LabRecord } from './record.js';
import { runTool, tryTool } from './tool.js';

/** No bridge has our name, and no route of this machine leads into the network or covers it, the default aside. */
export async function isNetworkFree(number: number): Promise<boolean> {
  if ((await tryTool('ip', ['link', 'show', bridgeName(number)])).code === 0) return false;
  const network = labNetwork(number);
  for (const relation of ['match', 'root']) {
    const routes = await runTool('ip', ['-json', '-4', 'route', 'show', 'table', 'all', relation, network]);
    if ((JSON.parse(routes || '[]') as readonly { readonly dst: string }[]).some(isTaken)) return false;
  }
  return true;
}

/** VPNs split the default route in a few very wide ones; those are not about our network either. */
function isTaken({ dst }: { readonly dst: string }): boolean {
  return dst !== 'default' && Number(dst.split('/')[1] ?? 32) >= 8;
}

export async function makeNetwork(record: LabRecord): Promise<void> {
  await runTool('ip', ['-batch', '-'], { input: bridgeCommands(record) });
  for (const [index, host] of record.hosts.entries()) {
    await runTool('ip', ['-netns', machineName(record.number, index + 1), '-batch', '-'], {
      input: interfaceCommands(host),
    });
  }
}

/**
 * The hosts get no default route and the controller does not forward for them, so they reach each other and the
 * controller and nothing else.
 */
function bridgeCommands({ number, hosts }: LabRecord): string {
  const bridge = bridgeName(number);
  return toBatch([
    `link add ${bridge} type bridge`,
    `addr add ${labAddress(number, 0)}/24 dev ${bridge}`,
    `link set ${bridge} up`,
    ...[...hosts.keys()].flatMap((index) => {
      const name = machineName(number, index + 1);
      return [
        `netns add ${name}`,
        `link add ${name} type veth peer name eth0 netns ${name}`,
        `link set ${name} master ${bridge} up`,
      ];
    }),
  ]);
}

/** Set up from outside, inside the host's namespace: the guest needs no network configuration of its own. */
function interfaceCommands({ address }: LabHost): string {
  return toBatch(['link set lo up', `addr add ${address}/24 dev eth0`, 'link set eth0 up']);
}

function toBatch(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Removes what is there; what is already gone, or was never made, is not missed. */
export async function removeNetwork({ number, hosts }: LabRecord): Promise<void> {
  for (const index of hosts.keys()) {
    const name = machineName(number, index + 1);
    await tryTool('ip', ['link', 'delete', name]);
    await tryTool('ip', ['netns', 'delete', name]);
  }
  await tryTool('ip', ['link', 'delete', bridgeName(number)]);
}
