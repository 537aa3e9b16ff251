// A certificate authority of the test, as operators have one of their own: a certificate for the endpoints, and clients
// that trust it as they would any other.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Authority {
  /** Path of its own certificate (PEM). */
  readonly file: string;
  /** PEM, for all the names. */
  readonly certificate: string;
  readonly key: string;
  /** A HOME in which Chromium finds that the authority is trusted. */
  readonly home: string;
}

/** Everything in `folder`. */
export async function makeAuthority(folder: string, names: readonly string[]): Promise<Authority> {
  const forNames = `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`;
  await promisify(execFile)('sh', ['-c', script, 'sh', forNames], { cwd: folder });
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  return {
    file: `${folder}/ca.crt`,
    certificate: read('own.crt'),
    key: read('own.key'),
    home: `${folder}/home`,
  };
}

const script = `set -eu
make() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 "$@"
}
make -subj '/CN=Authority of the lab' -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.crt
make -CA ca.crt -CAkey ca.key -subj /CN=endpoints -addext "$1" -addext basicConstraints=critical,CA:FALSE \\
  -addext extendedKeyUsage=serverAuth -keyout own.key -out own.crt
mkdir -p home/.pki/nssdb
certutil -d sql:home/.pki/nssdb -N --empty-password
certutil -d sql:home/.pki/nssdb -A -n lab -t C,, -i ca.crt`;
