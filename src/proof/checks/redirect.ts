// Where does http:// lead? To https:// of the same name, or nowhere: nothing is served that could be read on the way.

import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import type { PlainAnswer } from '../probes/plain.js';
import { hostHeader, type ProofTarget } from '../target.js';

const { passed, failed } = check('redirect', 'http:// leads to https://, or nowhere');

export function judgeRedirect(target: Pick<ProofTarget, 'name' | 'port'>, answer: PlainAnswer): Finding {
  const advice = 'Let the site on port 80 answer with 308 and the https:// address, or close the port.';
  switch (answer.kind) {
    case 'closed':
      return passed('nobody listens on port 80');
    case 'silent':
      return passed(`nothing comes from port 80: ${answer.why}`);
    case 'answer': {
      const { status, location } = answer;
      if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
        return failed(`HTTP ${status} on port 80, and no redirect`, 'ours', advice);
      const seen = `HTTP ${status} to ${quoteRemote(location)}`;
      return leadsHome(target, location) ? passed(seen) : failed(seen, 'ours', advice);
    }
  }
}

function leadsHome(target: Pick<ProofTarget, 'name' | 'port'>, location: string): boolean {
  const own = new URL(`https://${hostHeader(target)}/`);
  return URL.canParse(location, `http://${own.hostname}/`)
    ? new URL(location, `http://${own.hostname}/`).origin === own.origin
    : false;
}
