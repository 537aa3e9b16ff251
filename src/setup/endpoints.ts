// What to give to clients of the endpoints that a run has just proven.

import { explorerLink } from '../finding.js';
import { bootnodeLines } from '../proof/multiaddress.js';
import { askPeer } from '../proof/probes/peer.js';
import { shakeHands } from '../proof/probes/tls.js';
import { targetOf } from '../proof/target_options.js';
import { subjectsOfPlaybook } from '../verify/playbook.js';
import type { Setup } from './parts.js';

export interface Endpoint {
  readonly host: string;
  /** `wss://name:port/` */
  readonly url: string;
  /** Where browsers look at the chain; undefined: it is a bootnode, which has no JSON-RPC. */
  readonly link: string | undefined;
  /** Of a bootnode: what is to be written where. */
  readonly bootnode: ReturnType<typeof bootnodeLines>;
  /** Where no chain makes clients trust its certificate. */
  readonly untrusted: Untrusted | undefined;
}

export interface Untrusted {
  readonly fingerprint: string;
  /** What makes clients trust it: the certificate, where it has signed itself; else its authority has one. */
  readonly pem: string | undefined;
}

export async function endpointsOf({ options, pages }: Setup, limit: string): Promise<readonly Endpoint[]> {
  const subjects = await subjectsOfPlaybook(pages.playbook, { ...options, limit });
  const found = subjects.map(async (subject): Promise<readonly Endpoint[]> => {
    if (subject.kind === 'unknown' || subject.secret) return [];
    const { signal } = new AbortController();
    const target = targetOf(subject.targetOptions, { signal, record: () => undefined }, subject.trust);
    const { href: url } = new URL(subject.targetOptions.url);
    const hello = await shakeHands(target);
    const isTrusted = hello.kind === 'agreed' && hello.distrust === undefined;
    const [shown] = hello.kind === 'agreed' && !isTrusted ? hello.certificates : [];
    const untrusted = shown && {
      fingerprint: shown.fingerprint256,
      pem: shown.checkIssued(shown) ? shown.toString() : undefined,
    };
    const host = subject.host ?? '';
    if (target.kind !== 'bootnode') return [{ host, url, link: explorerLink(url), bootnode: [], untrusted }];
    const { peer } = await askPeer(target);
    const bootnode = peer?.kind === 'peer' ? bootnodeLines(target, peer.peerId) : [];
    return [{ host, url, link: undefined, bootnode, untrusted }];
  });
  return (await Promise.all(found)).flat();
}
