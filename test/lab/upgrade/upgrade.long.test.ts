// The law of upgrades for what the release wrote down on hosts: both proxies on both releases of Debian, an installation that
// was on its way, and every record of a debt that it can write.

import { describe } from 'vitest';
import { debtLaws } from './debt_laws.js';
import { type HostWish, useReleasedEndpoints } from './hosts.js';
import { jobLaws } from './job_laws.js';
import { selfSigned } from './kinds.js';
import { recordLaws } from './record_laws.js';

const wishes: readonly HostWish[] = (['bookworm', 'trixie'] as const).flatMap((release) =>
  (['nginx', 'apache2'] as const).map((proxy) => ({ name: `${proxy}-${release}`, release, proxy })),
);

describe('what a run left on a host', () => {
  const hosts = useReleasedEndpoints(wishes, selfSigned);
  recordLaws(hosts);
  jobLaws(hosts);
  debtLaws(hosts);
});
