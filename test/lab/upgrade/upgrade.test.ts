// The law of upgrades, on hosts that the last release has set up: one of each proxy, self-signed. The other releases of Debian
// and kinds of certificates: upgrade.long.test.ts. What may change, and where it is named: test/upgrade/named.ts.

import { describe } from 'vitest';
import { endpointLaws } from './endpoint_laws.js';
import { useReleasedEndpoints } from './hosts.js';
import { selfSigned } from './kinds.js';
import { recordLaws } from './record_laws.js';

const wishes = [
  { name: 'nginx13', release: 'trixie', proxy: 'nginx' },
  { name: 'apache12', release: 'bookworm', proxy: 'apache2' },
] as const;
const hosts = useReleasedEndpoints(wishes, selfSigned);

describe('an endpoint', () => endpointLaws(hosts));
describe('what a run left on a host', () => recordLaws(hosts));
