// Configurations of nginx at random, as people write them: spaces, comments, quotes, includes, and texts that only look like
// a site of ours. Each is valid, so nginx itself can say what it reads.

import { randomFrom } from '../../engine/random.js';

export const domain = 'rpc.lab.test';

/** By path, from the folder of the configuration; `FOLDER` in a text stands for it. */
export type Configuration = Readonly<Record<string, string>>;

export function configurationFrom(seed: number): Configuration {
  const random = randomFrom(seed * 7919 + 1);
  for (let turn = 0; turn < 8; turn += 1) random();
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const taken = new Set<string>();
  const files: Record<string, string> = {};

  const gap = () => pick([' ', ' ', '\n  ', '\t', ' # server_name rpc.lab.test; }\n', "\n# it's {\n", '  ']);
  const words = (...all: readonly string[]) => `${all.join(gap())}${pick(['', '', gap()])};`;

  function listens(): readonly string[] {
    return Array.from({ length: Math.floor(random() * 3) }, () => pick(sockets)).flatMap((socket) => {
      const key = socket.replace(/^(\*|0\.0\.0\.0):/, '');
      if (taken.has(key)) return [];
      taken.add(key);
      const said = isDefault(socket) && !taken.has('default') && random() < 0.4;
      if (said) taken.add('default');
      return [words('listen', socket, ...(said ? [pick(['default_server', 'default'])] : []))];
    });
  }

  function server(): string {
    // A socket may be named once in a server; others may name it again.
    for (const socket of sockets) taken.delete(socket);
    const names = Array.from({ length: Math.floor(random() * 3) }, () => pick(siteNames));
    const own = [
      ...listens(),
      ...(names.length === 0 ? [] : [words('server_name', ...new Set(names))]),
      ...(random() < 0.6 ? [pick(decoys)] : []),
      ...(random() < 0.2 ? [pick(logs)] : []),
      ...(random() < 0.2 ? [include(2)] : []),
    ];
    return `server${pick(['', ' ', '\n'])}{${gap()}${own.join(gap())}${gap()}}\n`;
  }

  /** @param depth 1: of sites; 2: of what stands in one */
  function include(depth: 1 | 2): string {
    const name = `more/${Object.keys(files).length}`;
    const path = depth === 1 ? `${name}/a.conf` : `${name}.inc`;
    files[path] = depth === 1 ? server() : words('server_name', pick(siteNames));
    const relative = pick([true, false]);
    const pattern =
      depth === 2 ? path : pick([`${name}/*.conf`, `${name}/?.conf`, `${name}/[a-c].conf`, path]);
    return words('include', `${relative ? '' : 'FOLDER/'}${pattern}`);
  }

  for (const name of [
    'conf.d/a.conf',
    'conf.d/b.conf',
    'conf.d/off.conf.bak',
    'sites-enabled/shop',
    'sites-enabled/zz.conf',
  ])
    if (random() < 0.6)
      files[name] =
        `${pick(['', '# server { listen 443; }\n'])}${server()}${random() < 0.3 ? include(1) : ''}`;
  files['nginx.conf'] = `pid FOLDER/pid; error_log FOLDER/error.log;
events${pick([' ', '\n'])}{ }
http {
  access_log ${pick(['off', 'FOLDER/logs/all.log', '"FOLDER/logs/all.log"'])};
  log_format odd '{"a": "$uri;", "}": ${pick(['1', '\\"'])}'; ${pick(['', '# }\n'])}
  include conf.d/*.conf;${random() < 0.2 ? server() : ''}
  include ${pick(['sites-enabled/*', '"sites-enabled/*"', 'FOLDER/sites-enabled/*'])};
  include probe/*.conf;
}
`;
  return files;
}

export const sockets = [
  '80',
  '*:80',
  '8080',
  '0.0.0.0:443',
  '443',
  '8081-8083',
  '[::]:443',
  '[::]:80',
  '127.0.0.1:80',
];

function isDefault(socket: string): boolean {
  return socket === '443' || socket === '0.0.0.0:443';
}

const others = ['shop.lab.test', '_', '*.lab.test', '"~^rpc[.]"', 'xrpc.lab.test', 'rpc.lab.test.', '""'];
// Ours is seldom enough for half of the configurations to lack it.
const siteNames = [...others, ...others, ...others, domain, `"${domain}"`, `'RPC.lab.test'`, `.${domain}`];

const decoys = [
  `return 200 "server_name ${domain};";`,
  `return 200 'say "server_name ${domain};" }';`,
  `add_header X "\\"; server_name ${domain}; \\"";`,
  `add_header X a\\;server_name;`,
  `if ($host = "${domain}") { return 404; }`,
  `location ~ "a{2}" { return 200 a}; }`,
  `location /a}b { return 200 ok; }`,
  `set $x "\${host}{"; # ${domain}\n`,
  `set $x \${host}}server_name;`,
  `add_header X a#server_name;`,
  `ssl_certificate_key /etc/none; # server_name ${domain}\n`,
];

const logs = [
  'access_log FOLDER/logs/one.log;',
  "error_log 'FOLDER/logs/two.log' warn;",
  'access_log off;',
  'access_log syslog:server=unix:/none;',
];
