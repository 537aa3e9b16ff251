// The package as it is published: packed, and installed and used outside of the project by somebody who has nothing but the
// README, whose commands are run as they stand there.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import packageFile from '../../../package.json' with { type: 'json' };
import { eventsOf, root, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';
import { hostAddress } from '../secure-websocket/seed.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
]);
let folder = '';
const tarball = `hostwright-${packageFile.version}.tgz`;
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The first commands under a heading, without their comments. */
function commandsUnder(heading: string): readonly string[] {
  const [, block = ''] = new RegExp(`^##+ ${heading}\\n\\n\`\`\`sh\\n([^\`]+)\`\`\``, 'm').exec(readme) ?? [];
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''));
}

/** Any exit code is an answer. What npm installs for everybody goes into the folder. */
async function run(cwd: string, command: string, words: readonly string[]) {
  const prefix = join(folder, 'global');
  const env = {
    ...process.env,
    PATH: `${join(prefix, 'bin')}:${process.env.PATH}`,
    npm_config_prefix: prefix,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
  };
  const ran = promisify(execFile)(command, words, { cwd, env, maxBuffer: 2 ** 26 });
  return ran.then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

function hostwright(...words: readonly string[]) {
  return run(folder, 'hostwright', words);
}

beforeAll(async () => {
  folder = program.folderWith({});
  const packed = await run(program.folder, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  expect(packed).toMatchObject({ code: 0 });
  const [install = ''] = commandsUnder('Your hosts');
  expect(install).toBe(`npm install --global ./${tarball}`);
  expect(await run(folder, 'sh', ['-c', install])).toMatchObject({ code: 0 });
});

it('holds what it needs to run and to be understood, and nothing else', async () => {
  const { stdout } = await run(root, 'npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const shipped =
    /^(dist|playbooks|templates|docs)\/|^(package\.json|inventory\.example\.yml|LICENSE|[A-Z]+\.md)$/;
  // To read: the shapes of events, and how a module is written.
  const pages = packageFile.files.filter((path) => path.startsWith('src/'));
  expect(paths.filter((path) => !shipped.test(path)).toSorted()).toEqual(pages.toSorted());
  expect(paths).toContain('playbooks/secure-websocket.yml');
  expect(paths).toContain('inventory.example.yml');
});

it('tells its version, its help, and its modules', async () => {
  expect(await hostwright('--version')).toMatchObject({ code: 0, stdout: `${packageFile.version}\n` });
  expect((await hostwright('--help')).stdout).toContain('Usage: hostwright');
  expect((await hostwright('modules', 'apt')).stdout).toContain('apt: packages of Debian');
});

it('lists labs', async () => {
  const { code, stdout } = await hostwright('lab', 'list');
  expect(code).toBe(0);
  expect(stdout).toContain(`${lab().name}  `);
});

it('plans the playbook that it ships, with the templates that it ships', async () => {
  const ran = await hostwright('plan', 'secure-websocket.yml', '-i', lab().inventory, '--output', 'json');
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 2, stderr: '' });
  expect(eventsOf({ ...ran }).at(-1)).toMatchObject({ hosts: { h1: { failed: 0, unreachable: 0 } } });
});

it('ships an inventory to begin with', async () => {
  const example = readFileSync(
    join(folder, 'global/lib/node_modules/hostwright/inventory.example.yml'),
    'utf8',
  );
  // The documentation's addresses (RFC 5737) are nobody's; here each leads to a port that is closed.
  const closed = example
    .replaceAll(/192\.0\.2\.(\d+)/g, '127.0.0.$1')
    .replace('# ansible_port: 22', 'ansible_port: 1');
  writeFileSync(join(folder, 'inventory.yml'), closed);
  const ran = await hostwright('plan', 'secure-websocket.yml');
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 4, stderr: '' });
  expect(ran.stdout).toContain('3 hosts could not be reached');
});

/** How the hosts of a lab are reached, as a person writes it. */
const login = () =>
  `ansible_ssh_private_key_file: ${lab().privateKey}\nknown_hosts_file: ${lab().knownHosts}\n`;

it('many hosts: the commands of the README lead to a proven endpoint, in sync', async () => {
  const commands = commandsUnder('Your hosts').slice(1);
  const entered = commands.indexOf('cd my-hosts') + 1;
  const begun = await run(folder, 'sh', ['-c', commands.slice(0, entered).join(' && ')]);
  expect(begun).toMatchObject({ code: 0, stderr: '' });
  const hosts = join(folder, 'my-hosts');
  nameHosts(hosts);
  const codes: number[] = [];
  for (const command of [...commands.slice(entered), ...commandsUnder('Is it still so\\?').slice(0, 1)]) {
    const ran = await run(hosts, 'sh', ['-c', command]);
    expect(ran.stderr, command).toBe('');
    codes.push(ran.code);
    if (command.startsWith('hostwright apply')) expect(ran.stdout).toContain('The endpoint works');
  }
  expect(codes).toEqual([2, 0, 0, 0]);
});

/** What a person does with the files of `init`: one host, which has no name of its own. */
function nameHosts(hosts: string): void {
  const edit = (name: string, change: (text: string) => string) => {
    const text = readFileSync(join(hosts, name), 'utf8');
    expect(change(text), name).not.toBe(text);
    writeFileSync(join(hosts, name), change(text));
  };
  const address = hostAddress(lab(), 'h1');
  edit('inventory.yml', (text) =>
    text
      .replace('ansible_host: 192.0.2.11\n      domain: rpc1.example.org', `ansible_host: ${address}`)
      .replace(/ {4}rpc2:\n {6}ansible_host: .*\n {6}proxy: apache2\n/, ''),
  );
  edit('group_vars/all.yml', (text) =>
    text.replace('ansible_user: admin\n', `ansible_user: operator\n${login()}`),
  );
}

it('one host: the conversation of the README, by flags, leads to a proven endpoint, in sync', async () => {
  const [install, setup = ''] = commandsUnder('One host, in one conversation');
  expect(install).toBe(commandsUnder('Your hosts')[0]);
  expect(setup).toContain('admin@rpc1.example.org');
  const own = join(folder, 'one');
  mkdirSync(join(own, 'group_vars'), { recursive: true });
  writeFileSync(join(own, 'group_vars/all.yml'), login());
  const address = hostAddress(lab(), 'h2');
  const command = `${setup.replace('admin@rpc1.example.org', `operator@${address}`)} --yes`;
  const ran = await run(own, 'sh', ['-c', command]);
  expect({ code: ran.code, stderr: ran.stderr }, ran.stdout).toEqual({ code: 0, stderr: '' });
  expect(ran.stdout).toContain(`wss://${address}/`);
  expect(await run(own, 'hostwright', ['plan', 'site.yml'])).toMatchObject({ code: 0 });
});
