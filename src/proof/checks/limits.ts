// Is a client that wants too much rejected, and only it?

import type { Finding } from '../../finding.js';
import { check, type Words } from '../check.js';
import type { ExcessAnswer } from '../probes/excess.js';

const requests = check('requests', 'a client with too many requests is rejected, and only it');
const connections = check('connections', 'a client with too many connections is rejected, and only it');
const network = check('network', 'the addresses of an IPv6 /64 are one client');

export function judgeRequests(answer: ExcessAnswer): Finding {
  const advice = 'Limit requests by the address of the connection; a client can make up X-Forwarded-For.';
  const { asked, rejected, refusal } = answer;
  if (refusal === undefined) return noLimit(requests, `${asked} requests at once`, advice);
  return judgeLimit(
    requests,
    answer,
    `${rejected} of ${asked} requests at once were rejected with ${refusal}`,
  );
}

export function judgeConnections(answer: ExcessAnswer): Finding {
  const { given, refusal } = answer;
  const advice =
    'Limit connections by address (limit_conn, QS_SrvMaxConnPerIP). A limit above these is not seen.';
  if (refusal === undefined) return noLimit(connections, `${given} connections`, advice);
  return judgeLimit(connections, answer, `${given} connections were given, then ${refusal}`);
}

/** Whoever has one IPv6 address has the 2^64 of its network. */
export function judgeNetwork(own: string, { refusal, neighbour }: ExcessAnswer): Finding {
  if (!own.includes(':'))
    return network.untried('the endpoint was reached by IPv4, whose addresses are clients');
  if (neighbour === undefined)
    return network.untried(
      'this machine has no second address in its IPv6 /64',
      'Give it one for the while.',
    );
  if (refusal === undefined) return network.untried('no limit was met');
  const seen = `after ${own} had its connections, ${neighbour.address} was`;
  const advice =
    'Limit the /64: in nginx by a map of $binary_remote_addr, for Apache in a firewall (firewall: ufw).';
  return neighbour.served
    ? network.failed(`${seen} served as another client`, 'ours', advice)
    : network.passed(`${seen} rejected as the same client`);
}

function noLimit(words: Words, what: string, advice: string): Finding {
  return words.failed(`${what}, and none was rejected`, 'ours', advice);
}

/** @param rejected what became of the one that wanted too much */
function judgeLimit(words: Words, { other }: ExcessAnswer, rejected: string): Finding {
  if (other === undefined) {
    const elsewhere = 'Run it on a machine with a second address to see whether others are let in meanwhile.';
    return words.passed(`${rejected}; another client was not tried`, elsewhere);
  }
  if (other.served) return words.passed(`${rejected}; ${other.address} was served meanwhile`);
  const everybody =
    'The limit counts all clients as one: behind a load balancer, tell the proxy to trust it.';
  return words.failed(`${rejected}, and so was another client, ${other.address}`, 'ours', everybody);
}
