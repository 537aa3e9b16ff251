// What to give to clients of the endpoints that a run has just proven.

import { explorerLink } from '../../finding.js';
import { shakeHands } from '../../proof/ask/tls.js';
import { targetOf } from '../../proof/wish.js';
import { subjectsOfPlaybook } from '../verify/playbook.js';
import type { Setup } from './set_up.js';

export interface Endpoint {
  readonly host: string;
  /** `wss://name:port/` */
  readonly url: string;
  /** Where browsers look at the chain. */
  readonly link: string;
  /** Of the certificate, where no chain makes clients trust it. */
  readonly fingerprint: string | undefined;
}

export async function endpointsOf({ options, pages }: Setup, limit: string): Promise<readonly Endpoint[]> {
  const subjects = await subjectsOfPlaybook(pages.playbook, { ...options, limit });
  const found = subjects.map(async (subject): Promise<readonly Endpoint[]> => {
    if (subject.kind === 'unknown' || subject.secret) return [];
    const { signal } = new AbortController();
    const target = targetOf(subject.wish, { signal, record: () => undefined }, subject.trust);
    const { href: url } = new URL(subject.wish.url);
    const hello = await shakeHands(target);
    const isTrusted = hello.kind === 'agreed' && hello.distrust === undefined;
    const fingerprint =
      hello.kind === 'agreed' && !isTrusted ? hello.certificates[0]?.fingerprint256 : undefined;
    return [{ host: subject.host ?? '', url, link: explorerLink(url), fingerprint }];
  });
  return (await Promise.all(found)).flat();
}
