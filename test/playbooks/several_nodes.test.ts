// Several nodes behind one endpoint in the shipped playbook: what is rendered, and what of an inventory is refused. On hosts: `npm
// run test:long -- several-nodes`.

import { describe, expect, it } from 'vitest';
import { proxyNames } from '../../src/module_parts/proxies.js';
import { shippedPlaybooks } from '../../src/project/shipped.js';
import { runHere } from '../cli/here.js';
import { useFolders } from '../cli/hostwright.js';
import { wantedOf } from './wanted.js';

const folderWith = useFolders();
const two = [{ port: 9944 }, { host: 'fd00::7', port: 9945, name: 'rack-2' }];
const three = [{ port: 9946 }, { host: '10.0.0.7', port: 9946 }, { port: 9947 }];

interface Rendered {
  readonly item: string;
  readonly title: string;
  /** What is wanted, or the text of a file. */
  readonly text: string;
}

function rendered(inventory: Readonly<Record<string, unknown>>): readonly Rendered[] {
  return wantedOf({ domain: 'rpc.example.org', ...inventory }).map((line) => {
    const [item = '', title = '', ...words] = line.split('|');
    const wanted = JSON.parse(words.join('|'));
    const { content } = wanted;
    const written = content?.data ? String(Buffer.from(content.data)) : content;
    return { item, title, text: written ?? JSON.stringify(wanted) };
  });
}

const siteOf = (inventory: Readonly<Record<string, unknown>>) =>
  rendered(inventory).find(({ title, text }) => /has a site for/.test(title) && text.length > 100)?.text ??
  '';

describe.each(proxyNames)('%s', (proxy) => {
  /** What clients find, and what takes a node out: haproxy has a file for that. */
  const chosenBy = (inventory: Readonly<Record<string, unknown>>) =>
    rendered({ proxy, ...inventory })
      .filter(({ title, text }) => /has a site for|knows what the watch calls/.test(title) && text.length > 9)
      .map(({ text }) => text)
      .join('\n');
  const outOf = (stem: string, address: string) =>
    proxy === 'haproxy' ? ` ${stem}/${address}\n` : `/var/lib/hostwright-wss-nodes/${stem}/${address}.out`;

  it('has nothing of it where there is one node, whichever way that is said', () => {
    const one = siteOf({ proxy });
    expect(one).not.toContain('hostwright_out');
    expect(one).not.toMatch(/balance|check/);
    expect(siteOf({ proxy, node_port: 9944 })).toBe(one);
    const installs = rendered({ proxy }).filter(({ title }) => /^The watch (has|is there|knows)/.test(title));
    expect(new Set(installs.map(({ text }) => text))).toEqual(new Set(['"skip"']));
  });

  it('names each node once for clients, and the file that takes it out', () => {
    const site = chosenBy({ nodes: two });
    for (const address of ['127.0.0.1:9944', '[fd00::7]:9945']) {
      expect(site).toContain(address);
      expect(site).toContain(outOf('hostwright-wss', address));
    }
  });

  it('keeps those of several endpoints apart', () => {
    const endpoints = [
      { nodes: two },
      { name: 'k-2', wss_path: '/k', nodes: three },
      { name: 'x', wss_path: '/x' },
    ];
    const site = chosenBy({ endpoints });
    expect(site).toContain(outOf('hostwright-wss', '127.0.0.1:9944'));
    expect(site).toContain(outOf('hostwright-wss-k-2', '10.0.0.7:9946'));
    const [one, other] = {
      nginx: ['$hostwright_at;', '$hostwright_at_k_2;'],
      apache2: ['"balancer://hostwright-wss/"', '-k-2/"'],
      haproxy: ['backend hostwright-wss from', 'server 10.0.0.7:9946 10.0.0.7:9946'],
    }[proxy] as [string, string];
    expect(site).toContain(one);
    expect(site).toContain(other);
    expect(site).toContain(proxy === 'haproxy' ? 'server node 127.0.0.1:9944\n' : '127.0.0.1:9944/');
  });

  it('has the watch write where the proxy sees it', () => {
    const unit = rendered({ proxy, nodes: two }).find(({ title }) =>
      /^The watch has a unit/.test(title),
    )?.text;
    const folder = proxy === 'haproxy' ? 'haproxy/hostwright-wss-nodes' : 'hostwright-wss-nodes';
    expect(unit).toContain(`.pl /etc/hostwright-wss-nodes /var/lib/${folder}\n`);
    expect(unit).toContain(`\nStateDirectory=${folder}\n`);
  });

  it('tells the watch, the gate, the limits and the firewall of all of them', () => {
    const all = rendered({ proxy, nodes: two, node_blocks_behind: 7 });
    const told = (title: RegExp) =>
      all.find((one) => title.test(one.title) && one.text !== '"skip"')?.text ?? '';
    expect(
      told(/^The watch knows the nodes/),
    ).toBe(`# The nodes behind wss://rpc.example.org:443/. Written by hostwright; changes made here are undone.
behind 7
unsafe no
node 127.0.0.1 9944
node fd00::7 9945
`);
    expect(told(/^The node can be published/)).toContain('{"host":"fd00::7","port":9945,"name":"rack-2"}');
    expect(told(/^The ports of the node are closed/)).toBe('{"ports":[9944,9945,9933,9615]}');
    expect(told(/^The host can carry/)).toContain('"nodes":[{"host":"127.0.0.1","port":9944}');
  });
});

const inventory = (nodes: string) => `all:
  hosts:
    h1:
      ansible_host: 192.0.2.1
      ${nodes}
`;

describe('an inventory', () => {
  it.each([
    [
      'node_port: 9944\n      nodes: [{port: 9945}]',
      '6:14',
      'only one of node_port, nodes can be given',
      'leave out all but one',
    ],
    [
      'nodes: [{port: 9945}, {host: 127.0.0.1, port: "9945"}]',
      '5:29',
      'nodes.1 stands in the list before',
      'write each once',
    ],
    [
      'nodes: [{host: 203.0.113.5, port: 9944}]',
      '5:22',
      'private network, because nothing is encrypted',
      'found "203.0.113.5"',
    ],
    ['nodes: [{host: localhost, port: 9944}]', '5:22', 'an address (no name)', 'found "localhost"'],
    ['nodes: [{host: "2001:db8::7", port: 9944}]', '5:22', 'private network', 'found "2001:db8::7"'],
    ['nodes: [{host: 10.0.0.256, port: 9944}]', '5:22', 'an address', 'found "10.0.0.256"'],
    ['nodes: [{port: 99440}]', '5:22', 'a port from 1 to 65535', 'found 99440'],
    ['nodes: [{prot: 9944}]', '5:16', 'unknown key "prot"', 'did you mean "port"?'],
    ['nodes: 9944', '5:14', 'nodes: expected a list', 'found 9944'],
  ])('%s is refused where it stands', async (nodes, place, ...words) => {
    const folder = folderWith({ 'inventory.yml': inventory(nodes) });
    const playbook = `${shippedPlaybooks}/secure-websocket.yml`;
    const { code, stderr } = await runHere(folder, ['validate', '-i', 'inventory.yml', playbook]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(`inventory.yml:${place}: `);
    for (const each of words) expect(stderr).toContain(each);
  });
});
