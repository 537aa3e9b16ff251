// A lab is what tests and rehearsals stand on: real, reachable only from here, and gone without a trace afterwards.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { labRun, labSshArguments } from '../../src/lab/index.js';
import { useLab } from './hosts.js';

const lab = useLab([
  { name: 'old', release: 'bookworm' },
  { name: 'new', release: 'trixie', packages: ['sl'] },
]);

async function onHost(host: string, script: string): Promise<string> {
  const result = await labRun(lab(), host, script);
  expect(result).toMatchObject({ code: 0 });
  return result.stdout.trim();
}

async function overSsh(host: string, command: string): Promise<string> {
  return (await promisify(execFile)('ssh', [...labSshArguments(lab(), host), command])).stdout.trim();
}

/** A program for the host's own node, with `rpc(body, headers)` to ask the stand-in over HTTP. */
async function onNode(host: string, program: string): Promise<unknown> {
  const prelude = `
    const { request } = require('node:http');
    const { WebSocket } = require('/opt/lab-node/node_modules/ws');
    const rpc = (body, headers = {}, path = '/') => new Promise((resolve) => {
      const call = request({ host: '127.0.0.1', port: 9944, path, method: 'POST', headers }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve(response.statusCode === 200 ? JSON.parse(text) : response.statusCode);
      });
      call.end(JSON.stringify(body));
    });
    const call = (method, params = []) => ({ jsonrpc: '2.0', id: 1, method, params });
    const print = (value) => console.log(JSON.stringify(value));`;
  return JSON.parse(await onHost(host, `node - <<'END'\n${prelude}\n(async () => {${program}})();\nEND`));
}

describe.each([
  ['old', 'bookworm'],
  ['new', 'trixie'],
])('host %s', (host, release) => {
  it(`is ${release}, running, and under its own name`, async () => {
    expect(await onHost(host, '. /etc/os-release; echo $VERSION_CODENAME')).toBe(release);
    expect(await onHost(host, 'systemctl is-system-running; hostname')).toBe(`running\n${host}`);
  });

  it('lets the operator in by key, checks its own key strictly, and gives root without a password', async () => {
    expect(await overSsh(host, 'id -un; sudo -n id -un')).toBe('operator\nroot');
    expect(await overSsh(host, 'sudo -n -u service id -un')).toBe('service');
  });

  it('has a libp2p peer that says who it is', async () => {
    const said = await onNode(host, `print(await rpc(call('system_localPeerId')))`);
    expect(said).toMatchObject({ result: expect.stringMatching(/^12D3KooW/) });
  });

  it('is bare, and installs offline what a playbook needs', async () => {
    expect(await onHost(host, 'dpkg -l nginx apache2 2>/dev/null | grep ^ii || echo none')).toBe('none');
    await onHost(host, 'apt-get -qq update && apt-get -qq install -y hello nginx >/dev/null 2>&1');
    expect(await onHost(host, 'hello; systemctl is-active nginx')).toBe('Hello, world!\nactive');
  });

  it('has the packages that its lab asked for, and no others', async () => {
    const installed = await onHost(host, 'dpkg -l sl 2>/dev/null | grep -c ^ii || true');
    expect(installed).toBe(host === 'new' ? '1' : '0');
    expect(await onHost(host, 'ls /usr/sbin/policy-rc.d 2>/dev/null || echo none')).toBe('none');
  });

  it('knows the other hosts, and no way outside', async () => {
    const other = host === 'old' ? 'new' : 'old';
    const address = lab().hosts.find(({ name }) => name === other)?.address;
    expect(await onHost(host, `getent hosts ${other}.lab.test | cut -d' ' -f1`)).toBe(address);
    expect(await onHost(host, 'ip route show default')).toBe('');
    expect(await onHost(host, 'grep -rhv file: /etc/apt/sources.list*  || true')).toBe('');
  });

  it('has a node that answers JSON-RPC over HTTP on any path, alone and in a batch', async () => {
    const program = `
      const batch = await rpc([call('system_health'), call('nonsense')]);
      print([await rpc(call('system_chain'), {}, '/some/path'), ...batch]);`;
    expect(await onNode(host, program)).toEqual([
      { jsonrpc: '2.0', id: 1, result: 'Development' },
      { jsonrpc: '2.0', id: 1, result: { peers: 0, isSyncing: false, shouldHavePeers: false } },
      { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'Method not found' } },
    ]);
  });

  it('has a node that pushes new heads over WebSocket until told to stop', async () => {
    const program = `
      const socket = new WebSocket('ws://127.0.0.1:9944/');
      const seen = [];
      let subscription;
      socket.on('open', () => socket.send(JSON.stringify(call('chain_subscribeNewHeads'))));
      socket.on('message', (data) => {
        const message = JSON.parse(data);
        if (seen.length === 0) subscription = message.result;
        seen.push(message.method ?? typeof message.result);
        if (seen.length === 3) socket.send(JSON.stringify(call('chain_unsubscribeNewHeads', [subscription])));
        if (message.result === true) { print(seen); socket.close(); }
      });`;
    expect(await onNode(host, program)).toEqual(['string', 'chain_newHead', 'chain_newHead', 'boolean']);
  });

  it('has a node that serves or refuses the unsafe canary, as its file says', async () => {
    const canary = () => onNode(host, `print(await rpc(call('system_peers')));`);
    expect(await canary()).toMatchObject({
      error: { code: -32601, message: 'RPC call is unsafe to be called externally' },
    });
    await onHost(host, `echo '{"methods":"unsafe"}' >/etc/lab-node.json`);
    expect(await canary()).toMatchObject({ result: [] });
    await onHost(host, `echo '{}' >/etc/lab-node.json`);
  });

  it('has a node that filters the Host header unless rpcCors is "all", and tells what it saw', async () => {
    const ask = () => onNode(host, `print(await rpc(call('debug_lastHeaders'), { host: 'example.test' }));`);
    expect(await ask()).toBe(403);
    await onHost(host, `echo '{"rpcCors":"all"}' >/etc/lab-node.json`);
    expect(await ask()).toMatchObject({ result: { path: '/', headers: { host: 'example.test' } } });
    await onHost(host, `echo '{}' >/etc/lab-node.json`);
  });

  it('has a node that takes requests of 15 MiB and no more', async () => {
    const program = `
      const padded = (bytes) => ({ ...call('system_name'), padding: 'x'.repeat(bytes) });
      print([(await rpc(padded(15 * 2 ** 20 - 100))).result, await rpc(padded(15 * 2 ** 20))]);`;
    expect(await onNode(host, program)).toEqual(['Lab Stand-in Node', 413]);
  });

  it('has an internal service that only the host itself reaches', async () => {
    expect(
      await onHost(host, `node -e "fetch('http://127.0.0.1:9955').then(r => r.text()).then(console.log)"`),
    ).toBe('internal service, not for the public');
  });

  it('comes back from a reboot, with what was written to disk', async () => {
    // Nobody is inside when it goes down: labRun says why.
    await onHost(
      host,
      'touch /run/before; echo kept >/root/note; (sleep 0.2; systemctl reboot) >/dev/null 2>&1 &',
    );
    const look = 'test ! -e /run/before && systemctl is-system-running && cat /root/note';
    const seen = async () => (await labRun(lab(), host, look, AbortSignal.timeout(10_000))).stdout;
    await expect.poll(seen, { timeout: 60_000 }).toBe('running\nkept\n');
    expect(await overSsh(host, 'systemctl is-active lab-node')).toBe('active');
  });
});
