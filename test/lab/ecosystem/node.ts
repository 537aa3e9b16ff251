// The node with the real runtime: it runs on the controller's side, and each host of the lab has it on its own
// 127.0.0.1:9944, where the stand-in was.

import type { Lab } from '../../../src/lab/index.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { type Program, startProgram } from './workspace.js';

export interface RuntimeNode {
  readonly program: Program;
  /** Makes blocks, one after the other. @returns the number of the last */
  makeBlocks(count: number): Promise<number>;
}

/** Reached by the hosts of this lab and by nobody else. */
export async function startRuntimeNode(lab: Lab): Promise<RuntimeNode> {
  const controller = hostAddress(lab, lab.hosts[0]?.name ?? '').replace(/\.\d+$/, '.1');
  const program = startProgram(['node.mjs', controller], { LOG_LEVEL: 'fatal' });
  const { port } = await program.tells((line) => 'port' in line);
  const address = `${controller}:${port}`;
  await Promise.all(lab.hosts.map(({ name }) => asRoot(lab, name, relayTo(address))));
  const makeBlocks = async (count: number) => {
    await ask(address, 'dev_newBlock', [{ count }]);
    return Number((await ask(address, 'chain_getHeader', [])).number);
  };
  return { program, makeBlocks };
}

function relayTo(address: string): string {
  const listen = '--socket-property=ListenStream=127.0.0.1:9944';
  return `systemctl disable --now --quiet lab-node
systemd-run --quiet --unit=runtime-node ${listen} /usr/lib/systemd/systemd-socket-proxyd ${address}`;
}

async function ask(address: string, method: string, params: readonly unknown[]) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(`http://${address}/`, { method: 'POST', body });
  return ((await response.json()) as { readonly result: { readonly number: string } }).result;
}
