// `state: absent` of an endpoint, its new name, and what a proxy leaves that has handed over, on both proxies: it goes, and
// those beside it drop no connection. `npm run test:long -- removal`.

import { describe, expect, it } from 'vitest';
import { useLab } from '../hosts.js';
import { closeAll, open } from '../secure-websocket/client.js';
import { secureWebsocket } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';

const proxies = { 'nginx-12': 'nginx', 'apache-13': 'apache2' } as const;
const names = Object.keys(proxies) as readonly (keyof typeof proxies)[];
const lab = useLab(
  names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' }) as const),
);
const isOther = { 'nginx-12': 'apache2', 'apache-13': 'nginx' } as const;

type Vars = Readonly<Record<string, unknown>>;
const everywhere = (vars: Vars) =>
  Object.fromEntries(names.map((name) => [name, { proxy: proxies[name], drain_seconds: 600, ...vars }]));
const moved = Object.fromEntries(names.map((name) => [name, { proxy: isOther[name] }]));

async function applied(vars: Readonly<Record<string, Vars>>) {
  const report = await secureWebsocket('apply', lab(), vars);
  expect(report.code, report.text).toBe(0);
  return report;
}

/** Twice: once to do it, and once to see that nothing is left to do, in two round trips. */
async function settled(vars: Readonly<Record<string, Vars>>) {
  const first = await applied(vars);
  const { hosts, text } = await applied(vars);
  for (const name of names) {
    expect(hosts[name], text).toMatchObject({ changed: 0, failed: 0 });
    expect(hosts[name]?.round_trips, text).toBeLessThanOrEqual(2);
  }
  return first;
}

const found = (name: string, what: string) =>
  asRoot(lab(), name, `find /etc /var/log /var/lib/apache2 -name '*${what}*' 2>/dev/null | sort; :`);

const other = { name: 'other', wss_port: 8443 };
const gone = { name: 'other', state: 'absent' };

describe('an endpoint that is to be absent', () => {
  it('is none where it never was', async () => {
    await settled(everywhere({ endpoints: [{}, gone] }));
  });

  it('goes as the plan says, and the other drops no connection', async () => {
    await applied(everywhere({ endpoints: [{}, other] }));
    const sockets = await Promise.all(names.map((name) => open(hostAddress(lab(), name))));
    const planned = await secureWebsocket('plan', lab(), everywhere({ endpoints: [{}, gone] }));
    expect(planned.code, planned.text).toBe(2);
    for (const name of names)
      expect(planned.text).toContain(`/etc/${proxies[name]}/sites-enabled/hostwright-wss_other.conf`);
    await settled(everywhere({ endpoints: [{}, gone], removed_certificates: 'delete' }));
    for (const [index, name] of names.entries()) {
      expect(await found(name, 'hostwright-wss[-_]other')).toBe('');
      expect(await asRoot(lab(), name, "ss -Hltn | grep ':8443 ' || :")).toBe('');
      expect(sockets[index]?.readyState).toBe(1);
    }
    closeAll(sockets.flatMap((socket) => socket ?? []));
  });

  it('goes in the same run in which it comes back by another name', async () => {
    await applied(everywhere({ endpoints: [{}, other] }));
    const plan = await secureWebsocket(
      'plan',
      lab(),
      everywhere({ endpoints: [{}, { ...other, name: 'new' }] }),
    );
    for (const name of names)
      expect(plan.text).toMatch(
        new RegExp(
          `"host":"${name}".*hostwright-wss_other.conf serves an endpoint that the inventory does not name`,
        ),
      );
    await settled(everywhere({ endpoints: [{}, { ...other, name: 'new' }, gone] }));
    for (const name of names) {
      expect(await found(name, 'hostwright-wss[-_]other')).not.toContain('/etc/nginx');
      expect(await found(name, 'sites-*/hostwright-wss_other*')).toBe('');
    }
  });
});

describe('another proxy', () => {
  it('takes over, and what the old one had of ours goes; what is not ours stays', async () => {
    const theirs = {
      'nginx-12': '/etc/nginx/conf.d/theirs.conf',
      'apache-13': '/etc/apache2/conf-available/theirs.conf',
    };
    await applied(everywhere({}));
    for (const name of names) await asRoot(lab(), name, `echo '# theirs' >${theirs[name]}`);
    await applied(everywhere({ endpoints: [{}, { name: 'new', state: 'absent' }] }));
    await settled(moved);
    for (const name of names) {
      const left = await asRoot(
        lab(),
        name,
        `find /etc/${proxies[name]} /var/lib/${proxies[name]} /var/log/${proxies[name]} /etc/systemd/system/${proxies[name]}.service.d -name '*hostwright*' 2>/dev/null || :; ls ${theirs[name]}`,
      );
      expect(left).toBe(`${theirs[name]}\n`);
    }
  });

  it('and back', async () => {
    await settled(everywhere({}));
    for (const name of names)
      expect(await asRoot(lab(), name, `find /etc/${isOther[name]} -name '*hostwright*'`)).toBe('');
  });
});

describe('the last one', () => {
  it('goes by the flat form, and what runs then is stopped', async () => {
    await settled(everywhere({ state: 'absent', removed_certificates: 'delete' }));
    for (const name of names) {
      const left = await asRoot(lab(), name, "find /etc -name '*hostwright*'; ss -Hltn | grep ':443 ' || :");
      expect(left).toBe('');
    }
  });
});
