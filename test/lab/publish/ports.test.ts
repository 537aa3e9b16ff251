// The node's own ports on real hosts: what listens for everybody is found on the host and from outside, with the place
// that was asked from; a firewall closes it on demand, and never to us.

import { beforeAll, describe, expect, it } from 'vitest';
import { useProgram } from '../../cli/hostwright.js';
import { libraries, useLab } from '../hosts.js';
import { addressesIn, beginMany, ipv6Of, postFrom, secondAddress } from '../secure-websocket/flood.js';
import { type HostVariables, secureWebsocket } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { letsIn } from './watcher.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'bookworm' },
    { name: 'apache2', release: 'trixie' },
  ],
  libraries,
);
const program = useProgram();

const names = ['nginx', 'apache2'] as const;
const onBoth = (more: object = {}): HostVariables => ({
  nginx: { ...more },
  apache2: { proxy: 'apache2', ...more },
});
const onEach = <Value>(work: (name: (typeof names)[number]) => Promise<Value>) =>
  Promise.all(names.map(work));
const controller = () => hostAddress(lab(), 'nginx').replace(/\.\d+$/, '.1');

/** What an operator does who starts the node with --rpc-external: its port, and an older one, for everybody. */
const leak = (address: string) => `apt-get install -y -q socat >/dev/null
systemd-run -q --unit=leak-9944 socat TCP-LISTEN:9944,bind=${address},fork,reuseaddr TCP:127.0.0.1:9944
systemd-run -q --unit=leak-9933 socat TCP-LISTEN:9933,fork,reuseaddr TCP:127.0.0.1:9944
systemd-run -q --unit=other-30333 socat TCP-LISTEN:30333,fork,reuseaddr EXEC:/bin/true`;

beforeAll(() => onEach((name) => asRoot(lab(), name, leak(hostAddress(lab(), name)))));

describe('a node that is open to everybody', () => {
  it.each(['plan', 'apply'] as const)(
    '%s refuses its host, names the ports, and says from where',
    async (verb) => {
      const { code, text, hosts } = await secureWebsocket(verb, lab(), onBoth());
      expect(code, text).toBe(1);
      for (const name of names) expect(hosts[name]).toMatchObject({ failed: 1, changed: 0, would_change: 0 });
      expect(text).toContain(
        `9944 answered from here (${controller()}) by socat on ${hostAddress(lab(), 'nginx')}`,
      );
      expect(text).toContain(`9933 answered from here (${controller()}) by socat on 0.0.0.0`);
      expect(text).toContain('--rpc-external');
    },
  );

  it('is found by verify, which logs in nowhere', async () => {
    await asRoot(lab(), 'nginx', 'systemctl stop leak-9944');
    const { code, text } = await secureWebsocket('apply', lab(), { nginx: { closed_ports: [9944, 9615] } });
    expect(code, text).toBe(0);
    const verified = await secureWebsocket('verify', lab(), { nginx: {} });
    expect(verified.code, verified.text).toBe(1);
    const line = verified.text.split('\n').find((each) => each.includes('"check":"ports"')) ?? '{}';
    const { status, cause, seen } = JSON.parse(line);
    const words = `from here (${controller()}): 9944, 9615 connection refused; 9933 open`;
    expect({ status, cause, seen }).toEqual({ status: 'failed', cause: 'node', seen: words });
  });
});

describe('firewall: ufw', () => {
  const walled = (more: object = {}) => onBoth({ firewall: 'ufw', ...more });

  it('is planned, and the ports are not called open before it', async () => {
    const { code, text, hosts } = await secureWebsocket('plan', lab(), walled());
    expect(code, text).toBe(2);
    for (const name of names) expect(hosts[name]).toMatchObject({ failed: 0 });
    for (const name of names) expect(await asRoot(lab(), name, 'ls /usr/sbin/ufw 2>/dev/null || :')).toBe('');
  });

  it('closes them, and nothing else', async () => {
    const { code, text } = await secureWebsocket('apply', lab(), walled());
    expect(code, text).toBe(0);
    expect(text).toMatch(
      /9933 open to everybody on the host \(socat on 0.0.0.0\), and filtered on the way: from here, no/,
    );
    await onEach(async (name) => {
      const address = hostAddress(lab(), name);
      expect(await letsIn(address, 9933, 1500)).toBe(false);
      expect(await letsIn(address, 30333)).toBe(true);
      expect(await asRoot(lab(), name, 'ufw status')).toMatch(/^22\/tcp +ALLOW/m);
    });
    const { code: verified, text: words } = await secureWebsocket('verify', lab(), onBoth());
    expect(verified, words).toBe(0);
  });

  // Apache counts IPv4 addresses itself, so there it is about the /64.
  it.each(names)('caps the connections of one client to %s, and lets others in', async (name) => {
    const host = ipv6Of(lab(), name);
    const [stranger = ''] = addressesIn(lab(), 2, 1);
    const crowds: [string, readonly string[], string][] = [[host, addressesIn(lab(), 1, 3), stranger]];
    if (name === 'nginx') crowds.push([hostAddress(lab(), name), [secondAddress(lab())], controller()]);
    for (const [address, from, other] of crowds) {
      const flood = await beginMany(address, 300, from);
      const letIn = name === 'nginx' ? 75 : 50;
      expect(flood.counts).toMatchObject({ opened: letIn, refused: 300 - letIn });
      expect(await postFrom(address, other)).toBe(200);
      flood.end();
    }
  });

  it('is silent the second time', async () => {
    const { code, text, hosts } = await secureWebsocket('apply', lab(), walled());
    expect(code, text).toBe(0);
    for (const name of names) expect(hosts[name]).toMatchObject({ changed: 0, failed: 0 });
  });
});

describe('a firewall that is off', () => {
  const play = (task: string) => `- hosts: apache2
  become: true
  gather_facts: false
  tasks:
    - name: the firewall
      validate: "false"
      block:
        - name: closed
          ufw: ${task}
`;
  const state = `sha256sum /etc/default/ufw /etc/ufw/ufw.conf /etc/ufw/user*.rules; ufw status; iptables -S; ip6tables -S`;
  const run = (task: string, port: number) => {
    const { address, user } = lab().hosts.find(({ name }) => name === 'apache2') ?? {};
    const keys = { ansible_ssh_private_key_file: lab().privateKey, known_hosts_file: lab().knownHosts };
    const host = { ansible_host: address, ansible_user: user, ansible_port: port, ...keys };
    const inventory = JSON.stringify({ all: { hosts: { apache2: host } } });
    const folder = program.folderWith({ 'play.yml': play(task), 'inventory.yml': inventory });
    return program.run(folder, [
      'apply',
      'play.yml',
      '-i',
      'inventory.yml',
      '-o',
      'json',
      '--accept-new-host-keys',
    ]);
  };
  const off = 'ufw --force reset >/dev/null; rm -f /etc/ufw/*.rules.*';

  it('is as before when its block fails, and so are the rules of other programs', async () => {
    await asRoot(
      lab(),
      'apache2',
      `${off}; iptables -P FORWARD DROP; iptables -A INPUT -s 192.0.2.9 -j DROP`,
    );
    const before = await asRoot(lab(), 'apache2', state);
    const { code, stdout } = await run('{ deny: 9944 }', 22);
    expect(code, stdout).toBe(1);
    expect(stdout).toContain('"name":"closed"');
    expect(await asRoot(lab(), 'apache2', `iptables -P FORWARD DROP; ${state}`)).toBe(before);
  });

  it('lets in the port by which we came, and those of sshd', async () => {
    const second = `${off}; printf 'Port 22\\nPort 2222\\n' >/etc/ssh/sshd_config.d/second.conf; systemctl restart ssh`;
    await asRoot(lab(), 'apache2', second);
    const { stdout } = await run('{ deny: 9944, incoming: deny }', 2222);
    const field = stdout.split('\n').find((line) => line.includes('"name":"ssh"')) ?? '';
    expect(JSON.stringify(JSON.parse(field))).toMatch(/"to":\["2222\/tcp","22\/tcp"\]/);
    await asRoot(lab(), 'apache2', 'rm /etc/ssh/sshd_config.d/second.conf; systemctl restart ssh');
  });
});
