// What is not ours is not touched: foreign listeners and sites are named and left alone, in plan and in apply alike.

import { beforeAll, describe, expect, it } from 'vitest';
import { libraries, useLab } from '../hosts.js';
import { get } from './client.js';
import { type HostVariables, type Report, secureWebsocket } from './hostwright.js';
import { configurationFrom } from './nginx_configurations.js';
import { bothReadings } from './nginx_readers.js';
import { asRoot, hostAddress } from './seed.js';

const lab = useLab(
  [
    { name: 'busy', release: 'bookworm' },
    { name: 'other-proxy', release: 'bookworm' },
    { name: 'nginx-site', release: 'trixie' },
    { name: 'apache-site', release: 'bookworm' },
  ],
  libraries,
);

const domain = 'rpc.lab.test';

/** READERS=2000 tries more configurations. */
const readers = Number(process.env.READERS ?? 15);
const hosts: HostVariables = {
  busy: {},
  'other-proxy': { proxy: 'nginx' },
  'nginx-site': { domain },
  'apache-site': { domain, proxy: 'apache2' },
};

beforeAll(async () => {
  await Promise.all([
    asRoot(lab(), 'busy', `apt-get install -y -q lighttpd`),
    asRoot(lab(), 'other-proxy', 'apt-get install -y -q apache2'),
    asRoot(
      lab(),
      'nginx-site',
      `apt-get install -y -q nginx
cat >/etc/nginx/sites-enabled/foreign <<'END'
server {
    listen 80; # server_name not.this.one;
    server_name shop.lab.test
        "RPC.lab.test";
    return 200 "foreign site";
}
END
systemctl restart nginx`,
    ),
    asRoot(
      lab(),
      'apache-site',
      `apt-get install -y -q apache2
cat >/etc/apache2/sites-enabled/foreign.conf <<'END'
<VirtualHost *:80>
    ServerName shop.lab.test
    ServerAlias other.lab.test rpc.lab.test:80
    DocumentRoot /var/www/html
</VirtualHost>
END
systemctl restart apache2`,
    ),
  ]);
});

/** Everything that could have been touched: packages, configuration, what listens; not the lock of the run itself. */
const footprint = `dpkg-query -W | sha256sum
find /etc /var/lib/hostwright -newermt "@$(cat /run/stamp)" ! -type d ! -path '/var/lib/hostwright/[lh]*' 2>/dev/null | sort
ss -Hltnp`;

describe.each(['plan', 'apply'] as const)('%s', (verb) => {
  let report: Report;
  const before = new Map<string, string>();

  beforeAll(async () => {
    for (const name of Object.keys(hosts)) {
      await asRoot(lab(), name, 'sleep 1; date +%s >/run/stamp');
      before.set(name, await asRoot(lab(), name, footprint));
    }
    report = await secureWebsocket(verb, lab(), hosts);
  });

  it.each([
    ['busy', /port 80 is taken by lighttpd \(pid \d+\), and this host is to use nginx there/],
    ['other-proxy', /port 80 is taken by apache2 \(pid \d+\), and this host is to use nginx there/],
    ['nginx-site', /\/etc\/nginx\/sites-enabled\/foreign already has a site named rpc\.lab\.test/],
    ['apache-site', /\/etc\/apache2\/sites-enabled\/foreign\.conf already has a site named rpc\.lab\.test/],
  ])('refuses %s by name', (name, words) => {
    expect(report.code).toBe(1);
    expect(report.hosts[name]).toMatchObject({ failed: 1, changed: 0, would_change: 0 });
    expect(report.text).toMatch(words);
  });

  it('touches nothing', async () => {
    for (const [name, footprintBefore] of before) {
      expect(await asRoot(lab(), name, footprint), name).toBe(footprintBefore);
    }
  });
});

describe('a host that the playbook is not for', () => {
  it.each([
    ['ID=alpine', 'Alpine Linux v3.20', 'this is Alpine Linux v3.20; the playbook is for Debian 12'],
    ['ID=debian\nVERSION_ID="11"', 'Debian GNU/Linux 11', 'Debian GNU/Linux 11 is too old'],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="20.04"', 'Ubuntu 20.04', 'Ubuntu 20.04 is too old'],
  ])('%j is refused', async (release, pretty, words) => {
    const text = `${release}\nPRETTY_NAME="${pretty}"\n`;
    await asRoot(lab(), 'busy', `rm /etc/os-release; cat >/etc/os-release <<'END'\n${text}END`);
    const report = await secureWebsocket('plan', lab(), { busy: {} });
    await asRoot(lab(), 'busy', 'ln -sf ../usr/lib/os-release /etc/os-release');
    expect(report.code).toBe(1);
    expect(report.text).toContain(words);
  });

  it('without systemd is refused before anything is installed', async () => {
    await asRoot(lab(), 'busy', 'mv /run/systemd/system /run/systemd/away');
    const report = await secureWebsocket('apply', lab(), { busy: {} });
    await asRoot(lab(), 'busy', 'mv /run/systemd/away /run/systemd/system');
    expect(report.code).toBe(1);
    expect(report.text).toContain('systemd does not run here');
    expect(report.hosts.busy).toMatchObject({ changed: 0 });
  });
});

describe('what the servers read, wherever it stands', () => {
  const address = (name: string) => hostAddress(lab(), name);
  const write = (name: string) =>
    name === 'nginx-site'
      ? `mkdir -p /srv/vhosts; echo 'include /srv/vhosts/*.conf;' >/etc/nginx/sites-enabled/zz-panel.conf
echo 'server { listen 8443; server_name ${domain}; }' >/srv/vhosts/rpc.conf
echo 'server { listen ${address(name)}:443; server_name shop; }' >/srv/vhosts/shop.conf
sed -i 's/RPC.lab.test/other.lab.test/' /etc/nginx/sites-enabled/foreign`
      : `mkdir -p /srv/vhosts; echo 'Include /srv/vhosts/*.conf' >/etc/apache2/sites-enabled/zz-panel.conf
printf '<VirtualHost *:8443>\\nServerName ${domain}\\n</VirtualHost>\\n' >/srv/vhosts/rpc.conf
printf '<VirtualHost ${address(name)}:443>\\nServerName shop\\n</VirtualHost>\\n' >/srv/vhosts/shop.conf
sed -i 's/rpc.lab.test:80//' /etc/apache2/sites-enabled/foreign.conf`;
  const restore =
    'rm -r /srv/vhosts /etc/nginx/sites-enabled/zz-panel.conf /etc/apache2/sites-enabled/zz-panel.conf';

  it('is told in plan, with its place: our name in a nested include, an address of its own', async () => {
    const both = ['nginx-site', 'apache-site'] as const;
    await Promise.all(both.map((name) => asRoot(lab(), name, write(name))));
    const [nginx, apache] = await Promise.all(
      both.map((name) => secureWebsocket('plan', lab(), { [name]: hosts[name] ?? {} })),
    );
    await Promise.all(both.map((name) => asRoot(lab(), name, `${restore} 2>/dev/null || :`)));
    for (const report of [nginx, apache]) {
      expect(report?.code).toBe(1);
      expect(report?.text).toContain(`/srv/vhosts/rpc.conf already has a site named ${domain}`);
    }
    expect(nginx?.text).toContain(
      `/srv/vhosts/shop.conf line 1 listens on ${address('nginx-site')}:443 alone`,
    );
    expect(apache?.text).toContain(
      `/srv/vhosts/shop.conf line 1 has ${address('apache-site')}:443 for itself`,
    );
  });

  it('is told where a panel has brought an nginx of its own', async () => {
    const panel = '/usr/local/panel/nginx';
    const text = 'events { } pid /run/panel.pid; error_log /dev/null; http { server { listen 8443; } }';
    const start = `mkdir -p ${panel}; cp /usr/sbin/nginx ${panel}; echo '${text}' >${panel}/own.conf
${panel}/nginx -c ${panel}/own.conf >/dev/null 2>&1`;
    await asRoot(lab(), 'nginx-site', start);
    const { code, text: told } = await secureWebsocket('plan', lab(), {
      'nginx-site': { domain: 'ws.lab.test', wss_port: 8443 },
    });
    await asRoot(lab(), 'nginx-site', `kill $(cat /run/panel.pid); rm -r ${panel}`);
    expect(code).toBe(1);
    expect(told).toContain(`port 8443 is taken by a nginx that is not the package's: ${panel}/nginx`);
  });

  it('is told in plan where others broke it while the service runs, and nothing is made by looking', async () => {
    const broken = {
      'nginx-site': `echo 'server { listen 8444; proxy_pass http://x; }' >/etc/nginx/conf.d/broken.conf; ls -l --time-style=full-iso /run /var/log/nginx | grep -v motd`,
      'apache-site':
        'echo nonsense >/etc/apache2/conf-enabled/broken.conf; ls -l --time-style=full-iso /run /var/log/apache2 | grep -v motd',
    };
    for (const [name, script] of Object.entries(broken)) {
      const before = await asRoot(lab(), name, script);
      const { code, text } = await secureWebsocket('plan', lab(), { [name]: hosts[name] ?? {} });
      const after = await asRoot(lab(), name, script);
      await asRoot(lab(), name, 'rm -f /etc/nginx/conf.d/broken.conf /etc/apache2/conf-enabled/broken.conf');
      expect(code, text).toBe(1);
      expect(text).toMatch(
        name === 'nginx-site'
          ? /nginx runs, and would not start again as it is configured now: .*broken\.conf:1/
          : /Apache does not read its configuration, for \/etc\/apache2\/conf-enabled\/broken\.conf line 1: Invalid command/,
      );
      expect(after).toBe(before);
    }
  });
});

it('configurations at random are read as nginx itself reads them', {
  timeout: 60_000 + readers * 300,
}, async () => {
  const count = { named: 0, defaults: 0 };
  for (let first = 0; first < readers; first += 200) {
    const seeds = Array.from({ length: Math.min(200, readers - first) }, (_, index) => first + index);
    const pairs = await bothReadings(lab(), 'nginx-site', seeds.map(configurationFrom));
    for (const [index, pair] of pairs.entries()) {
      if (typeof pair === 'string')
        throw new Error(`nginx does not take configuration ${seeds[index]}: ${pair}`);
      expect(pair.ours, `configuration ${seeds[index]}`).toEqual(pair.nginx);
      if (pair.nginx.hasOurName) count.named += 1;
      if (pair.nginx.isDefault) count.defaults += 1;
    }
    expect(pairs).toHaveLength(seeds.length);
  }
  console.info(`${readers} configurations read as by nginx: ${JSON.stringify(count)}`);
  // Both answers were given, to both questions.
  for (const of of Object.values(count)) expect(of > 0 && of < readers).toBe(true);
});

describe('a foreign site of another name', () => {
  it.each([
    ['nginx-site', '/', 'foreign site'],
    ['apache-site', '/index.html', 'It works!'],
  ])('keeps working on %s', async (name, path, words) => {
    const ask = async () => (await get(hostAddress(lab(), name), path, 'shop.lab.test')).body;
    expect(await ask()).toContain(words);
    const { code, text } = await secureWebsocket('apply', lab(), {
      [name]: { ...hosts[name], domain: 'ws.lab.test', proof_address: hostAddress(lab(), name) },
    });
    expect(code, text).toBe(0);
    expect(await ask()).toContain(words);
  });
});

describe('a host without IPv6, and a name as long as DNS allows', () => {
  const label = 'a'.repeat(63);
  const long = `${label}.${label}.${label}.${'a'.repeat(61)}`;

  it('has an endpoint on IPv4', async () => {
    const narrow = ['ssh', 'nginx'].map(
      (unit) =>
        `mkdir -p /etc/systemd/system/${unit}.service.d; printf '[Service]\\nRestrictAddressFamilies=AF_INET AF_UNIX AF_NETLINK\\n' >/etc/systemd/system/${unit}.service.d/narrow.conf`,
    );
    await asRoot(
      lab(),
      'busy',
      `apt-get purge -y -q lighttpd; apt-get install -y -q nginx; sed -i '/\\[::\\]/d' /etc/nginx/sites-available/default
${narrow.join('\n')}
systemctl daemon-reload; systemctl restart ssh nginx`,
    );
    const variables = { domain: long, proof_address: hostAddress(lab(), 'busy') };
    const { code, text } = await secureWebsocket('apply', lab(), { busy: variables });
    expect(code, text).toBe(0);
    expect(text).toContain('no IPv6 here: the endpoint listens on IPv4 alone');
    expect(await asRoot(lab(), 'busy', 'nginx -T 2>/dev/null | grep "\\[::\\]" || :')).toBe('');
    const again = await secureWebsocket('apply', lab(), { busy: variables });
    expect(again.hosts.busy).toMatchObject({ changed: 0, failed: 0 });
    // As elsewhere: what the host will say decides what is read, so both are looked at.
    expect(again.hosts.busy?.round_trips).toBeLessThanOrEqual(2);
  });
});
