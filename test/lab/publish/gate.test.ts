// The gate on real hosts: a node with open unsafe methods is never published, and what is said about it. One host after
// the other state: bare, made ready without a node, published, published with a node that became unsafe, and removed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraries, useLab } from '../hosts.js';
import { differences, type Snapshot, snapshot } from '../removal/left.js';
import { open } from '../secure-websocket/client.js';
import { type HostVariables, removeFrom, secureWebsocket } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress, setNode } from '../secure-websocket/seed.js';
import { letsIn, watchPort } from './watcher.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'bookworm' },
    { name: 'apache2', release: 'trixie' },
  ],
  libraries,
);

const names = ['nginx', 'apache2'] as const;
const onBoth = (more: object = {}): HostVariables => ({
  nginx: { ...more },
  apache2: { proxy: 'apache2', ...more },
});
const onEach = (work: (name: string) => Promise<unknown>) => Promise.all(names.map(work));

/** A run during which somebody tries the public ports all the time. */
async function watched(verb: 'plan' | 'apply', hosts: HostVariables) {
  const watchers = Object.keys(hosts).flatMap((name) =>
    [80, 443].map((port) => watchPort(hostAddress(lab(), name), port)),
  );
  const report = await secureWebsocket(verb, lab(), hosts);
  const seen = await Promise.all(watchers.map((watcher) => watcher.stop()));
  return { ...report, tries: seen.map(({ tries }) => tries), entries: seen.map(({ entries }) => entries) };
}

let before: Snapshot;
beforeAll(async () => {
  before = await snapshot(lab(), 'nginx');
});

describe('a bare host with a node that serves unsafe methods', () => {
  beforeAll(() => onEach((name) => setNode(lab(), name, { methods: 'unsafe' })));

  it.each(['plan', 'apply'] as const)('%s refuses it and changes nothing', async (verb) => {
    const { code, text, hosts, entries, tries } = await watched(verb, onBoth());
    expect(code, text).toBe(1);
    for (const name of names) {
      expect(hosts[name]).toMatchObject({ failed: 1, changed: 0, would_change: 0 });
      expect(await asRoot(lab(), name, 'dpkg -l nginx apache2 2>/dev/null | grep ^ii || :')).toBe('');
    }
    expect(text).toContain('answers system_peers');
    expect(text).toContain('--rpc-methods=safe');
    expect(entries).toEqual([0, 0, 0, 0]);
    expect(Math.min(...tries)).toBeGreaterThan(20);
  });
});

/** Makes the node unsafe as soon as something is so on its host. */
const unsafeWhen = (condition: string) =>
  onEach((name) =>
    asRoot(
      lab(),
      name,
      `echo '{}' >/etc/lab-node.json
systemd-run -q sh -c 'until ${condition}; do sleep 0.05; done; echo "{\\"methods\\":\\"unsafe\\"}" >/etc/lab-node.json'`,
    ),
  );

describe('a node that becomes unsafe in the middle of a run', () => {
  it('while packages are installed: nobody is let in', async () => {
    await unsafeWhen('[ -e /usr/sbin/nginx ] || [ -e /usr/sbin/apache2 ]');
    const { code, text, hosts, entries } = await watched('apply', onBoth());
    expect(code, text).toBe(1);
    expect(text).toContain('The node can still be published');
    expect(text).toContain('answers system_peers');
    for (const name of names) expect(hosts[name]?.failed).toBe(1);
    // Its package wants Apache restarted, which is paid in any case: its own page is there then, on port 80.
    expect(entries).toEqual([0, 0, expect.any(Number), 0]);
  });

  it('in the moment in which it is published: the endpoint is taken back', async () => {
    await unsafeWhen('ss -Hltn | grep -q :443');
    const { code, text } = await watched('apply', onBoth());
    expect(code, text).toBe(1);
    expect(text).toContain('unsafe methods are public');
    for (const name of names) expect(await letsIn(hostAddress(lab(), name), 443), name).toBe(false);
  });
});

describe('a bare host without a node', () => {
  beforeAll(() => onEach((name) => asRoot(lab(), name, 'systemctl stop lab-node')));
  afterAll(() =>
    onEach(async (name) => {
      await setNode(lab(), name, { methods: 'safe' });
      await asRoot(lab(), name, 'systemctl start lab-node');
    }),
  );

  it('is refused', async () => {
    const { code, text, hosts } = await secureWebsocket('apply', lab(), onBoth());
    expect(code, text).toBe(1);
    expect(text).toContain('nothing listens there (127.0.0.1:9944)');
    expect(text).toContain('node_required: false');
    for (const name of names) expect(hosts[name]).toMatchObject({ failed: 1, changed: 0 });
  });

  it('is made ready where no node is required, and called unproven', async () => {
    const { code, text, hosts } = await secureWebsocket('apply', lab(), onBoth({ node_required: false }));
    expect(code, text).toBe(0);
    expect(text).toMatch(/"lasting":true/);
    expect(text).toContain('nothing is proven about it');
    for (const name of names) expect(hosts[name]?.changed).toBeGreaterThan(0);
  });
});

describe('a published host', () => {
  beforeAll(async () => {
    const { code, text } = await secureWebsocket('apply', lab(), onBoth());
    expect(code, text).toBe(0);
  });

  it('fails as soon as its node serves unsafe methods, and is left as it is', async () => {
    await onEach((name) => setNode(lab(), name, { methods: 'unsafe' }));
    const { code, text, hosts } = await secureWebsocket('apply', lab(), onBoth({ hsts_seconds: 60 }));
    expect(code, text).toBe(1);
    expect(text).toContain('An endpoint that is public already is left as it is');
    for (const name of names) {
      expect(hosts[name]).toMatchObject({ failed: 1, changed: 0 });
      const socket = await open(hostAddress(lab(), name));
      expect(socket).toBeDefined();
      socket?.terminate();
    }
    await onEach((name) => setNode(lab(), name, { methods: 'safe' }));
  });

  it('tells of a validator, or refuses it', async () => {
    await asRoot(lab(), 'nginx', `echo '{"roles":["Authority"]}' >/etc/lab-node.json`);
    const warned = await secureWebsocket('plan', lab(), { nginx: {} });
    expect(warned.code, warned.text).toBe(0);
    expect(warned.text).toMatch(/"type":"warning".*the node is a validator/);
    const refused = await secureWebsocket('plan', lab(), { nginx: { validator_policy: 'refuse' } });
    expect(refused.code).toBe(1);
    await setNode(lab(), 'nginx', { methods: 'safe' });
  });

  it('names the setting of an sshd that forwards nothing', async () => {
    const forbid = 'echo AllowTcpForwarding no >/etc/ssh/sshd_config.d/forward.conf; systemctl reload ssh';
    await asRoot(lab(), 'nginx', forbid);
    const { code, text } = await secureWebsocket('plan', lab(), { nginx: {} });
    await asRoot(lab(), 'nginx', 'rm /etc/ssh/sshd_config.d/forward.conf; systemctl reload ssh');
    expect(code).toBe(1);
    expect(text).toMatch(/does not answer: sshd lets nobody through.*AllowTcpForwarding/);
  });
});

// The other proxy, and the other releases: `npm run test:long -- removal`.
describe('a host from which the endpoint is removed', () => {
  it('is as it was before the first run that met it', async () => {
    const words = ['--yes', '--packages', '--certificates', 'delete'];
    const { code, text } = await removeFrom(lab(), ['nginx'], words);
    expect(code, text).toBe(0);
    expect(differences(before, await snapshot(lab(), 'nginx'))).toEqual([]);
  });
});
