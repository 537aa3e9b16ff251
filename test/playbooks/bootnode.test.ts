// A bootnode in the shipped playbook: what is rendered, and what is refused. On hosts: `npm run test:long -- bootnodes`.

import { describe, expect, it } from 'vitest';
import { shippedPlaybooks } from '../../src/project/shipped.js';
import { runHere } from '../cli/here.js';
import { useFolders } from '../cli/hostwright.js';
import { brokenIn, wantedOf } from './wanted.js';

const folderWith = useFolders();
const boot = { name: 'boot', kind: 'bootnode', domain: 'boot.example.org', certificate: 'provided' };
const rpc = { domain: 'rpc.example.org', certificate: 'provided' };

/** By the titles of tasks: what is wanted, or the text of a file. */
function rendered(inventory: Readonly<Record<string, unknown>>, entry: string) {
  const lines = wantedOf(inventory).map((line) => line.split('|'));
  return (title: RegExp): string => {
    const [, , ...words] =
      lines.find(([item, of = '', what]) => item === entry && title.test(of) && what !== '"skip"') ?? [];
    const text = words.join('|');
    const { content } = text.startsWith('{') ? JSON.parse(text) : {};
    return content?.data ? String(Buffer.from(content.data)) : (content ?? text);
  };
}

const rates = /limit_req zone.*|SetEnvIf .*QS_Limit=yes|.*sc_http_req_rate.*/g;
const rateOfPath: Readonly<Record<string, string>> = {
  nginx: 'limit_req zone=hostwright_client_requests burst=40 nodelay;',
  apache2: 'SetEnvIf Request_URI "^(/kusama)(/|$)" QS_Limit=yes',
  haproxy: '    http-request deny deny_status 429 if { sc_http_req_rate(0),sub(40),div(2) gt 20 }',
};

describe.each(Object.keys(rateOfPath))('%s', (proxy) => {
  it('serves the listener of the bootnode, and limits the rate of nobody there', () => {
    const site = rendered({ proxy, endpoints: [rpc, boot] }, 'boot')(/has a site for/);
    expect(site).toContain('127.0.0.1:30334');
    expect(site).not.toMatch(rates);
  });

  it('says the same in short as in a list of one', () => {
    const { name: _, ...short } = boot;
    const site = rendered({ proxy, ...short, p2p_port: 30_335 }, '')(/has a site for/);
    expect(site).toContain('127.0.0.1:30335');
    expect(site).not.toMatch(rates);
    expect(wantedOf({ proxy, endpoints: [{ ...short, p2p_port: 30_335 }] })).toEqual(
      wantedOf({ proxy, ...short, p2p_port: 30_335 }),
    );
  });

  it('leaves the site of an RPC endpoint beside it as it is', () => {
    const site = (endpoints: readonly unknown[]) => rendered({ proxy, endpoints }, '')(/has a site for/);
    expect(site([rpc, boot])).toBe(site([rpc]));
  });

  it('limits the rate of a path of its own name', () => {
    const kusama = { wss_path: '/kusama', domain: boot.domain, certificate: 'provided' };
    const site = rendered({ proxy, endpoints: [kusama, boot] }, '')(/has a site for/);
    expect(site.match(rates)).toEqual([rateOfPath[proxy]]);
  });

  it('has no gate for JSON-RPC, and a proof by libp2p', () => {
    const wanted = rendered({ proxy, endpoints: [rpc, { ...boot, rpc_port: 9955 }] }, 'boot');
    expect(wanted(/^The node can be published/)).toBe('');
    expect(JSON.parse(wanted(/clients trust/))).toMatchObject({
      url: 'wss://boot.example.org:443/',
      bootnode: true,
      rpc_port: 9955,
      node_port: 30_334,
    });
    expect(wantedOf({ proxy, endpoints: [boot] }).join('\n')).toContain('{"ports":[9944,9933,9615]}');
  });

  it('lets one address have half of the peers', () => {
    const own = rendered(
      { proxy, endpoints: [{ ...boot, expected_clients: 80 }] },
      '',
    )(/counts requests|threads/);
    const site = rendered(
      { proxy, endpoints: [{ ...boot, expected_clients: 80 }] },
      'boot',
    )(/has a site for/);
    expect(proxy === 'apache2' ? own : site).toMatch(
      /limit_conn hostwright_client_connections_boot 40;|QS_SrvMaxConnPerIP 40\n|sc_conn_cur\(0\) gt 40 }/,
    );
  });
});

describe('what nobody could dial', () => {
  it.each([
    [{}, undefined],
    [{ domain: '192.0.2.1' }, 'domain.matches'],
    [{ domain: 'boot' }, 'domain.matches'],
    [{ certificate: 'self_signed' }, 'certificate != "self_signed"'],
    [{ certificate: undefined }, 'certificate != "self_signed"'],
    [
      { certificate: 'letsencrypt', acme_accept_terms: true, acme_staging: true },
      'certificate != "self_signed"',
    ],
    [{ certificate: 'letsencrypt', acme_accept_terms: true }, undefined],
    [{ wss_path: '/p2p' }, 'wss_path == "/"'],
    [{ nodes: [{ port: 9945 }] }, 'nodes == null'],
    [{ idle_seconds: 59 }, 'idle_seconds >= 60'],
    [{ idle_seconds: 60 }, undefined],
    [{ p2p_port: 443 }, 'type(p2p_port) == int'],
    [{ rpc_port: 30_334 }, 'type(p2p_port) == int'],
  ])('%j: %s', (more, broken) => {
    const [first] = brokenIn({ ...boot, ...more }, /^The bootnode can|^The certificate is one by which/);
    if (broken === undefined) expect(first).toBeUndefined();
    else expect(first).toContain(broken);
  });

  it.each([
    ['kind: validator', '5:13', 'kind'],
    ['peer_id: 12D3', '5:16', 'peer_id'],
    ['p2p_port: x', '5:17', 'p2p_port'],
  ])('%s is refused where it stands', async (line, place, word) => {
    const text = `all:\n  hosts:\n    h1:\n      ansible_host: 192.0.2.1\n      ${line}\n`;
    const folder = folderWith({ 'inventory.yml': text });
    const playbook = `${shippedPlaybooks}/secure-websocket.yml`;
    const { code, stderr } = await runHere(folder, ['validate', '-i', 'inventory.yml', playbook]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(`inventory.yml:${place}: `);
    expect(stderr).toContain(word);
  });
});
