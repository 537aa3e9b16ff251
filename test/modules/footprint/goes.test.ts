// What goes with an endpoint and what stays, as tables. On real hosts: test/lab/removal.long.test.ts.

import { describe, expect, it } from 'vitest';
import { goesWith, obstacleTo, type Wish } from '../../../src/module_parts/footprint/goes.js';
import { goesWithProxies } from '../../../src/module_parts/footprint/goes_with_proxy.js';
import type { Found } from '../../../src/module_parts/footprint/look.js';

const nothing: Found = {
  hasRecord: true,
  recorded: [],
  files: [],
  folders: [],
  named: [],
  sites: [],
  installed: new Set(['nginx', 'openssl']),
  rules: [],
  ufw: 'disabled',
  hasQos: false,
  users: new Set<string>(),
  groups: new Set<string>(),
  renewed: [],
  others: [],
};
const shared = [
  '/etc/nginx/conf.d/hostwright-wss.conf',
  '/etc/nginx/conf.d/hostwright-wss-times.conf',
  '/etc/nginx/modules-enabled/90-hostwright-wss.conf',
  '/etc/systemd/system/nginx.service.d/hostwright-wss.conf',
];
const own = (name = '') => [
  `/etc/nginx/sites-available/hostwright-wss${name && `_${name}`}.conf`,
  `/etc/nginx/sites-enabled/hostwright-wss${name && `_${name}`}.conf`,
  `/var/log/nginx/hostwright-wss${name && `-${name}`}.log`,
  `/etc/ssl/certs/hostwright-wss${name && `-${name}`}.crt`,
  `/etc/ssl/private/hostwright-wss${name && `-${name}`}.key`,
];
const site = (name = '', certificates = own(name).slice(3, 4)) =>
  ({ proxy: 'nginx', stem: `hostwright-wss${name && `-${name}`}`, paths: 1, certificates }) as const;
const packages = (...names: readonly string[]) => names.map((name) => ({ kind: 'package', name }) as const);
const one: Found = { ...nothing, named: [...shared, ...own()], sites: [site()] };
const two: Found = { ...one, named: [...shared, ...own(), ...own('two')], sites: [site(), site('two')] };

const goes = (found: Found, wish: Partial<Wish> = {}) =>
  goesWith(found, { endpoints: undefined, stays: [], packages: false, certificates: 'keep', ...wish });
const filesOf = (found: Found, wish: Partial<Wish> = {}) => {
  const { nginx_files, apache_files, apache_libraries, files, last_files } = goes(found, wish);
  return [...nginx_files, ...apache_files, ...apache_libraries, ...files, ...last_files].sort();
};

describe('files', () => {
  it('of the last endpoint: all, but for certificates and keys', () => {
    expect(filesOf(one)).toEqual([...shared, ...own().slice(0, 3)].sort());
    expect(filesOf(one, { endpoints: ['hostwright-wss'] })).toEqual(filesOf(one));
    expect(filesOf(one, { certificates: 'delete' })).toEqual([...shared, ...own()].sort());
    expect(goes(one).nginx_files[0]).toBe('/etc/nginx/sites-enabled/hostwright-wss.conf');
    expect(goes(one).stays).toContain('certificates and keys stay; none is renewed any more');
  });

  it.each(['', 'two'])('of one of two (%j): its own, and nothing that the other needs', (name) => {
    const endpoints = [name || 'hostwright-wss'];
    expect(filesOf(two, { endpoints })).toEqual(own(name).slice(0, 3).sort());
    expect(filesOf(two, { endpoints, certificates: 'delete' })).toEqual(own(name).sort());
    expect(goes(two, { endpoints, packages: true })).toMatchObject({
      stops: [],
      packages: [],
      reloads: ['nginx'],
    });
  });

  it('take along what the watch of the nodes writes after it was looked for', () => {
    const watched = (...more: readonly string[]) => ({
      ...two,
      named: [...two.named, '/etc/hostwright-wss-nodes/hostwright-wss-two.conf', ...more],
    });
    const state = '/var/lib/hostwright-wss-nodes';
    expect(filesOf(watched(), { endpoints: ['two'] })).toContain(`${state}/hostwright-wss-two`);
    expect(filesOf(watched(), { endpoints: ['two'] })).not.toContain(state);
    expect(filesOf(watched('/etc/hostwright-wss-nodes'))).toContain(state);
    const beside = { ...watched(), installed: new Set(['haproxy']) };
    expect(filesOf(beside, { endpoints: ['two'] })).toContain(
      '/var/lib/haproxy/hostwright-wss-nodes/hostwright-wss-two',
    );
    expect(filesOf(watched(), { endpoints: ['hostwright-wss'] }).join()).not.toContain('wss-nodes');
  });

  it('keep the certificate that another endpoint serves', () => {
    const both = { ...two, sites: [site(), site('two', own().slice(3, 4))] };
    expect(filesOf(both, { endpoints: ['hostwright-wss'], certificates: 'delete' })).toEqual(
      own().slice(0, 3).sort(),
    );
  });

  it('keep the certificate of the name that goes, where another endpoint serves it', () => {
    const both = { ...two, sites: [site('', own('two').slice(3, 4)), site('two')] };
    expect(filesOf(both, { endpoints: ['two'], certificates: 'delete' })).toEqual(
      own('two').slice(0, 3).sort(),
    );
  });

  it('of a path of a site that another one keeps: what is watched for it, once', () => {
    const watched = [
      'etc/hostwright-wss-nodes/hostwright-wss-kusama.conf',
      'var/lib/hostwright-wss-nodes/hostwright-wss-kusama',
    ];
    const paths = watched.map((path) => `/${path}`);
    const wish = { endpoints: ['kusama'], stays: [{ name: 'hostwright-wss' }] };
    expect(filesOf({ ...one, named: [...one.named, ...paths] }, wish)).toEqual(paths);
    expect(goes(one, wish)).toMatchObject({ endpoints: [], stays: [] });
  });

  it('are none of an endpoint that is not here, which is said', () => {
    expect(filesOf(two, { endpoints: ['three'] })).toEqual([]);
    expect(goes(two, { endpoints: ['three'] }).stays).toEqual([
      'no site of hostwright-wss-three is here: there are hostwright-wss, hostwright-wss-two',
    ]);
  });

  it('of the only one here, where another is to be there: its own, and nothing that both need', () => {
    const wish = { endpoints: ['hostwright-wss'], stays: [{ name: 'new' }], packages: true };
    expect(filesOf(one, wish)).toEqual(own().slice(0, 3).sort());
    expect(goes(one, wish)).toMatchObject({ packages: [], stops: [], rules: [] });
    expect(goes(nothing, wish).stays).toEqual([]);
  });

  it('of several that go together: all, where no other is left', () => {
    expect(filesOf(two, { endpoints: ['two', 'hostwright-wss'] })).toEqual(filesOf(two));
  });

  it('of a proxy that serves nothing of ours any more: its own alone', () => {
    const apache = [
      '/etc/apache2/sites-available/hostwright-wss.conf',
      '/etc/apache2/conf-enabled/zz-hostwright-wss.conf',
      '/etc/apache2/mods-available/hostwright_pcre.load',
      '/var/lib/apache2/conf/enabled_by_admin/zz-hostwright-wss',
      '/var/log/apache2/hostwright-wss.log',
    ];
    const both = { ...one, named: [...one.named, ...apache], installed: new Set(['nginx', 'apache2']) };
    const { apache_files, apache_libraries, last_files, ...others } = goesWithProxies(both, ['apache2']);
    expect([...apache_files, ...apache_libraries, ...last_files].sort()).toEqual([...apache].sort());
    expect(others).toMatchObject({ nginx_files: [], files: [], lineages: [], packages: [], stops: [] });
    expect(others).toMatchObject({ reloads: ['apache2'], validate: "sh -c 'nginx -t && apache2ctl -t'" });
  });

  const ofHaproxy = (name = '') => [
    `/etc/haproxy/sites-available/hostwright-wss${name && `_${name}`}.cfg`,
    `/etc/haproxy/sites-enabled/hostwright-wss${name && `_${name}`}.cfg`,
    `/etc/haproxy/hostwright-wss/443/hostwright-wss${name && `_${name}`}.crt`,
    `/etc/haproxy/hostwright-wss/443/hostwright-wss${name && `_${name}`}.crt.key`,
  ];
  const sharedByHaproxy = [
    '/etc/haproxy/conf.d/hostwright-wss.cfg',
    '/etc/haproxy/conf.d/hostwright-wss.map',
    '/etc/systemd/system/haproxy.service.d/hostwright-wss.conf',
  ];
  const inHaproxy: Found = {
    ...nothing,
    installed: new Set(['haproxy', 'nginx']),
    named: [...ofHaproxy(), ...ofHaproxy('two'), ...sharedByHaproxy],
    sites: ['', 'two'].map((name) => ({ ...site(name), proxy: 'haproxy' })),
  };

  it.each(['', 'two'])('of one of two in haproxy (%j): its own', (name) => {
    const { haproxy_files, files, reloads } = goes(inHaproxy, { endpoints: [name || 'hostwright-wss'] });
    expect([...haproxy_files].sort()).toEqual(ofHaproxy(name).sort());
    expect([files, reloads]).toEqual([[], ['nginx', 'haproxy']]);
  });

  it('of the last in haproxy: all, the folders too, and the test reads what is left', () => {
    const folders = [
      '/etc/haproxy/conf.d',
      '/etc/haproxy/hostwright-wss',
      '/etc/haproxy/hostwright-wss/443',
      '/etc/haproxy/errors',
      '/etc/systemd/system/haproxy.service.d',
    ];
    const recorded = [...folders, '/etc/haproxy/errors'].map((name) => ({ kind: 'file', name }) as const);
    const all = { ...inHaproxy, folders, recorded };
    const gone = goes(all);
    expect([...gone.haproxy_files, ...gone.files].sort()).toEqual([...inHaproxy.named].sort());
    expect(gone.haproxy_files[0]).toContain('/sites-enabled/');
    expect(gone.folders).toEqual([
      '/etc/systemd/system/haproxy.service.d',
      '/etc/haproxy/hostwright-wss/443',
      '/etc/haproxy/hostwright-wss',
      '/etc/haproxy/conf.d',
    ]);
    expect(gone.validate).toMatch(/^sh -c 'nginx -t && haproxy -c /);
    const others = goesWithProxies(all, ['apache2', 'haproxy']);
    expect([others.haproxy_files, others.files]).toEqual([gone.haproxy_files, gone.files]);
    expect(others).toMatchObject({ folders: gone.folders, reloads: ['haproxy'], nginx_files: [] });
  });

  it('of one name are none of another that begins like it', () => {
    const alike = { ...one, named: [...own('rpc'), ...own('rpc-2')], sites: [site('rpc'), site('rpc-2')] };
    expect(filesOf(alike, { endpoints: ['rpc'], certificates: 'delete' })).toEqual(own('rpc').sort());
  });
});

describe('an endpoint whose site has paths of others', () => {
  const paths = { ...one, sites: [{ ...site(), paths: 2 }] };
  const wish = { endpoints: ['hostwright-wss'], stays: [], packages: false, certificates: 'keep' } as const;

  it('does not go alone', () => {
    expect(obstacleTo(paths, wish)).toContain('passes on 2 paths');
    expect(obstacleTo(paths, { ...wish, endpoints: undefined })).toBeUndefined();
    expect(obstacleTo(one, wish)).toBeUndefined();
  });
});

describe('the proxy', () => {
  const made = { ...one, recorded: packages('nginx', 'nginx-common') };

  it('is stopped where hostwright installed it and it serves nothing else', () => {
    expect(goes(made)).toMatchObject({
      stops: ['nginx'],
      reloads: [],
      validate: "sh -c 'nginx -t'",
      packages: [],
    });
    expect(goes(one)).toMatchObject({ stops: [], reloads: ['nginx'] });
  });

  it('goes on, and stays installed, where it serves something of others', () => {
    const busy: Found = { ...made, others: [{ proxy: 'nginx', path: '/etc/nginx/sites-enabled/shop' }] };
    expect(goes(busy, { packages: true })).toMatchObject({ stops: [], reloads: ['nginx'], packages: [] });
    expect(goes(busy).stays.join()).toContain('/etc/nginx/sites-enabled/shop');
  });

  it('that is not installed is not asked', () => {
    expect(goes({ ...one, installed: new Set() })).toMatchObject({
      stops: [],
      reloads: [],
      validate: 'true',
    });
  });
});

describe('packages', () => {
  const along = { kind: 'package', name: 'libnginx', with: 'nginx openssl' } as const;
  const other = { kind: 'package', name: 'libother', with: 'htop nginx' } as const;
  const installed = new Set(['nginx', 'libnginx', 'libother', 'htop', 'certbot']);
  const made = {
    ...one,
    installed,
    recorded: [...packages('nginx', 'htop', 'gone', 'certbot'), along, other],
  };

  it('are those that were recorded for an endpoint, where that is asked for', () => {
    expect(goes(made, { packages: true }).packages).toEqual(['nginx', 'certbot', 'libnginx']);
    expect(goes(made).packages).toEqual([]);
  });

  it('of certbot stay where there are certificates that stay', () => {
    const renewed = { ...made, renewed: ['shop.example.org'] };
    expect(goes(renewed, { packages: true, certificates: 'delete' }).packages).toEqual(['nginx', 'libnginx']);
  });

  it('stay where there is no record', () => {
    const bare = { ...one, hasRecord: false };
    expect(goes(bare, { packages: true })).toMatchObject({ packages: [] });
    expect(goes(bare, { packages: true }).stays.join()).toContain('no record says');
  });
});

describe('certificates of certbot', () => {
  const hook = '/etc/letsencrypt/renewal-hooks/deploy/hostwright-a.example.org';
  const live = ['/etc/letsencrypt/live/a.example.org/fullchain.pem'];
  const served: Found = {
    ...one,
    named: [...own(), hook],
    sites: [site('', live)],
    renewed: ['a.example.org', 'shop'],
  };
  const renewal = '/etc/letsencrypt/renewal/a.example.org.conf';

  it('are not renewed any more, or are deleted or revoked; never those of others', () => {
    expect(filesOf(served)).toEqual(expect.arrayContaining([hook, renewal]));
    expect(goes(served).lineages).toEqual([]);
    expect(goes(served, { certificates: 'revoke' }).lineages).toEqual(['a.example.org']);
    expect(filesOf(served, { certificates: 'revoke' })).not.toContain(renewal);
  });

  it('stay as they are where an endpoint is to be there that has them', () => {
    const wish = { endpoints: ['hostwright-wss'], certificates: 'revoke' } as const;
    const kin = { ...wish, stays: [{ name: 'new', lineage: 'a.example.org' }] };
    expect(goes(served, kin).lineages).toEqual([]);
    expect(filesOf(served, kin)).not.toContain(hook);
    expect(goes(served, { ...wish, stays: [{ name: 'new', lineage: 'b' }] }).lineages).toEqual([
      'a.example.org',
    ]);
  });

  it('stay as they are where another endpoint serves them', () => {
    const both = { ...served, sites: [site('', live), site('two', live)] };
    const wish = { endpoints: ['two'], certificates: 'revoke' } as const;
    expect(goes(both, wish).lineages).toEqual([]);
    expect(filesOf(both, wish)).not.toContain(hook);
  });

  it('have names that need no quoting', () => {
    const odd = {
      ...served,
      renewed: ["a'; reboot"],
      recorded: [{ kind: 'certificate', name: "a'; reboot" } as const],
    };
    expect(goes(odd, { certificates: 'revoke' }).lineages).toEqual([]);
  });
});

describe('the firewall', () => {
  const rule = (name: string) => ({ kind: 'rule', name: `ufw ${name}` }) as const;
  const recorded = ['allow 22/tcp', 'deny 9944', '--force enable'].map(rule);
  const on: Found = { ...one, ufw: 'enabled', rules: ['allow 22/tcp', 'deny 9944'], recorded };

  it.each([
    [
      'is switched off where we switched it on and all rules are ours',
      on,
      'disabled',
      ['allow 22/tcp', 'deny 9944'],
    ],
    [
      'stays on where somebody has a rule',
      { ...on, rules: [...on.rules, 'deny 25'] },
      'enabled',
      ['allow 22/tcp', 'deny 9944'],
    ],
    [
      'stays on where somebody else switched it on',
      { ...on, recorded: [rule('deny 9944')] },
      'enabled',
      ['deny 9944'],
    ],
    ['is left alone where nothing is recorded', { ...on, recorded: [] }, 'enabled', []],
  ] as const)('%s', (_, found, firewall, rules) => {
    expect(goes(found)).toMatchObject({ firewall, rules });
  });
});
