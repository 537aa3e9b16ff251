// user and group on real hosts, one brought about by us and one by Ansible: the same accounts, the same word about a change, and
// each finds the other's host in order.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import { expect, it } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, useProgram } from '../../cli/hostwright.js';
import { useTools } from '../../setup/tools.js';
import { useLab } from '../hosts.js';
import { accountCases } from './accounts.js';

useTools({ '/usr/bin/ansible-playbook': 'ansible-core' });

const program = useProgram();
const lab = useLab([
  { name: 'ours', release: 'bookworm', packages: ['python3'] },
  { name: 'theirs', release: 'bookworm', packages: ['python3'] },
]);

const count = Number(process.env.ACCOUNTS ?? 60);
const cases = accountCases(count, Number(process.env.SEED ?? 11));
const tasks = cases.map(({ module, args }, index) => ({
  name: `case ${index}`,
  [module]: args,
  ignore_errors: true,
}));
const playbook = dump([{ hosts: 'all', become: true, gather_facts: false, tasks }]);

type Status = 'ok' | 'changed' | 'failed';

it(`${count} accounts and groups`, async () => {
  const folder = program.folderWith({ 'site.yml': playbook });
  const prepare = cases.map(({ before }) => `( ${before} ) >/dev/null 2>&1`).join('\n');
  for (const host of ['ours', 'theirs']) await onHost(host, prepare);

  const byUs = await runOurs(folder, 'ours');
  const byThem = runTheirs(folder, 'theirs');
  const differing = cases.flatMap((one, at) =>
    byUs[at] === byThem[at] ? [] : [{ ...one, ours: byUs[at], theirs: byThem[at] }],
  );
  expect(differing).toEqual([]);
  expect(await accountsOn('ours')).toEqual(await accountsOn('theirs'));

  const changed = (told: readonly Status[]) =>
    told.flatMap((status, at) => (status === 'changed' ? [at] : []));
  expect(changed(byUs).length).toBeGreaterThan(count / 3);
  expect(changed(await runOurs(folder, 'theirs'))).toEqual([]);
  // It would open, in each run, an account that has no password.
  const again = changed(runTheirs(folder, 'theirs'));
  expect(again.filter((at) => cases[at]?.args.password_lock !== false)).toEqual([]);
  expect(changed(runTheirs(folder, 'ours'))).toEqual(again);
});

async function onHost(host: string, script: string): Promise<string> {
  const ran = await labRun(lab(), host, `sudo sh <<'END'\n${script}\ntrue\nEND`);
  expect(ran).toMatchObject({ code: 0 });
  return ran.stdout;
}

/** Without the day of the last change of a password. */
async function accountsOn(host: string): Promise<readonly string[]> {
  const said = await onHost(
    host,
    `for d in passwd group shadow; do getent $d | grep law | cut -d: -f1,2,3,4,5,6,7 | sed "s/^/$d /"; done
for d in /home/law* /srv/law*; do [ ! -e "$d" ] || stat -c '%n %a %U %G' "$d"; done`,
  );
  return said
    .split('\n')
    .map((line) => line.replace(/^(shadow [^:]*:[^:]*).*$/, '$1'))
    .sort();
}

async function runOurs(folder: string, host: string): Promise<readonly Status[]> {
  const words = ['apply', 'site.yml', '-i', lab().inventory, '--limit', host, '--output', 'json'];
  const outcomes = eventsOf(await program.run(folder, words)).filter(isOutcome);
  return outcomes.map(({ status }) => status as Status);
}

function runTheirs(folder: string, host: string): readonly Status[] {
  const { address, user } = lab().hosts.find(({ name }) => name === host) ?? { address: '', user: '' };
  const variables = [
    ...[`ansible_host=${address}`, `ansible_user=${user}`],
    ...[`ansible_ssh_private_key_file=${lab().privateKey}`, 'ansible_python_interpreter=/usr/bin/python3'],
    `ansible_ssh_common_args='-o UserKnownHostsFile=${lab().knownHosts}'`,
  ];
  writeFileSync(`${folder}/hosts.ini`, `${host} ${variables.join(' ')}\n`);
  const env = { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCAL_TEMP: `${folder}/ansible` };
  const options = { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const said = execFileSync('/usr/bin/ansible-playbook', ['-i', 'hosts.ini', 'site.yml'], options);
  const told = said.matchAll(/^TASK \[case \d+\] \**\n(?:\[WARNING\].*\n|.+\n)*?(ok|changed|fatal): \[/gm);
  return [...told].map(([, status]) => (status === 'fatal' ? 'failed' : status) as Status);
}
