// A lab's network: one bridge, and for each host a namespace with one interface on it. No route leads outside.
import { bridgeName, labAddress, machineName } from './lab.js';
import type { LabRecord } from './record.js';
import { runTool, tryTool } from './tool.js';

/** Neither our bridge nor anybody's route is there yet. */
export async function isNetworkFree(number: number): Promise<boolean> {
  if ((await tryTool('ip', ['link', 'show', bridgeName(number)])).code === 0) return false;
  const routes = await runTool('ip', ['-4', 'route', 'show', 'table', 'all', 'match', labAddress(number, 0)]);
  return routes.split('\n').every((route) => route === '' || route.includes('default'));
}

export async function makeNetwork(record: LabRecord): Promise<void> {
  await runTool('ip', ['-batch', '-'], { input: `${networkCommands(record).join('\n')}\n` });
}

/**
 * The hosts get no default route and the controller does not forward for them, so they reach each other and the
 * controller and nothing else. Lines for `ip -batch`.
 */
export function networkCommands({ number, hosts }: LabRecord): readonly string[] {
  const bridge = bridgeName(number);
  return [
    `link add ${bridge} type bridge`,
    `addr add ${labAddress(number, 0)}/24 dev ${bridge}`,
    `link set ${bridge} up`,
    ...hosts.flatMap((_host, index) => {
      const name = machineName(number, index + 1);
      return [
        `netns add ${name}`,
        `link add ${name} type veth peer name eth0 netns ${name}`,
        `link set ${name} master ${bridge} up`,
      ];
    }),
  ];
}

/** Inside its namespace a host's interface is set up from here: the guest needs no network configuration at all. */
export async function configureInterfaces({ number, hosts }: LabRecord): Promise<void> {
  await Promise.all(
    hosts.map((host, index) => {
      const lines = ['link set lo up', `addr add ${host.address}/24 dev eth0`, 'link set eth0 up'];
      return runTool('ip', ['-n', machineName(number, index + 1), '-batch', '-'], {
        input: `${lines.join('\n')}\n`,
      });
    }),
  );
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
