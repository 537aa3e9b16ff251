// What check-host makes of the sites of others, as nginx, Apache and haproxy read them. On hosts: test/lab/secure-websocket/refusal.test.ts.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nginxReader } from '../../src/module_parts/nginx/reader.js';
import { shippedRoot } from './shipped.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-sites-'));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = join(shippedRoot, 'playbooks/roles/host/files');

function judge(program: string, input: string, values: Readonly<Record<string, string>>): string {
  const { domain = '', wss_port = '443', plain = 'yes', ...others } = values;
  const endpoints = values.endpoints ?? `${domain} ${wss_port} ${plain} 9944`;
  const variables = Object.entries({ ...others, endpoints }).flatMap(([name, value]) => [
    '-v',
    `${name}=${value}`,
  ]);
  const reader = program.startsWith('nginx') ? ['-f', join(programs, 'nginx-reader.awk')] : [];
  const { status, stdout, stderr } = spawnSync(
    'awk',
    [...variables, ...reader, '-f', join(programs, program)],
    {
      input,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const debian = `include modules-enabled/*.conf;
events { worker_connections 768; }
http {
  log_format main '{"a": "$b;"}'; # } not a brace
  content_by_lua_block { local x = "}" .. "{" }
  include conf.d/*.conf;
  include sites-enabled/*;
}
`;

let count = 0;
/** @param main nginx.conf, where it is not Debian's own */
function nginx(files: Readonly<Record<string, string>>, domain = 'rpc.example.org', main = debian): string {
  count += 1;
  const own = join(folder, `nginx${count}`);
  for (const [name, text] of Object.entries({ 'nginx.conf': main, ...files })) {
    mkdirSync(dirname(join(own, name)), { recursive: true });
    writeFileSync(join(own, name), text.replaceAll('FOLDER', own));
  }
  const said = judge('nginx-sites.awk', '', { folder: own, domain }).replaceAll(`${own}/`, '');
  return said.replaceAll(/^reads .*\n/gm, '');
}

const site = (words: string) => `server {\n  ${words}\n}\n`;

it('has one reader of nginx, in the playbook and in the modules', () => {
  expect(readFileSync(join(programs, 'nginx-reader.awk'), 'utf8')).toBe(nginxReader);
});

describe('nginx', () => {
  it.each([
    ['nothing', {}],
    [
      'another site, the default of its port',
      { 'sites-enabled/shop': site('listen 443 ssl default_server; server_name shop;') },
    ],
    [
      'another site that is read before ours',
      { 'conf.d/shop.conf': site('listen 443 ssl; server_name shop;') },
    ],
    [
      'a page for this machine alone',
      { 'conf.d/status.conf': site('listen 127.0.0.1:80; server_name status;') },
    ],
    [
      'a name in a comment, and in a text',
      {
        'conf.d/a.conf': site(
          'listen 8080; # server_name rpc.example.org;\n return 200 "server_name rpc.example.org;";',
        ),
      },
    ],
    ['ours', { 'sites-enabled/hostwright-wss.conf': site('listen 443 ssl; server_name rpc.example.org;') }],
    [
      'braces and escapes in words and texts',
      {
        'conf.d/a.conf': site(
          'location /a}b { return 200 ok; } set $x "${host}{"; add_header Y a\\;server_name; add_header X "\\"; server_name rpc.example.org; \\"";',
        ),
      },
    ],
    ['a range of ports beside ours', { 'conf.d/a.conf': site('listen 192.0.2.1:8000-8443;') }],
    ['a file that includes itself', { 'conf.d/a.conf': 'include conf.d/a.conf;' }],
  ])('is content with %s', (_, files) => {
    expect(nginx(files)).toBe('');
  });

  it.each([
    [
      'our name in a nested include',
      {
        'sites-enabled/zz-panel.conf': 'include FOLDER/srv/*.conf;',
        'srv/rpc.conf': site('listen 8443;\n server_name a\n "RPC.example.org";'),
      },
      'refuse srv/rpc.conf already has a site named rpc.example.org (line 4)',
    ],
    [
      'our name in an include within a site',
      {
        'sites-enabled/a': site('listen 8443; include FOLDER/srv/names;'),
        'srv/names': 'server_name rpc.example.org;',
      },
      'refuse srv/names already has a site named rpc.example.org (line 1)',
    ],
    [
      'an address of its own',
      { 'sites-enabled/shop.conf': site('listen 192.0.2.1:443 ssl; server_name shop;') },
      'refuse sites-enabled/shop.conf line 2 listens on 192.0.2.1:443 alone',
    ],
    [
      'an address of its own, of IPv6',
      { 'conf.d/shop.conf': site('listen [2001:db8::1]:443 ssl;') },
      'refuse conf.d/shop.conf line 2 listens on [2001:db8::1]:443 alone',
    ],
    [
      'an address of its own with a range of ports',
      { 'conf.d/a.conf': site('listen 192.0.2.1:440-450;') },
      'refuse conf.d/a.conf line 2 listens on 192.0.2.1:443 alone',
    ],
    [
      'our name with all below it',
      { 'conf.d/a.conf': site('listen 8443; server_name .rpc.example.org;') },
      'refuse conf.d/a.conf already has a site named rpc.example.org (line 2)',
    ],
    [
      'an address of its own on port 80',
      { 'conf.d/shop.conf': site('listen 192.0.2.1;') },
      'refuse conf.d/shop.conf line 2 listens on 192.0.2.1:80 alone',
    ],
    [
      'proxy_protocol',
      { 'conf.d/a.conf': site('listen 443 ssl proxy_protocol;') },
      'line 2 listens with proxy_protocol',
    ],
    [
      'ipv6only=off',
      { 'conf.d/a.conf': site('listen [::]:443 ssl ipv6only=off;') },
      'line 2 takes IPv4 on [::]:443',
    ],
    [
      'a stream',
      { 'modules-enabled/s.conf': 'stream {\n server { listen 443; proxy_pass x; } }' },
      'refuse modules-enabled/s.conf line 2 gives port 443 to a stream',
    ],
  ])('refuses %s', (_, files, words) => {
    expect(nginx(files)).toContain(words);
  });

  it('says whose visitors would move, where nobody is the default and ours would be read first', () => {
    const files = { 'sites-enabled/shop': site('listen 443 ssl; server_name shop;') };
    expect(nginx(files)).toMatch(
      /^note names that no site has came to sites-enabled\/shop line 2 until now, on port 443,/,
    );
    expect(
      nginx({ ...files, 'sites-enabled/hostwright-wss.conf': site('listen 443 ssl; server_name rpc;') }),
    ).toMatch(/^note /);
  });

  it('refuses the default of others where clients come by address', () => {
    const files = { 'conf.d/a.conf': site('listen 443 ssl; server_name shop;') };
    expect(nginx(files, '192.0.2.1')).toMatch(
      /^refuse conf.d\/a.conf line 2 is the default of port 443, so clients that come by address/,
    );
    expect(nginx({ 'sites-enabled/z': site('listen 443 ssl default_server;') }, '2001:db8::1')).toMatch(
      /^refuse sites-enabled\/z line 2/,
    );
  });

  it.each([
    [
      'sites-enabled/*',
      'refuse nginx would not read FOLDER/sites-enabled/hostwright-wss.conf: FOLDER/nginx.conf has to say include FOLDER/sites-enabled/*; in http',
    ],
    ['conf.d/*.conf', 'has to say include FOLDER/conf.d/*.conf; in http'],
    ['modules-enabled/*.conf', 'has to say include FOLDER/modules-enabled/*.conf; outside of http'],
  ])('refuses a main file without %s', (pattern, words) => {
    const said = nginx({}, 'rpc.example.org', debian.replace(`include ${pattern};`, ''));
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said.replaceAll(/\S*\/nginx\d+\//g, '').trim()).toContain(words.replaceAll('FOLDER/', ''));
  });

  it('names what its test would make', () => {
    expect(
      nginx({
        'conf.d/a.conf':
          'access_log /var/log/nginx/new.log main; access_log "logs/own.log"; access_log off; error_log syslog:server=x; proxy_cache_path /srv/cache keys_zone=a:1m;',
      }),
    ).toBe('opens /var/log/nginx/new.log\nopens /usr/share/nginx/logs/own.log\nopens /srv/cache\n');
  });
});

describe('Apache', () => {
  const dump = (sites: string, files: readonly string[] = []) => `Included configuration files:
  (*) ${folder}/apache2.conf
${files.map((file) => `    (225) ${file}\n`).join('')}VirtualHost configuration:
${sites}`;
  writeFileSync(join(folder, 'apache2.conf'), 'IncludeOptional sites-enabled/*.conf\n');
  const apache = (text: string, domain = 'rpc.example.org') => judge('apache2-sites.awk', text, { domain });

  it.each([
    [
      '*:80                   is a NameVirtualHost\n         default server h (/etc/apache2/sites-enabled/000-default.conf:1)\n         port 80 namevhost h (/etc/apache2/sites-enabled/000-default.conf:1)\n',
    ],
    ['*:443                  rpc.example.org (/etc/apache2/sites-enabled/hostwright-wss.conf:20)\n'],
    [
      '*:443                  a (/etc/apache2/sites-enabled/a.conf:20)\n127.0.0.1:80           b (/etc/apache2/sites-enabled/b.conf:1)\n',
    ],
    ['*:8443                 z (/etc/apache2/sites-enabled/z.conf:20)\n'],
  ])('is content with %j', (sites) => expect(apache(dump(sites))).toBe(''));

  it.each([
    [
      '192.0.2.1:443          shop (/etc/apache2/sites-enabled/shop.conf:5)\n',
      /^refuse \S+shop.conf line 5 has 192.0.2.1:443 for itself/,
    ],
    [
      '[2001:db8::1]:443      shop (/etc/apache2/sites-enabled/shop.conf:5)\n',
      /^refuse \S+shop.conf line 5 has \[2001:db8::1\]:443 for itself/,
    ],
    [
      '*:443                  shop (/etc/apache2/sites-enabled/shop.conf:5)\n',
      /^note names that no site has came to \S+shop.conf line 5 until now, on port 443/,
    ],
  ])('tells %j', (sites, words) => expect(apache(dump(sites))).toMatch(words));

  it('refuses the first site of others where clients come by address', () => {
    expect(
      apache(dump('*:443                  a (/etc/apache2/sites-enabled/a.conf:20)\n'), '192.0.2.1'),
    ).toMatch(/^refuse \S+a.conf line 20 is the first site of port 443/);
  });

  it('finds our name in every file that is read, under an alias too', () => {
    const file = join(folder, 'panel.conf');
    writeFileSync(
      file,
      '<VirtualHost *:8443>\n ServerName a\n ServerAlias b "RPC.example.org:8443"\n</VirtualHost>\n',
    );
    expect(apache(dump('', [file]))).toBe(
      `refuse ${file} already has a site named rpc.example.org, which hostwright did not make\n`,
    );
  });

  it('refuses a file of others that it does not understand, and mends ours', () => {
    const broken = (file: string) =>
      `AH00526: Syntax error on line 3 of ${file}:\nInvalid command 'nonsense'\n`;
    expect(apache(broken('/etc/apache2/sites-enabled/shop.conf'))).toBe(
      "refuse Apache does not read its configuration, for /etc/apache2/sites-enabled/shop.conf line 3: Invalid command 'nonsense'\n",
    );
    expect(apache(broken('/etc/apache2/sites-enabled/hostwright-wss.conf'))).toBe('');
  });

  it('refuses a main file that includes no sites', () => {
    writeFileSync(join(folder, 'bare.conf'), 'IncludeOptional conf-enabled/*.conf\n');
    const text = `Included configuration files:\n  (*) ${folder}/bare.conf\nVirtualHost configuration:\n`;
    expect(apache(text)).toMatch(/^refuse Apache would not read .*IncludeOptional sites-enabled\/\*\.conf$/m);
  });
});

describe('haproxy', () => {
  const haproxy = (text: string, values: Readonly<Record<string, string>> = {}) =>
    judge('haproxy-sites.awk', text, { domain: 'rpc.example.org', ...values });

  const noPlain = { plain: 'no' };
  it.each<[string, Readonly<Record<string, string>>]>([
    ['frontend a\n bind :8443\n bind 127.0.0.1:80\n bind [::1]:80\n', {}],
    ['global\n stats socket ipv4@0.0.0.0:443\npeers p\n bind :443\n', {}],
    ['frontend a\n # bind :443\n bind /run/x:443\n bind unix@x:443\n bind quic4@:443\n bind :"$PORT"\n', {}],
    ['frontend a\n bind :444-500\n', noPlain],
    ['frontend a\n bind :80\n', noPlain],
  ])('is content with %j', (text, values) => expect(haproxy(text, values)).toBe(''));

  it.each([
    ['frontend a\n bind :443 ssl crt /x\n', 'line 2 has port 443 for its own frontend a (bind :443)'],
    ['listen a\n mode tcp\n bind *:1,192.0.2.1:443\n', 'line 3 has port 443 for its own frontend a'],
    ['frontend a\n bind :400-500\n', 'line 2 has port 443'],
    ['frontend a\n bind ipv6@:443\n', 'line 2 has port 443'],
    ['frontend a\n bind 127.0.0.1:443\n', 'line 2 has port 443'],
    ['backend b\nfrontend a\n bind [::]:80 v6only\n', 'line 3 has port 80'],
  ])('refuses %j', (text, words) => {
    const said = haproxy(text);
    expect(said).toMatch(/^refuse [^\n]*\n$/);
    expect(said).toContain(words);
  });

  it('judges each port of several endpoints, once', () => {
    const endpoints = 'a 8443 no 9944;b 9443 no 9944;a 8443 no 9945';
    expect(
      haproxy('listen x\n bind :8443\n bind :9443\n bind :443\n', { endpoints }).split('\n'),
    ).toHaveLength(3);
  });
});
