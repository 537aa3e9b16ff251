// Cases for the laws of served_certificate. A small TLS server stands for the proxy: it reads its certificate when it
// starts and when it is reloaded. With nginx and Apache: test/lab/letsencrypt.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'served_certificate',
  cases(folder) {
    const path = `${folder}/own.crt`;
    const wanted = { path, name: 'a.test', port: 4433, service: 'laws-tls' };
    const make = (name: string) =>
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout ${folder}/own.key -out ${path} 2>/dev/null`;
    const serve = `cat >/run/laws-tls <<'END'
trap 'kill $!' HUP
while :; do openssl s_server -quiet -accept 4433 -cert ${path} -key ${folder}/own.key </dev/null & wait $!; done
END
cat >/run/systemd/system/laws-tls.service <<'END'
[Service]
ExecStart=/bin/sh /run/laws-tls
ExecReload=/bin/kill -HUP $MAINPID
END
systemctl daemon-reload; systemctl restart laws-tls; for try in $(seq 50); do ss -Hltn | grep -q :4433 && break; sleep 0.1; done`;
    const end = 'systemctl stop laws-tls; rm -f /run/systemd/system/laws-tls.service /run/laws-tls';
    return [
      { title: 'it is served', prepare: `${make('a')}; ${serve}`, wanted, verdict: 'nothing' },
      {
        title: 'it was replaced, and is not served yet',
        prepare: `${make('a')}; ${serve}; ${make('b')}`,
        wanted,
        stays: {
          ofHost: undefined,
          why: 'the service reads its files again when they are back; it cannot read what they were before',
        },
      },
      { title: 'there is none', prepare: serve, wanted, verdict: 'missing' },
      { title: 'nobody serves', prepare: `${end}; ${make('a')}`, wanted, verdict: 'missing' },
    ];
  },
  view: (found) => ({ served: (found as { readonly served: string | null }).served }),
};
