// Is the node itself closed to everybody, so that nobody gets past the endpoint, its TLS and its limits? Told by
// connecting, so it holds for where we are: what the host listens on is looked at by a task (modules/closed_ports.ts).

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { PortReached } from '../probes/ports.js';

const { passed, failed, untried } = check('ports', "the node's own ports are closed to everybody");

/** @param from the address of this machine that the endpoint sees */
export function judgePorts(from: string, answers: readonly PortReached[]): Finding {
  const opened = answers.filter(({ reached }) => reached.kind === 'open');
  const words = answers.map(({ port, reached }) => ({
    port,
    words: reached.kind === 'open' ? 'open' : reached.why,
  }));
  const seen = `from here (${from}): ${portWords(words)}`;
  if (opened.length === 0) return passed(seen);
  const isOwn = opened.every(({ reached }) => reached.kind === 'open' && reached.isOwn);
  if (isOwn) return untried(`${seen}; here is the host itself, so this says nothing about others`);
  return failed(seen, 'node', closeAdvice);
}

/** Each of the three makes the node listen on all addresses (polkadot-sdk, substrate/client/cli, run_cmd). */
export const closeAdvice =
  'Start the node without --rpc-external, --unsafe-rpc-external and --prometheus-external, or close the ports in a firewall.';

/** `9944, 9933 connection refused; 9615 open` */
export function portWords(ports: readonly { readonly port: number; readonly words: string }[]): string {
  const byWords = new Map<string, number[]>();
  for (const { port, words } of ports) byWords.set(words, [...(byWords.get(words) ?? []), port]);
  return [...byWords].map(([words, numbers]) => `${numbers.join(', ')} ${words}`).join('; ');
}
