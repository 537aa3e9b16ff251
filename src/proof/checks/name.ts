// Does the name lead anywhere, and to the host that is proven?

import { isIP } from 'node:net';
import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Lookup } from '../probes/name.js';

const { passed, failed, untried } = check('name', 'the name has an address');

/** @param address what is connected to in any case */
export function judgeName(name: string, address: string, answer: Lookup | undefined): Finding {
  if (isIP(name) !== 0) return passed('it is an address itself');
  if (answer === undefined) return untried(`not looked up: ${address} is connected to, as told`);
  if (answer.kind === 'silent') {
    return failed(
      `${name}: ${answer.why}`,
      'path',
      'Make its record in DNS; a new one may take a while to be seen.',
    );
  }
  const { addresses } = answer;
  const shown = addresses.join(', ');
  if (isIP(address) === 0 || addresses.includes(address)) return passed(shown);
  // A load balancer or a private network is no mistake.
  return passed(`${shown}; what is proven is ${address}`);
}
