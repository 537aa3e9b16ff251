// Is a client that begins connections and ends none cut off, and only it?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { UnfinishedAnswer } from '../probes/unfinished.js';

const { passed, failed } = check('unfinished', 'a client that ends no handshake is cut off, and only it');

export function judgeUnfinished({ asked, turnedAway, left, seconds, other }: UnfinishedAnswer): Finding {
  const began = `${asked} connections said four bytes`;
  if (other?.served === false) {
    const advice = 'Let few connections of one address in (firewall: ufw), and give the proxy room for many.';
    return failed(`${began}, and meanwhile another client, ${other.address}, was not served`, 'ours', advice);
  }
  if (left > 0) {
    const advice =
      'Shorten the time for a handshake (client_header_timeout, RequestReadTimeout handshake=10).';
    return failed(`${began}, and ${left} of them were not cut`, 'ours', advice);
  }
  const meanwhile =
    other === undefined ? 'another client was not tried' : `${other.address} was served meanwhile`;
  if (turnedAway === asked) return passed(`${began}, and were cut at once; ${meanwhile}`);
  const after = `cut after ${seconds.toFixed(0)} s; ${meanwhile}`;
  if (turnedAway > 0)
    return passed(`${began}: ${turnedAway} were turned away, ${asked - turnedAway} ${after}`);
  const uncapped = 'Nothing caps how many one address opens: a firewall can (firewall: ufw).';
  return passed(`${began}, were all let in, and ${after}`, uncapped);
}
