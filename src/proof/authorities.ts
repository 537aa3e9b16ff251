// The certificate authorities that this machine trusts, as its other programs do. Node has a list of its own, which
// knows nothing of the authorities that an operator added to the system.

import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** Where Debian, Fedora, Alpine and macOS keep them. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** PEM. `SSL_CERT_FILE` names another bundle, as it does for OpenSSL; without any bundle, Node's own list. */
export function systemAuthorities(env: NodeJS.ProcessEnv = process.env): string | readonly string[] {
  for (const file of env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : bundles) {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // The next one.
    }
  }
  return rootCertificates;
}
