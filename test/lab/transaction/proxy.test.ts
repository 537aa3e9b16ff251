// Whatever breaks while an endpoint is changed: every file, link, mode and owner of the proxy is as before, and the old
// endpoint answers. With both proxies, on both releases, by the playbook that is shipped; with each proxy on each release:
// `npm run test:long -- transaction-faults`.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Ran } from '../../cli/hostwright.js';
import { type EndpointWish, saidBy, useEndpoints } from './endpoints.js';

const pair = {
  nginx12: { release: 'bookworm', proxy: 'nginx' },
  apache13: { release: 'trixie', proxy: 'apache2' },
} as const;
const otherPair = {
  apache12: { release: 'bookworm', proxy: 'apache2' },
  nginx13: { release: 'trixie', proxy: 'nginx' },
} as const;
const everything = process.env.HOSTS === 'all';
const wishes: Readonly<Record<string, EndpointWish>> = everything ? { ...pair, ...otherPair } : pair;

const hosts = useEndpoints(wishes);
const { names, project, template, apply, root } = hosts;
const proxyOf = (name: string) => wishes[name]?.proxy ?? 'nginx';
const using = (proxy: EndpointWish['proxy']) => names.filter((name) => proxyOf(name) === proxy);

beforeAll(async () => {
  const { code, stdout, stderr } = await apply(project());
  expect(code, stdout + stderr).toBe(0);
  await hosts.remember();
});

/** @param mend sh that takes away, on each host, what the test has done to it */
async function expectAsBefore(ran: Ran, mend: (name: string) => string = () => ':'): Promise<void> {
  for (const name of names) await root(name, mend(name));
  expect(ran.code, ran.stdout + ran.stderr).toBe(1);
  await hosts.expectAsBefore();
}

describe('a template that the proxy does not understand', () => {
  it('is put back, and the line is shown', async () => {
    const templates = {
      'nginx-site': template('nginx-site').replace('server_name', 'servre_name'),
      'apache2-site': template('apache2-site').replace('ServerName', 'ServreName'),
    };
    const ran = await apply(project({ templates }));
    await expectAsBefore(ran);
    for (const name of names) {
      const said = saidBy(ran, name);
      const wrong = proxyOf(name) === 'nginx' ? 'servre_name' : 'ServreName';
      expect(said).toMatch(/exit 1: /);
      expect(said).toMatch(
        new RegExp(`/sites-available/hostwright-wss\\.conf:\\d+ \\(written by this block\\):\n +${wrong} `),
      );
      expect(said).toContain('what it had changed is as it was before');
    }
  });
});

describe('a foreign site that is broken', () => {
  const files = {
    nginx: '/etc/nginx/sites-enabled/foreign',
    apache2: '/etc/apache2/sites-enabled/foreign.conf',
  };

  it('is named, left alone, and keeps ours from being changed', async () => {
    for (const name of names) await root(name, `echo 'this is not a directive' >${files[proxyOf(name)]}`);
    const ran = await apply(project({ vars: { request_burst: 41 } }));
    await expectAsBefore(ran, (name) => `rm ${files[proxyOf(name)]}`);
    for (const name of names) {
      expect(saidBy(ran, name)).toMatch(
        new RegExp(
          `would not start again .* in ${files[proxyOf(name)]}:\\d+|does not read its configuration, for ${files[proxyOf(name)]} line 1`,
        ),
      );
    }
  });
});

describe('a disk that is full in mid-block', () => {
  const folders = { nginx: '/etc/nginx/sites-available', apache2: '/etc/apache2/sites-available' };

  it('leaves nothing half done', async () => {
    for (const name of names) {
      const folder = folders[proxyOf(name)];
      await root(
        name,
        `mkdir /run/kept; cp -a ${folder}/. /run/kept/; mount -t tmpfs -o size=64k,mode=755 tmpfs ${folder}
cp -a /run/kept/. ${folder}/; rm -r /run/kept; head -c 100000 /dev/zero >${folder}/filler 2>/dev/null || :`,
      );
    }
    const ran = await apply(project({ vars: { request_burst: 42, hsts_seconds: 300 } }));
    await expectAsBefore(ran, (name) => `umount ${folders[proxyOf(name)]}`);
    for (const name of names) expect(saidBy(ran, name)).toContain('No space left on device');
  });
});

describe('a reload that fails', () => {
  it('brings back the old configuration, and a proxy that runs', async () => {
    for (const name of using('nginx')) {
      await root(
        name,
        `mkdir -p /run/systemd/system/nginx.service.d
printf '[Service]\\nExecReload=\\nExecReload=/bin/sh -c "! grep -q burst=43 /etc/nginx/sites-available/hostwright-wss.conf && nginx -s reload"\\n' >/run/systemd/system/nginx.service.d/fault.conf
systemctl daemon-reload`,
      );
    }
    // Apache cannot know before it restarts that somebody else listens there.
    const limits = `Listen 22\n${template('apache2-limits')}`;
    const ran = await apply(
      project({ templates: { 'apache2-limits': limits }, vars: { request_burst: 43 } }),
    );
    await expectAsBefore(ran, () => 'rm -rf /run/systemd/system/nginx.service.d; systemctl daemon-reload');
  });
});

describe('an endpoint that does not work then', () => {
  it('is put back', async () => {
    const templates = {
      'nginx-site': template('nginx-site').replaceAll('proxy_pass', 'return 200; proxy_pass'),
      'apache2-site': template('apache2-site').replaceAll('{{node_port}}', '9'),
    };
    const ran = await apply(project({ templates }));
    await expectAsBefore(ran);
  });
});

describe('a module that does not load', () => {
  it('is disabled again, and its file is gone', async () => {
    const ofNginx = {
      copy: {
        dest: '/etc/nginx/modules-enabled/99-broken.conf',
        content: 'load_module /nowhere.so;\n',
      },
      notify: 'Restart nginx',
    };
    const ofApache = [
      {
        copy: {
          dest: '/etc/apache2/mods-available/broken.load',
          content: 'LoadModule broken_module /nowhere.so\n',
        },
      },
      { apache2_module: 'broken', notify: 'Restart apache2' },
    ];
    const text = JSON.stringify([
      {
        hosts: using('apache2').join(),
        become: true,
        tasks: [{ name: 'a module', block: ofApache, validate: 'apache2ctl -t' }],
        handlers: [{ name: 'Restart apache2', service: { name: 'apache2', state: 'restarted' } }],
      },
      {
        hosts: using('nginx').join(),
        become: true,
        tasks: [{ name: 'a module', block: [ofNginx], validate: 'nginx -t' }],
        handlers: [{ name: 'Restart nginx', service: { name: 'nginx', state: 'restarted' } }],
      },
    ]);
    const ran = await apply(project({ text }));
    await expectAsBefore(ran);
    for (const name of names) {
      const said = saidBy(ran, name);
      expect(said).toContain('/nowhere.so');
      // Apache's module takes itself back before it complains.
      if (proxyOf(name) === 'apache2') continue;
      expect(said).toContain('/etc/nginx/modules-enabled/99-broken.conf:1 (written by this block)');
      expect(said).toContain('play.yml:1');
    }
  });
});

// Last, because here what was asked for stays.
describe('a cause that is none of ours', () => {
  const stop = `        - name: The node dies
          command: systemctl stop lab-node
          irreversible: true
          when: has(node_dies)

`;
  const first = '        - import_role: { name: certificate }\n';
  const filter = `table inet away { chain input { type filter hook input priority 0; iifname "lo" accept; tcp dport 443 drop; }; }`;
  /** What is done to a host, what takes it away, and what is said then. */
  const causes = {
    node: {
      vars: { node_dies: true },
      mend: 'systemctl start lab-node',
      said: /upgrade: HTTP 50[234] instead of 101/,
    },
    filtered: {
      spoil: `apt-get install -qq nftables >/dev/null 2>&1; nft '${filter}'`,
      mend: 'nft delete table inet away',
      said: /tcp: .*:443: no answer within 10 s; on the host itself it works/,
    },
    name: {
      vars: { domain: 'nowhere.invalid' },
      said: /name: nowhere.invalid: the name (has no address|cannot be)/,
    },
    route: { vars: { proof_address: 'UNUSED' }, said: /tcp: .*:443: .*; on the host itself it works/ },
  };
  type Kind = keyof typeof causes;
  const rounds: readonly (readonly Kind[])[] = everything
    ? [
        ['node', 'filtered', 'name', 'route'],
        ['filtered', 'name', 'route', 'node'],
      ]
    : [
        ['node', 'filtered'],
        ['route', 'name'],
      ];

  it.each(rounds.map((kinds, round) => ({ kinds, round })))(
    'is named, and nothing is put back: $kinds',
    async ({ kinds, round }) => {
      const of = (name: string) =>
        causes[kinds[names.indexOf(name)] ?? 'node'] as {
          vars?: object;
          spoil?: string;
          mend?: string;
          said: RegExp;
        };
      for (const name of names) await root(name, of(name).spoil ?? ':');
      const unused = hosts.addressOf('nginx12').replace(/\d+$/, '250');
      const hostVars = names.map((name) => [
        name,
        JSON.parse(JSON.stringify(of(name).vars ?? {}).replace('UNUSED', unused)),
      ]);
      const text = hosts.playbook().replace(first, `${stop}${first}`);
      const ran = await apply(
        project({ text, vars: { request_burst: 60 + round }, hostVars: Object.fromEntries(hostVars) }),
      );
      for (const name of names) await root(name, of(name).mend ?? ':');
      expect(ran.code, ran.stdout + ran.stderr).toBe(1);
      for (const name of names) {
        const said = saidBy(ran, name);
        expect(said, name).toMatch(of(name).said);
        expect(said, name).not.toContain('as it was before');
        const burst = proxyOf(name) === 'nginx' ? `burst=${60 + round}` : `${60 + round}`;
        const there = await root(
          name,
          `grep -rlE '${burst}' /etc/nginx /etc/apache2 2>/dev/null | grep hostwright`,
        );
        expect(there, name).toContain('hostwright-wss');
        expect(await root(name, 'cd /var/lib/hostwright; find transactions debts -mindepth 1'), name).toBe(
          '',
        );
      }
    },
  );
});
