// Cases for the laws of dh_parameters. Looking for a prime takes too long here: test/lab/secure-websocket/settings.test.ts.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'dh_parameters',
  local: true,
  cases: (folder) => {
    const path = `${folder}/dhparam.pem`;
    return [
      {
        title: 'a group of RFC 7919',
        wanted: { path, source: 'rfc7919', bits: 2048 },
        check: `grep -q 'BEGIN DH PARAMETERS' ${path} && [ "$(ls -l ${path} | cut -c1-10)" = -rw-r--r-- ]`,
      },
      { title: 'a larger one', wanted: { path, source: 'rfc7919', bits: 3072 } },
      {
        title: 'it is there',
        prepare: `cat >${path} <<'END'
-----BEGIN DH PARAMETERS-----
MIIBDAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAgICAOE=
-----END DH PARAMETERS-----
END`,
        wanted: { path, source: 'rfc7919', bits: 2048 },
        verdict: 'nothing',
      },
      {
        title: 'half a file',
        prepare: `echo '-----BEGIN DH PARAMETERS-----' >${path}`,
        wanted: { path, source: 'rfc7919', bits: 2048 },
      },
      {
        title: 'a directory',
        prepare: `mkdir ${path}`,
        wanted: { path, source: 'rfc7919', bits: 2048 },
        verdict: 'missing',
      },
    ];
  },
};
