// A lab goes without a trace, however its life ends: taken down, aborted, or left behind by a killed `lab up`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { labDown, labList, labRun, labUp } from '../../src/lab/index.js';
import { STATE_FOLDER } from '../../src/lab/record.js';
import { tryTool } from '../../src/lab/tool.js';
import { needLab, temporaryFolder, uniqueName } from './hosts.js';

needLab();

const HOSTS = [{ name: 'one', release: 'bookworm' }] as const;
const say = () => undefined;

/** The number in the names of a lab's things; it has one from before they are made until after they are gone. */
function numberOf(name: string): number {
  return JSON.parse(readFileSync(`${STATE_FOLDER}/labs/${name}/record.json`, 'utf8')).number;
}

/** Everything on this machine that bears the lab's names: a line for each thing. */
async function tracesOf(name: string, number: number, folder: string): Promise<readonly string[]> {
  const commands = [
    'ip -o link',
    'ip netns',
    'ps axo args',
    'find /sys/fs/cgroup -name hw-*',
    'cat /proc/mounts',
  ];
  const outputs = await Promise.all(commands.map((command) => tryTool('env', command.split(' '))));
  const things = outputs.flatMap(({ stdout }) => stdout.split('\n'));
  const state = readdirSync(`${STATE_FOLDER}/labs`).filter((each) => each === name);
  const ours = new RegExp(`hw-(br)?${number}\\b`);
  return [...things.filter((line) => ours.test(line)), ...state, ...(existsSync(folder) ? [folder] : [])];
}

it('goes when taken down', async () => {
  const [name, folder] = [uniqueName(), temporaryFolder()];
  await labUp({ name, hosts: HOSTS, folder, say });
  const number = numberOf(name);
  expect((await labList()).map((lab) => lab.name)).toContain(name);
  expect((await tracesOf(name, number, folder)).length).toBeGreaterThan(5);
  expect(await labDown({ name, say })).toEqual([name]);
  expect((await labList()).map((lab) => lab.name)).not.toContain(name);
  expect(await tracesOf(name, number, folder)).toEqual([]);
});

it('goes when aborted while the hosts boot', async () => {
  const [name, folder, abort] = [uniqueName(), temporaryFolder(), new AbortController()];
  let number = -1;
  const abortAtBoot = (line: string) => {
    if (!line.includes('booting')) return;
    number = numberOf(name);
    setTimeout(() => abort.abort(new Error('enough')), 200);
  };
  const up = labUp({ name, hosts: HOSTS, folder, say: abortAtBoot, signal: abort.signal });
  await expect(up).rejects.toThrow('enough');
  expect(await tracesOf(name, number, folder)).toEqual([]);
});

/** Starts `lab up` in a process of its own and kills that while the hosts boot. */
async function crash(name: string, folder: string): Promise<void> {
  const script = fileURLToPath(new URL('./doomed.ts', import.meta.url));
  const doomed = spawn(process.execPath, ['--import', 'tsx', script, name, folder]);
  for await (const text of doomed.stdout) if (String(text).includes('booting')) break;
  doomed.kill('SIGKILL');
  await once(doomed, 'exit');
}

it('goes when its maker was killed, by lab down', async () => {
  const [name, folder] = [uniqueName(), temporaryFolder()];
  await crash(name, folder);
  const number = numberOf(name);
  expect((await tracesOf(name, number, folder)).length).toBeGreaterThan(3);
  expect((await labList()).map((lab) => lab.name)).not.toContain(name);
  await labDown({ name, say });
  expect(await tracesOf(name, number, folder)).toEqual([]);
});

it('makes room for the next lab up when its maker was killed', async () => {
  const [name, folder] = [uniqueName(), temporaryFolder()];
  await crash(name, folder);
  const lab = await labUp({ name, hosts: HOSTS, folder, say });
  const number = numberOf(name);
  expect(await labRun(lab, 'one', 'systemctl is-system-running')).toMatchObject({ stdout: 'running\n' });
  await labDown({ name, say });
  expect(await tracesOf(name, number, folder)).toEqual([]);
});

it('keeps a living lab of the same name, and files that are not its own', async () => {
  const [name, folder] = [uniqueName(), temporaryFolder()];
  await labUp({ name, hosts: HOSTS, folder, say });
  await expect(labUp({ name, hosts: HOSTS, folder, say })).rejects.toThrow(
    `a lab named "${name}" exists already`,
  );
  writeFileSync(`${folder}/mine.yml`, '');
  await labDown({ name, say });
  expect(readdirSync(folder)).toEqual(['mine.yml']);
  writeFileSync(`${folder}/inventory.yml`, 'mine');
  await expect(labUp({ name, hosts: HOSTS, folder, say })).rejects.toThrow('would overwrite');
  expect(readFileSync(`${folder}/inventory.yml`, 'utf8')).toBe('mine');
  rmSync(folder, { recursive: true });
});

it('is a problem to take down a lab that is not there', async () => {
  await expect(labDown({ name: uniqueName(), say })).rejects.toThrow('there is no lab named');
});

it('has a network of its own beside another lab with the same host names', async () => {
  const wishes = [uniqueName(), uniqueName()].map((name) => ({
    name,
    hosts: HOSTS,
    folder: temporaryFolder(),
    say,
  }));
  const labs = await Promise.all(wishes.map(labUp));
  const addresses = labs.map((lab) => lab.hosts[0]?.address);
  expect(new Set(addresses).size).toBe(2);
  const reach = `timeout 2 sh -c 'exec 3<>/dev/tcp/${addresses[1]}/22'`;
  const answer = await labRun(labs[0] as (typeof labs)[0], 'one', `bash -c "${reach}"`);
  expect(answer.code).not.toBe(0);
  await Promise.all(wishes.map(({ name }) => labDown({ name, say })));
});
