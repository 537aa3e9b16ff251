// The law of upgrades for both proxies on both releases of Debian, with each kind of certificate; what the release wrote down
// in the middle of the mission's own block, and of an installation; and every record of a debt that it can write.

import { describe, expect, it } from 'vitest';
import { SINGLE } from '../../upgrade/released.js';
import { useStateFolder } from '../letsencrypt/hosts.js';
import { debtLaws } from './debt_laws.js';
import { endpointLaws } from './endpoint_laws.js';
import { endpointWords, expectDone, type HostWish, useReleasedEndpoints } from './hosts.js';
import { jobLaws } from './job_laws.js';
import { certificateKinds, selfSigned } from './kinds.js';
import { missionLaws } from './mission_laws.js';
import { recordLaws } from './record_laws.js';

const wishes: readonly HostWish[] = (['bookworm', 'trixie'] as const).flatMap((release) =>
  (['nginx', 'apache2'] as const).map((proxy) => ({ name: `${proxy}-${release}`, release, proxy })),
);

// Orders are counted.
useStateFolder();

describe.each(certificateKinds)('endpoints with a certificate that is $certificate', (kind) => {
  endpointLaws(useReleasedEndpoints(wishes, kind));
});

// On hosts of their own: on those that are ahead, a run of then goes back, and owes the restart of Apache that this takes.
describe('a run that died in the block of the endpoint', () => {
  missionLaws(useReleasedEndpoints(wishes, selfSigned));
});

describe('what a run left on a host', () => {
  const hosts = useReleasedEndpoints(wishes, selfSigned);
  recordLaws(hosts);
  jobLaws(hosts);
  debtLaws(hosts);
});

describe('endpoints that were made before a host could have several', () => {
  const hosts = useReleasedEndpoints(wishes, selfSigned, SINGLE);

  it.each([
    ['in the flat form', {}],
    ['as a list of one without a name', { endpoints: [{}] }],
    [
      'beside one that is to be absent, and never was',
      { endpoints: [{}, { name: 'other', state: 'absent' }] },
    ],
  ])('%s plan no change', async (_, vars) => {
    const planned = await hosts.program.run(hosts.folder(vars), ['plan', ...endpointWords]);
    expectDone(planned);
    expect(planned.stdout).not.toContain('"status":"would_change"');
  });
});
