// Cases for the laws of nginx_default, on a folder that reads like /etc/nginx.

import type { Found } from '../../../src/modules/nginx_default.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'nginx_default',
  local: true,
  view: (found) => (found === null ? {} : { value: valueIn((found as Found).text) }),
  cases: (folder) => {
    const path = `${folder}/conf.d/times.conf`;
    const make = (main: string, other = '') =>
      `mkdir ${folder}/conf.d; printf '${main}' >${folder}/nginx.conf; printf '${other}' >${folder}/conf.d/other.conf`;
    const wanted = { name: 'client_header_timeout', value: '10s', path, folder };
    const debian = 'events { }\\nhttp {\\n  # client_header_timeout 60s;\\n  include conf.d/*.conf;\\n}\\n';
    return [
      {
        title: 'holds where nobody else says it, whatever single sites say',
        prepare: make(debian, 'server { client_header_timeout 5s; }'),
        wanted,
        check: `grep -qx 'client_header_timeout 10s;' ${path}`,
      },
      {
        title: 'another value of ours is replaced',
        prepare: `${make(debian)}; echo 'client_header_timeout 20s;' >${path}`,
        wanted,
      },
      {
        title: 'goes where the main file says it',
        prepare: `${make('http {\\n client_header_timeout 30s; }')}; echo 'client_header_timeout 10s;' >${path}`,
        wanted,
        check: `[ ! -e ${path} ]`,
      },
      {
        title: 'is not made where another file says it',
        prepare: make(debian, 'client_header_timeout 30s;'),
        wanted,
        verdict: 'nothing',
      },
      {
        title: 'is not made where a file in a folder of their own says it',
        prepare: `mkdir -p ${folder}/panel; ${make(`http {\\n include conf.d/*.conf; include ${folder}/panel/*.inc;\\n}\\n`)}; echo 'client_header_timeout 30s;' >${folder}/panel/a.inc`,
        wanted,
        verdict: 'nothing',
      },
      {
        title: 'holds where a file says it that nginx does not read',
        prepare: make('http {\\n}\\n', 'client_header_timeout 30s;'),
        wanted,
      },
      { title: 'no nginx', wanted, verdict: 'missing' },
    ];
  },
};

function valueIn(text: string | null): string | null {
  return /^client_header_timeout (.*);$/m.exec(text ?? '')?.[1] ?? null;
}
