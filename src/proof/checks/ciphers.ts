// Are ciphers refused that are not in the profile?

import { createSecureContext } from 'node:tls';
import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Handshake, Offer } from '../probes/tls.js';
import { ciphersOf } from './profile.js';

const { passed, failed, untried } = check(
  'ciphers',
  "ciphers outside of Mozilla's intermediate profile are refused",
);

/** All that our own OpenSSL can offer besides the profile. Those with a shared key or password need one to be offered. */
export function weakCiphers(profile: { readonly dhe: boolean }): Offer {
  const known = ciphersOf(profile).filter((name) => !name.startsWith('TLS_'));
  const ciphers = [
    'ALL',
    'COMPLEMENTOFALL',
    '!PSK',
    '!SRP',
    ...known.map((name) => `!${name}`),
    '@SECLEVEL=0',
  ];
  return { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: ciphers.join(':') };
}

export function judgeCiphers(answer: Handshake, missing = missingFamilies()): Finding {
  const left = missing.length > 0 ? `; not tried, as this Node.js cannot: ${missing.join(', ')}` : '';
  switch (answer.kind) {
    case 'agreed': {
      const advice = "Set the ciphers of the proxy to those of Mozilla's intermediate profile.";
      return failed(`${answer.cipher} is accepted`, 'ours', advice);
    }
    case 'refused':
      return passed(`they are refused${left}`);
    case 'silent':
      return untried(answer.why);
  }
}

/** OpenSSL is built without many of those that are broken. */
function missingFamilies(): readonly string[] {
  const families = { RC4: 'RC4', '3DES': '3DES', export: 'EXPORT', anonymous: 'aNULL', null: 'eNULL' };
  return Object.entries(families).flatMap(([name, ciphers]) => (canOffer(ciphers) ? [] : [name]));
}

function canOffer(ciphers: string): boolean {
  try {
    createSecureContext({ ciphers: `${ciphers}:@SECLEVEL=0` });
    return true;
  } catch {
    return false;
  }
}
