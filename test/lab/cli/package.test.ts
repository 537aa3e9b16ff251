// The package as it is published: packed, installed into an empty folder, and used there on a real host.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import packageFile from '../../../package.json' with { type: 'json' };
import { eventsOf, root, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'bookworm' }]);
let folder = '';

/** Any exit code is an answer. */
async function run(cwd: string, command: string, words: readonly string[]) {
  const ran = promisify(execFile)(command, words, { cwd, maxBuffer: 2 ** 26 });
  return ran.then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

function hostwright(...words: readonly string[]) {
  return run(folder, join(folder, 'node_modules/.bin/hostwright'), words);
}

beforeAll(async () => {
  folder = program.folderWith({ 'package.json': '{ "private": true }' });
  const packed = await run(program.folder, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  expect(packed).toMatchObject({ code: 0 });
  const tarball = `./hostwright-${packageFile.version}.tgz`;
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball];
  expect(await run(folder, 'npm', install)).toMatchObject({ code: 0 });
});

it('holds what it needs to run and to be understood, and nothing else', async () => {
  const { stdout } = await run(root, 'npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const shipped =
    /^(dist|playbooks|templates)\/|^(package\.json|inventory\.example\.yml|LICENSE|[A-Z]+\.md)$/;
  expect(paths.filter((path) => !shipped.test(path))).toEqual([]);
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
  const playbook = 'node_modules/hostwright/playbooks/secure-websocket.yml';
  const ran = await hostwright('plan', playbook, '-i', lab().inventory, '--output', 'json');
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 2, stderr: '' });
  expect(eventsOf({ ...ran }).at(-1)).toMatchObject({ hosts: { h1: { failed: 0, unreachable: 0 } } });
});

it('ships an inventory to begin with', async () => {
  const example = readFileSync(join(folder, 'node_modules/hostwright/inventory.example.yml'), 'utf8');
  // The documentation's addresses (RFC 5737) are nobody's; here they lead to a port that is closed.
  const closed = example
    .replaceAll(/192\.0\.2\.\d+/g, '127.0.0.1')
    .replace('# ansible_port: 22', 'ansible_port: 1');
  writeFileSync(join(folder, 'inventory.yml'), closed);
  const ran = await hostwright('plan', 'node_modules/hostwright/playbooks/secure-websocket.yml');
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 4, stderr: '' });
  expect(ran.stdout).toContain('2 hosts could not be reached');
});
