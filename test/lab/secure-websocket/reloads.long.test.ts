// What changes of an endpoint that runs cost its clients, each proxy on each release: a reload where that is enough, and what was
// moved by hand is repaired, since nothing is proven before the new configuration is served. `npm run test:long -- reloads`.

import { describe, expect, it } from 'vitest';
import { useLab } from '../hosts.js';
import { domainOf } from '../letsencrypt/hosts.js';
import { poll } from '../letsencrypt/poll.js';
import { closeAll, open } from './client.js';
import { type HostVariables, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress } from './seed.js';

const proxies = {
  'nginx-12': 'nginx',
  'nginx-13': 'nginx',
  'apache-12': 'apache2',
  'apache-13': 'apache2',
  'haproxy-12': 'haproxy',
  'haproxy-13': 'haproxy',
} as const;
const names = Object.keys(proxies) as readonly (keyof typeof proxies)[];
const lab = useLab(
  names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' }) as const),
);
const addressOf = (name: string) => hostAddress(lab(), name);
const everywhere = (vars: Readonly<Record<string, unknown>>): HostVariables =>
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        proxy: proxies[name],
        domain: domainOf(name),
        proof_address: addressOf(name),
        drain_seconds: 600,
        ...vars,
      },
    ]),
  );

async function applied(vars: HostVariables) {
  const report = await secureWebsocket('apply', lab(), vars);
  expect(report.code, report.text).toBe(0);
  return report;
}

const few = { expected_clients: 300 };

describe('an endpoint that runs', () => {
  it('takes more clients, and fewer, by a reload: nobody is cut off or refused', async () => {
    await applied(everywhere(few));
    // As an older version might have written it: more clients need more files than nginx was started with.
    const dropIn = '/etc/systemd/system/nginx.service.d/hostwright-wss.conf';
    for (const name of names)
      await asRoot(
        lab(),
        name,
        `[ ! -e ${dropIn} ] || sed -i 's/^LimitNOFILE=.*/LimitNOFILE=4096/' ${dropIn}`,
      );
    for (const vars of [{ expected_clients: 1500 }, { expected_clients: 200 }]) {
      const sockets = await Promise.all(names.map((name) => open(addressOf(name))));
      const pollers = names.map((name) => poll(addressOf(name), domainOf(name), [], 100));
      const planned = await secureWebsocket('plan', lab(), everywhere(vars));
      expect(planned.text).not.toContain('"to":"restarted"');
      await applied(everywhere(vars));
      const seen = await Promise.all(pollers.map((poller) => poller.stop()));
      for (const [index, { gaps, resets, faults }] of seen.entries()) {
        expect({ gaps, resets, faults }, names[index]).toEqual({ gaps: 0, resets: 0, faults: [] });
        expect(sockets[index]?.readyState, names[index]).toBe(1);
      }
      closeAll(sockets.flatMap((socket) => socket ?? []));
    }
  });

  it.each([1, 2, 3])('is repaired where its node and its certificate were moved by hand: %i', async () => {
    await applied(everywhere(few));
    for (const name of names)
      await asRoot(
        lab(),
        name,
        `openssl req -x509 -newkey rsa:2048 -nodes -days 9 -keyout /etc/ssl/private/moved.key -out /etc/ssl/certs/moved.crt -subj /CN=x 2>/dev/null
sed -i -e 's,127.0.0.1:9944,127.0.0.1:9,' -e 's,certs/hostwright-wss.crt,certs/moved.crt,' -e 's,private/hostwright-wss.key,private/moved.key,' /etc/${proxies[name]}/sites-available/hostwright-wss.c*
[ ! -d /etc/haproxy/hostwright-wss ] || for end in .crt .crt.key; do ln -sf /etc/ssl/*/moved.\${end##*.} /etc/haproxy/hostwright-wss/443/hostwright-wss$end; done
systemctl reload ${proxies[name]}; sleep 1`,
      );
    expect(await open(addressOf(names[0] ?? ''))).toBeUndefined();
    const { text } = await applied(everywhere(few));
    expect(text).not.toContain('put back');
    const sockets = await Promise.all(names.map((name) => open(addressOf(name))));
    for (const socket of sockets) expect(socket?.readyState).toBe(1);
    closeAll(sockets.flatMap((socket) => socket ?? []));
  });

  it('is restarted where nothing else helps, and the plan says what that costs', async () => {
    const apaches = names.filter((name) => proxies[name] === 'apache2');
    const own = Object.fromEntries(
      Object.entries(everywhere(few)).filter(([name]) => apaches.some((one) => one === name)),
    );
    const sockets = await Promise.all(apaches.map((name) => open(addressOf(name))));
    for (const name of apaches) await asRoot(lab(), name, 'a2disconf -q zz-hostwright-wss');
    const planned = await secureWebsocket('plan', lab(), own);
    for (const name of apaches)
      expect(planned.text).toMatch(
        new RegExp(
          `"host":"${name}".*"to":"restarted","note":"a restart cuts off whoever is connected, [1-9]\\d* of them now`,
        ),
      );
    await applied(own);
    closeAll(sockets.flatMap((socket) => socket ?? []));
  });
});
