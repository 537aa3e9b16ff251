// Cases for the laws of nginx_worker_connections, on files that read like nginx.conf.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'nginx_worker_connections',
  local: true,
  view: (found, wanted) => {
    const [, value] = /worker_connections +(\d+)/.exec(String(found)) ?? [];
    return found === null || wanted === null ? {} : { at_least: value === undefined ? 512 : Number(value) };
  },
  cases: (folder) => {
    const path = `${folder}/nginx.conf`;
    const file = (text: string) => `printf '${text}' >${path}; chmod 0640 ${path}`;
    const wanted = { at_least: 1024, path };
    return [
      {
        title: 'too few become enough, and the rest stays',
        prepare: file('user w; # {\\nevents {\\n\\tworker_connections 768; # per worker\\n}\\nhttp { }\\n'),
        wanted,
        check: `[ "$(grep -c 'worker_connections 1024; # per worker' ${path})" = 1 ] && [ "$(wc -l <${path})" = 5 ] &&
          [ "$(stat -c %a ${path})" = 640 ]`,
      },
      {
        title: 'a number of its own where there was none',
        prepare: file('events { multi_accept on; }\\n'),
        wanted,
        check: `grep -q multi_accept ${path}`,
      },
      {
        title: 'more than enough stay',
        prepare: file('events { worker_connections 4096; }\\n'),
        wanted,
        verdict: 'nothing',
      },
      {
        title: 'not in http',
        prepare: file('http { worker_connections 1; }\\n'),
        wanted,
        verdict: 'missing',
      },
      { title: 'no nginx', wanted: { ...wanted, path: `${folder}/none` }, verdict: 'missing' },
    ];
  },
};
