// A bare host becomes a proven endpoint by flags alone, without a terminal; and what flags cannot do. That they lead to the
// same files as a conversation: conversation.test.ts, hosts.test.ts.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';
import { asRoot, hostAddress, setNode } from '../secure-websocket/seed.js';
import { destination, emptyFolder, expectInSync, footprint, nobody, written } from './hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'web1', release: 'bookworm' }]);

const setup = (folder: string, ...words: readonly string[]) =>
  program.run(folder, ['setup', ...words], nobody);

describe('nothing is done', () => {
  it('without a terminal and without flags: it names those that are missing', async () => {
    const folder = emptyFolder(program, lab());
    const { code, stderr } = await setup(folder, destination(lab(), 'web1'), '--proxy', 'nginx');
    expect(code).toBe(3);
    expect(stderr).toContain('these flags are missing: --yes, --name <name>, --certificate <kind>,');
    expect(readdirSync(folder)).toEqual(['group_vars']);
  });

  it('with --plan: what would change is shown, and what would be written', async () => {
    const folder = emptyFolder(program, lab());
    const before = await footprint(lab(), 'web1');
    const plan = ['--yes', '--plan', destination(lab(), 'web1')] as const;
    const [{ code, stdout }, haproxy] = await Promise.all([
      setup(folder, ...plan),
      setup(emptyFolder(program, lab()), ...plan, '--proxy', 'haproxy'),
    ]);
    expect(haproxy.code, haproxy.stdout).toBe(2);
    expect(haproxy.stdout).toMatch(/would change +haproxy is installed/);
    expect(haproxy.stdout).toContain('proxy: haproxy');
    expect(code, stdout).toBe(2);
    expect(stdout).toMatch(/would change +nginx is installed/);
    expect(stdout).toContain('certificate: self_signed');
    expect(readdirSync(folder)).toEqual(['group_vars']);
    expect(await footprint(lab(), 'web1')).toBe(before);
  });

  it('where the playbook that is there makes no endpoint of the host', async () => {
    const folder = emptyFolder(program, lab());
    writeFileSync(join(folder, 'site.yml'), '- hosts: all\n  tasks:\n    - debug: hello\n');
    const { code, stdout, stderr } = await setup(folder, '--yes', destination(lab(), 'web1'));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`site.yml makes no endpoint of ${hostAddress(lab(), 'web1')}`);
    expect(readdirSync(folder).sort()).toEqual(['group_vars', 'site.yml']);
  });

  it('to a program that has port 443: another port is planned, and the program keeps its own', async () => {
    const listen = 'require("node:net").createServer().listen(443)';
    await asRoot(lab(), 'web1', `systemd-run -q --unit=stranger node -e '${listen}'; sleep 1`);
    const folder = emptyFolder(program, lab());
    const { code, stdout } = await setup(folder, '--yes', '--plan', destination(lab(), 'web1'));
    const apache = await setup(folder, '--yes', '--plan', destination(lab(), 'web1'), '--proxy', 'apache2');
    await asRoot(lab(), 'web1', 'systemctl stop stranger');
    expect(code, stdout).toBe(2);
    expect(stdout).toMatch(/ports +80 free, 443 belongs to node/);
    expect(stdout).toContain('wss_port: 8443');
    expect({ code: apache.code, stderr: apache.stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('--proxy apache2: port 443 belongs to node') as string,
    });
  });

  it('where an answer has no default: the flag is named, after a look', async () => {
    const folder = emptyFolder(program, lab(), { acme_addresses: [hostAddress(lab(), 'web1')] });
    const words = ['--name', 'web1.lab.test', '--certificate', 'letsencrypt'];
    const { code, stderr } = await setup(folder, '--yes', destination(lab(), 'web1'), ...words);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('--accept-terms') as string,
    });
  });

  it('where the node serves unsafe methods', async () => {
    await setNode(lab(), 'web1', { methods: 'unsafe' });
    const before = await footprint(lab(), 'web1');
    const folder = emptyFolder(program, lab());
    const { code, stderr } = await setup(folder, '--yes', destination(lab(), 'web1'));
    expect(code).toBe(1);
    expect(stderr).toContain('--rpc-methods=safe');
    expect(readdirSync(folder)).toEqual(['group_vars']);
    expect(await footprint(lab(), 'web1')).toBe(before);
    await setNode(lab(), 'web1', { methods: 'safe' });
  });
});

let folder = '';
it('nginx, with a certificate that is made there', async () => {
  folder = emptyFolder(program, lab());
  const { code, stdout, stderr } = await setup(folder, '--yes', destination(lab(), 'web1'));
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  const address = hostAddress(lab(), 'web1');
  expect(stdout).toContain(`for clients   wss://${address}/`);
  expect(stdout).toMatch(/to trust {6}SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/);
  expect(stdout).toContain(`https://polkadot.js.org/apps/?rpc=wss%3A%2F%2F${address}%2F`);
  expect(written(folder).inventory).toContain(`    ${address}:
      ansible_user: operator
      domain: ${address}
      proxy: nginx
      certificate: self_signed
      expected_clients: 300
      requests_per_second: 20
      firewall: none
`);
  expect(stdout).toContain(`in a browser  open https://${address}/ first`);
  expect(readFileSync(join(folder, `${address}.pem`), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
  await expectInSync(program, folder);
});

it('another endpoint of the same host, which is changed then: nothing of the first changes', async () => {
  const address = hostAddress(lab(), 'web1');
  const ofFirst = () =>
    asRoot(
      lab(),
      'web1',
      'sha256sum /etc/nginx/sites-available/hostwright-wss.conf /etc/ssl/*/hostwright-wss.* /etc/nginx/conf.d/hostwright-wss.conf',
    );
  const before = [await ofFirst(), written(folder).inventory] as const;
  const words = ['--yes', destination(lab(), 'web1'), '--endpoint', 'kusama'];
  const added = await setup(folder, ...words, '--port', '8443');
  expect({ code: added.code, stderr: added.stderr }, added.stdout).toEqual({ code: 0, stderr: '' });
  const list = `      endpoints:
        - {}
        - name: kusama
          node_port: 9944
          domain: ${address}
          wss_port: 8443
          wss_path: /
`;
  expect(written(folder).inventory).toBe(before[1] + list);
  expect(await ofFirst()).toBe(before[0]);
  expect(added.stdout).toContain(`for clients   wss://${address}:8443/`);
  const changed = await setup(folder, ...words, '--clients', '50');
  expect({ code: changed.code, stderr: changed.stderr }, changed.stdout).toEqual({ code: 0, stderr: '' });
  expect(written(folder).inventory).toBe(`${before[1]}${list}          expected_clients: 50\n`);
  expect(await ofFirst()).toBe(before[0]);
  await expectInSync(program, folder);
  const unsaid = await setup(folder, '--yes', destination(lab(), 'web1'));
  expect(unsaid).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('--endpoint says which: hostwright-wss, kusama, or a new one') as string,
  });
});
