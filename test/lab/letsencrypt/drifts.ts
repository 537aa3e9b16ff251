// What becomes of a certificate between two runs: each drift, how a test causes it, and what plan says of it.

import { domainOf } from './hosts.js';

export const live = (name: string) => `/etc/letsencrypt/live/${domainOf(name)}`;

/** The ACME server rejects some nonces twice in a row, and then certbot gives up: its timer tries again later. */
export function untilDone(command: string): string {
  return `for try in 1 2 3 4 5 6; do ${command} 2>/dev/null && break; done; [ "$try" != 6 ]`;
}

/** A certificate of the same names by an authority that is nobody's, as if made some days ago and valid for 90. */
function madeDaysAgo(days: number, name: string): string {
  const [domain, target] = [domainOf(name), `/etc/letsencrypt/archive/${domainOf(name)}`];
  const openssl = `LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) FAKETIME=-${days}d openssl`;
  return `apt-get install -y -q libfaketime >/dev/null; cd $(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 900 -subj /CN=nobody -keyout ca.key -out ca.crt 2>/dev/null
openssl req -new -key ${live(name)}/privkey.pem -subj /CN=${domain} -out own.csr
echo 'subjectAltName = DNS:${domain}' >own.ext
${openssl} x509 -req -in own.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -extfile own.ext -out own.crt 2>/dev/null
cat own.crt >$(readlink -f ${live(name)}/cert.pem); cat ca.crt >$(readlink -f ${live(name)}/chain.pem)
cat own.crt ca.crt >$(readlink -f ${live(name)}/fullchain.pem); ls ${target} >/dev/null`;
}

export interface Drift {
  /** What plan says has to change. */
  readonly fields: readonly string[];
  readonly cause: (name: string) => string;
  readonly vars?: (name: string) => Readonly<Record<string, unknown>>;
}

const together = (name: string) => `chmod 0644 $(readlink -f ${live(name)}/privkey.pem)
chown operator $(readlink -f ${live(name)}/privkey.pem)
rm /etc/letsencrypt/renewal-hooks/deploy/hostwright-* /etc/systemd/system/certbot.service.d/hostwright.conf
systemctl disable -q --now certbot.timer`;

/** Tried at a staging server first, which is the same one here. */
const anotherName = (name: string, server: string) => ({
  certificate_names: [domainOf(name), `new.${domainOf(name)}`],
  acme_staging_first: true,
  acme_staging_server: server,
});

/** @param server directory of the ACME server */
export const driftsWith = (server: () => string): Readonly<Record<string, Drift>> => ({
  // A host of the lab has the clock of this machine, so the clock is moved where the certificate is made: its time is over
  // by every clock, and its clients see that.
  expired: {
    fields: ['state'],
    cause: (name) =>
      `${madeDaysAgo(100, name)}; systemctl reload nginx 2>/dev/null || systemctl reload apache2`,
  },
  expiring: { fields: ['state'], cause: (name) => madeDaysAgo(80, name) },
  deleted: { fields: ['state'], cause: (name) => `rm -r ${live(name)}` },
  'key world-readable': {
    fields: ['key_mode'],
    cause: (name) => `chmod 0644 $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'wrong owner': {
    fields: ['owner'],
    cause: (name) => `chown operator $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'names changed': { fields: ['names'], cause: () => ':', vars: (name) => anotherName(name, server()) },
  'hook removed': {
    fields: ['reload'],
    cause: () => 'rm /etc/letsencrypt/renewal-hooks/deploy/hostwright-*',
  },
  'timer disabled': { fields: ['timer'], cause: () => 'systemctl disable -q --now certbot.timer' },
  'renewed on disk but not served': {
    fields: ['served'],
    cause: (name) =>
      untilDone(
        `REQUESTS_CA_BUNDLE=/etc/ssl/certs/hostwright-acme-ca.pem certbot renew -q --force-renewal --no-random-sleep-on-renew --no-directory-hooks --cert-name ${domainOf(name)}`,
      ),
  },
  'chain incomplete': {
    fields: ['state'],
    cause: (name) => `cat ${live(name)}/cert.pem >$(readlink -f ${live(name)}/fullchain.pem)`,
  },
  'key of another certificate': {
    fields: ['state'],
    cause: (name) =>
      `openssl ecparam -name prime256v1 -genkey -noout -out $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'all of it': {
    fields: ['state', 'names', 'key_mode', 'owner', 'reload', 'timer'],
    cause: (name) =>
      `${together(name)}; cat ${live(name)}/cert.pem >$(readlink -f ${live(name)}/fullchain.pem)`,
    vars: (name) => anotherName(name, server()),
  },
});
