// A real ACME server on a lab host: pebble, which rejects good nonces and delays its validations on purpose, and
// pebble-challtestsrv, which is the DNS that it asks.

import type { Lab } from '../../../src/lab/index.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';

export interface Acme {
  /** Its directory. */
  readonly server: string;
  /** The authority by which the server itself is trusted (PEM). */
  readonly ca: string;
  /** The authority that issues, as clients have to trust it (PEM); new at each start. */
  root(): Promise<string>;
  /** Has a name lead to an address. */
  point(name: string, address: string): Promise<void>;
  /** sh as root where it runs. */
  sh(script: string): Promise<string>;
}

/** Starts it on a host of the lab, where names lead to the hosts that are named so: `rpc1.lab.test` to `rpc1`. */
export async function startAcme(lab: Lab, host: string): Promise<Acme> {
  const address = hostAddress(lab, host);
  await asRoot(lab, host, install(address));
  const sh = (script: string) => asRoot(lab, host, script);
  const point = async (name: string, to: string) => {
    await sh(tell('clear-a', { host: name }));
    await sh(tell('add-a', { host: name, addresses: [to] }));
  };
  for (const each of lab.hosts) await point(`${each.name}.lab.test`, each.address);
  return {
    server: `https://${address}:14000/dir`,
    ca: await sh('cat /etc/pebble/ca.crt'),
    root: () => sh('curl -s --cacert /etc/pebble/ca.crt https://localhost:15000/roots/0'),
    point,
    sh,
  };
}

function tell(what: string, body: unknown): string {
  return `curl -sf -d '${JSON.stringify(body)}' http://localhost:8055/${what}`;
}

function install(address: string): string {
  return `apt-get install -y -q pebble curl openssl >/dev/null
mkdir -p /etc/pebble && cd /etc/pebble
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=lab ACME' -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=acme -keyout server.key -out server.csr 2>/dev/null
echo 'subjectAltName = DNS:localhost, IP:${address}' >server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.crt 2>/dev/null
cat >pebble.json <<'END'
{"pebble": {"listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000", "httpPort": 80, "tlsPort": 443, "certificateValidityPeriod": 7776000,
 "certificate": "/etc/pebble/server.crt", "privateKey": "/etc/pebble/server.key"}}
END
cat >/etc/systemd/system/challtestsrv.service <<'END'
[Service]
ExecStart=/usr/bin/pebble-challtestsrv -defaultIPv4 "" -defaultIPv6 "" -http01 "" -https01 "" -tlsalpn01 ""
END
cat >/etc/systemd/system/pebble.service <<'END'
[Service]
Environment=PEBBLE_WFE_NONCEREJECT=15 PEBBLE_VA_SLEEPTIME=1
ExecStart=/usr/bin/pebble -config /etc/pebble/pebble.json -dnsserver 127.0.0.1:8053 -strict
END
systemctl daemon-reload
systemctl restart challtestsrv pebble
for try in $(seq 100); do curl -sf --cacert ca.crt https://localhost:14000/dir >/dev/null && ${tell('add-a', { host: 'up.lab.test', addresses: ['127.0.0.1'] })} && exit 0; sleep 0.1; done
systemctl status challtestsrv pebble; exit 1`;
}
