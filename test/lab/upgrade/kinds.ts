// Where the certificates of endpoints come from: what each kind needs around the hosts, and has them told.

import type { Lab, LabHostWish } from '../../../src/lab/index.js';
import type { Traits } from '../../upgrade/named.js';
import { startAcme } from '../letsencrypt/acme.js';
import { acmeVariables, domainOf } from '../letsencrypt/hosts.js';
import { ownCertificates } from '../letsencrypt/own.js';

export interface CertificateKind {
  readonly certificate: Traits['certificate'];
  /** Hosts that it needs beside the endpoints. */
  readonly servers: readonly LabHostWish[];
  prepare(lab: Lab, names: readonly string[]): Promise<Certificates>;
}

export interface Certificates {
  varsOf(name: string): Readonly<Record<string, unknown>>;
  /** PEM: what clients trust them by. */
  readonly authorities: readonly string[];
}

export const selfSigned: CertificateKind = {
  certificate: 'self_signed',
  servers: [],
  prepare: async () => ({ varsOf: () => ({}), authorities: [] }),
};

const provided: CertificateKind = {
  certificate: 'provided',
  servers: [],
  prepare: async (_, names) => {
    const { authority, issued } = ownCertificates(names.map(domainOf));
    return {
      authorities: [authority],
      varsOf: (name) => {
        const { certificate, key } = issued.get(domainOf(name)) ?? { certificate: '', key: '' };
        const pem = { certificate_pem: certificate, certificate_key_pem: key };
        return { certificate: 'provided', certificate_authority: authority, ...pem };
      },
    };
  },
};

const letsencrypt: CertificateKind = {
  certificate: 'letsencrypt',
  servers: [{ name: 'acme', release: 'bookworm' }],
  prepare: async (lab) => {
    const acme = await startAcme(lab, 'acme');
    const root = await acme.root();
    return { authorities: [root], varsOf: (name) => acmeVariables(lab, acme, root, name) };
  },
};

export const certificateKinds = [selfSigned, provided, letsencrypt];
