// A bootnode beside an RPC endpoint, on port 443 of each proxy, with a certificate of an authority of the test: js-libp2p dials it as
// peers do, and stays. `npm run test:long -- bootnodes`.

import { afterAll, describe, expect, it } from 'vitest';
import { useLab } from '../hosts.js';
import { ownCertificates } from '../letsencrypt/own.js';
import { sleep } from './client.js';
import { type HostVariables, type Report, secureWebsocket } from './hostwright.js';
import { type LightClient, lightClient } from './light_client.js';
import { type Dialled, dial, trustFrom } from './peers.js';
import { asRoot, hostAddress } from './seed.js';

const proxies = { nginx: 'nginx', apache: 'apache2', haproxy: 'haproxy' } as const;
const names = Object.keys(proxies) as readonly (keyof typeof proxies)[];
const lab = useLab([
  { name: 'nginx', release: 'trixie' },
  { name: 'apache', release: 'bookworm' },
  { name: 'haproxy', release: 'trixie' },
]);

const rpcName = (name: string) => `rpc-${name}.example.org`;
const bootName = (name: string) => `boot-${name}.example.org`;
const own = ownCertificates(names.flatMap((name) => [rpcName(name), bootName(name)]));
const stranger = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp';

/** Peers may be silent for this long, the shortest that is allowed. */
const IDLE_SECONDS = 60;

const hosts = (more: Readonly<Record<string, unknown>> = {}): HostVariables =>
  Object.fromEntries(
    names.map((name) => {
      const certificateOf = (domain: string) => ({
        domain,
        certificate_pem: own.issued.get(domain)?.certificate,
        certificate_key_pem: own.issued.get(domain)?.key,
      });
      const boot = { name: 'boot', kind: 'bootnode', rpc_port: 9944, idle_seconds: IDLE_SECONDS, ...more };
      const endpoints = [certificateOf(rpcName(name)), { ...boot, ...certificateOf(bootName(name)) }];
      const trust = { certificate: 'provided', certificate_authority: own.authority };
      return [name, { proxy: proxies[name], proof_address: hostAddress(lab(), name), ...trust, endpoints }];
    }),
  );

/** What a run tells of the bootnode of a host. */
function toldFor({ text }: Report, name: string): string {
  const [, address = ''] =
    new RegExp(`to dial it: (/dns/${bootName(name)}/tcp/443/wss/p2p/\\w+)`).exec(text) ?? [];
  return address;
}

describe('a bootnode behind each proxy', () => {
  let first: Report;
  const address = (name: string) => toldFor(first, name);
  const open = new Map<string, Dialled>();
  const stays = new Map<string, Promise<string>>();
  let light: LightClient | undefined;

  afterAll(() => light?.remove());

  it('is made beside an RPC endpoint, proven, and told with all that there is to write', async () => {
    first = await secureWebsocket('apply', lab(), hosts());
    expect(first.code, first.text).toBe(0);
    trustFrom(own.authority, new Map(names.map((name) => [bootName(name), hostAddress(lab(), name)])));
    for (const name of names) {
      expect(address(name), first.text).not.toBe('');
      const place = `/dns/${bootName(name)}/tcp/443/wss`;
      expect(first.text).toContain(`--public-addr=${place}`);
      expect(first.text).toContain(`bootNodes`);
    }
  });

  it('announces 127.0.0.1 until it is told better: that is a warning of a run, and a fault to verify', async () => {
    expect(first.text).toContain('announced: it tells');
    expect(first.text).toContain('/ip4/127.0.0.1/tcp/30334/ws');
    const verified = await secureWebsocket('verify', lab(), hosts());
    expect(verified.code, verified.text).toBe(1);
    expect(verified.text).toContain('which nobody else can dial');
    for (const name of names) {
      const configuration = { announce: [`/dns/${bootName(name)}/tcp/443/wss`] };
      await asRoot(
        lab(),
        name,
        `echo '${JSON.stringify(configuration)}' >/etc/lab-node.json; systemctl restart lab-node`,
      );
    }
    const again = await secureWebsocket('verify', lab(), hosts());
    expect(again.code, again.text).toBe(0);
    // Both kinds, each by its own proof.
    expect(again.text).toContain('"check":"peer"');
    expect(again.text).toContain('"check":"health"');
  });

  it('is converged the second time, in two round trips', async () => {
    const { code, hosts: counts, text } = await secureWebsocket('apply', lab(), hosts());
    expect(code, text).toBe(0);
    for (const name of names) {
      expect(counts[name], text).toMatchObject({ changed: 0, failed: 0 });
      expect(counts[name]?.round_trips).toBeLessThanOrEqual(2);
    }
  });

  it('is dialled by js-libp2p, and sends back its pings', async () => {
    for (const name of names) {
      const peer = await dial(address(name));
      open.set(name, peer);
      expect(await peer.ping()).toBeGreaterThan(0);
    }
  });

  it('is dialled by smoldot, which shakes hands with it and has its pings sent back', async () => {
    const addresses = names.map((name) => [bootName(name), hostAddress(lab(), name)] as const);
    light = await lightClient(own.authority, new Map(addresses));
    for (const name of names) stays.set(name, light.dial(address(name), 2 * IDLE_SECONDS + 10));
    const other = await light.dial(address('nginx').replace(/12D3\w+/, stranger), 10);
    expect(other).toContain('handshake-finished-peer-id-mismatch');
  });

  it('turns nobody away of forty that come at once from one address', async () => {
    for (const name of names) {
      const peers = await Promise.allSettled(Array.from({ length: 40 }, () => dial(address(name))));
      const failed = peers.flatMap((peer) => (peer.status === 'rejected' ? [String(peer.reason)] : []));
      for (const peer of peers) if (peer.status === 'fulfilled') await peer.value.close();
      expect(failed).toEqual([]);
    }
  });

  it('is not the one whom somebody else is dialled as', async () => {
    for (const name of names) {
      const other = address(name).replace(/12D3\w+/, stranger);
      await expect(dial(other)).rejects.toThrow();
    }
    const { code, text } = await secureWebsocket('verify', lab(), hosts({ peer_id: stranger }));
    expect(code).toBe(1);
    expect(text).toContain(`and ${stranger} was expected`);
  });

  it('keeps peers over two of its idle limits, and their pings still come back', async () => {
    await sleep(2 * IDLE_SECONDS * 1000 + 10_000);
    for (const name of names) {
      expect(open.get(name)?.isOpen(), name).toBe(true);
      expect(await open.get(name)?.ping()).toBeGreaterThan(0);
      await open.get(name)?.close();
      const said = (await stays.get(name)) ?? '';
      // One handshake: a connection that is lost is followed by another one.
      const place = `/dns/${bootName(name)}/tcp/443/wss`;
      expect(said.match(/handshake-finished; remote_addr=\S+(?=,)/g), said).toEqual([
        `handshake-finished; remote_addr=${place}`,
      ]);
      const pongs = [...said.matchAll(/^(\d+) pong;/gm)].map(([, second]) => Number(second));
      expect(pongs.at(-1), said).toBeGreaterThanOrEqual(2 * IDLE_SECONDS);
    }
  });

  it('is refused where its node listens for nobody, and is left as it is', async () => {
    const { code, text } = await secureWebsocket('apply', lab(), hosts({ p2p_port: 30_335 }));
    expect(code).toBe(1);
    expect(text).toContain('nothing listens on the port of the bootnode (p2p_port 30335)');
    const again = await secureWebsocket('plan', lab(), hosts());
    for (const name of names) expect(again.hosts[name], again.text).toMatchObject({ would_change: 0 });
  });

  it('is refused where nobody could dial it, before anything is touched', async () => {
    const self = await secureWebsocket('apply', lab(), hosts({ certificate: 'self_signed' }));
    expect(self.code).toBe(1);
    expect(self.text).toContain('a bootnode needs a certificate that clients trust');
    const short = await secureWebsocket('apply', lab(), hosts({ idle_seconds: 30 }));
    expect(short.code).toBe(1);
    expect(short.text).toContain('so idle_seconds is 60 or more');
  });
});
