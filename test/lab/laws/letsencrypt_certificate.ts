// Cases for the laws of letsencrypt_certificate, where nothing has to be ordered. Orders: test/lab/letsencrypt.

import { format } from '../../../src/module_parts/letsencrypt/format.js';
import type { Found } from '../../../src/module_parts/letsencrypt/look.js';
import type { Wanted } from '../../../src/module_parts/letsencrypt/params.js';
import type { Laws } from './laws.js';

const live = '/etc/letsencrypt/live/a.test';

/** What certbot leaves of a certificate, made without it. */
const lineage = `command -v certbot >/dev/null || apt-get install -y -q certbot >/dev/null
rm -rf /etc/letsencrypt; mkdir -p -m 0700 /etc/letsencrypt/archive/a.test ${live} && cd /etc/letsencrypt/archive/a.test
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=ca -keyout ca.key -out chain1.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=a.test -keyout privkey1.pem -out own.csr 2>/dev/null
echo 'subjectAltName = DNS:a.test' >own.ext
openssl x509 -req -in own.csr -CA chain1.pem -CAkey ca.key -CAcreateserial -days 90 -extfile own.ext -out cert1.pem 2>/dev/null
cat cert1.pem chain1.pem >fullchain1.pem
for part in cert chain fullchain privkey; do ln -s ../../archive/a.test/\${part}1.pem ${live}/$part.pem; done
mkdir /etc/letsencrypt/renewal; cat >/etc/letsencrypt/renewal/a.test.conf <<'END'
version = 2.1.0
fullchain = ${live}/fullchain.pem
[renewalparams]
server = https://acme.test/dir
authenticator = webroot
webroot_path = /var/www/letsencrypt,
END
systemctl enable -q --now certbot.timer`;

const wanted = { names: 'a.test', accept_terms: true, server: 'https://acme.test/dir' };

export const laws: Laws = {
  module: 'letsencrypt_certificate',
  cases: () => [
    { title: 'no certbot', prepare: 'apt-get purge -y -q certbot >/dev/null; :', wanted, verdict: 'missing' },
    { title: 'as it should be', prepare: lineage, wanted, verdict: 'nothing' },
    {
      title: 'a key that others may read, of somebody else',
      prepare: `${lineage}; chmod 0644 privkey1.pem; chown service:service privkey1.pem`,
      wanted,
      check: `[ "$(stat -Lc '%a %U:%G' ${live}/privkey.pem)" = '600 root:root' ]`,
    },
    {
      title: 'a hook, a timer and an authority for renewals',
      prepare: `${lineage}; systemctl disable -q --now certbot.timer`,
      wanted: { ...wanted, reload: 'ssh', ca_file: '/etc/ssl/certs/ca-certificates.crt' },
      check: `[ -x /etc/letsencrypt/renewal-hooks/deploy/hostwright-a.test ] && systemctl is-active -q certbot.timer &&
        systemctl show -p Environment certbot.service | grep -q REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt &&
        RENEWED_LINEAGE=${live} /etc/letsencrypt/renewal-hooks/deploy/hostwright-a.test`,
    },
    {
      title: 'no such group',
      prepare: lineage,
      wanted: { ...wanted, group: 'no-such-group' },
      verdict: 'missing',
    },
  ],
  view: (found, parameters) => format(parameters as Wanted, found as Found),
};
