// get_url, uri and wait_for by us in one folder of this machine, and by Ansible in an equal one: the same files, the same word about each
// task, and each finds the other's folder in order.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import { afterAll, expect, it } from 'vitest';
import { eventsOf, useProgram, waitingForLock } from '../../cli/hostwright.js';
import { useTools } from '../../setup/tools.js';
import { useWebServer } from '../../web/server.js';
import { type DownloadCase, downloadCases } from './cases.js';

useTools({ '/usr/bin/ansible-playbook': 'ansible-core' });

const program = useProgram();
const serverUrl = useWebServer();

const count = Number(process.env.DOWNLOADS ?? 3);
const seed = Number(process.env.SEED ?? 5);

/** The way to it is root's alone, as it is on a host. */
const top = mkdtempSync('/srv/hostwright-judge-');
afterAll(() => rmSync(top, { recursive: true }));

const inventory = dump({
  all: {
    hosts: { here: { ansible_connection: 'local', ansible_python_interpreter: '/usr/bin/python3' } },
  },
});

it(
  `${count} downloads, requests and waits`,
  async () => {
    const ours = prepared(`${top}/ours`);
    const theirs = prepared(`${top}/theirs`);
    const byUs = await runOurs(ours);
    const byThem = runTheirs(theirs);
    expect(differing(ours, byUs, byThem)).toEqual([]);
    expect(filesIn(`${top}/ours`)).toEqual(filesIn(`${top}/theirs`));
    if (count > 30) expect(new Set(byUs)).toEqual(new Set(['ok', 'changed', 'failed']));

    const again = runTheirs(theirs);
    expect(differing(theirs, await runOurs(theirs), again)).toEqual([]);
    expect(differing(ours, runTheirs(ours), again)).toEqual([]);
  },
  120_000 + count * 10_000,
);

/** The cases in a folder, each as it is before. */
function prepared(root: string): readonly DownloadCase[] {
  const cases = downloadCases(count, seed, serverUrl, root);
  for (const [index, { before }] of cases.entries()) {
    const cwd = `${root}/${index}`;
    mkdirSync(cwd, { recursive: true });
    execFileSync('sh', ['-c', before], { cwd });
  }
  return cases;
}

function folderWith(cases: readonly DownloadCase[]): string {
  const tasks = cases.map(({ module, args }, index) => ({
    name: `case ${index}`,
    [module]: args,
    ignore_errors: true,
  }));
  const play = { hosts: 'all', gather_facts: false, tasks };
  return program.folderWith({ 'site.yml': dump([play]), 'inventory.yml': inventory });
}

async function runOurs(cases: readonly DownloadCase[]): Promise<readonly string[]> {
  const ran = await program.run(folderWith(cases), [
    'apply',
    'site.yml',
    '--output',
    'json',
    ...waitingForLock('apply'),
  ]);
  expect(ran.code, ran.stderr).not.toBe(3);
  return eventsOf(ran).flatMap((event) => (event.type === 'outcome' ? [event.status] : []));
}

function runTheirs(cases: readonly DownloadCase[]): readonly string[] {
  const cwd = folderWith(cases);
  writeFileSync(`${cwd}/ansible.cfg`, '');
  const env = { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCAL_TEMP: `${cwd}/ansible` };
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const said = execFileSync('/usr/bin/ansible-playbook', ['-i', 'inventory.yml', 'site.yml'], options);
  const told = said.matchAll(/^TASK \[case \d+\] \**\n(?:\[WARNING\].*\n|.+\n)*?(ok|changed|fatal): \[/gm);
  return [...told].map(([, status = '']) => (status === 'fatal' ? 'failed' : status));
}

function differing(cases: readonly DownloadCase[], ours: readonly string[], theirs: readonly string[]) {
  return cases.flatMap((one, index) =>
    ours[index] === theirs[index] ? [] : [{ index, ...one, ours: ours[index], theirs: theirs[index] }],
  );
}

/** What the server counts differs, and so do the names of old files. */
function filesIn(cwd: string): readonly string[] {
  const script = `find . -name each-time -o -printf '%p %y %m %u %g %s\\n'
find . -type f ! -size -1c ! -name each-time -exec sha256sum {} +`;
  return execFileSync('sh', ['-c', script], { cwd, encoding: 'utf8' })
    .split('\n')
    .map((line) => line.replace(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/, ' old'))
    .sort();
}
