// Everyday modules on real hosts, one brought about by us and one by Ansible: the same accounts and files, the same word about each
// task, and each finds the other's host in order. ACCOUNTS and EVERYDAY say how many cases; more: `npm run test:long -- accounts`, and
// `-- everyday`.

import { dump } from 'js-yaml';
import { expect, it } from 'vitest';
import { useProgram } from '../../cli/hostwright.js';
import { useTools } from '../../setup/tools.js';
import { useLab } from '../hosts.js';
import { accountCases } from './accounts.js';
import { everydayCases, type JudgedCase, preparation, vars } from './everyday.js';
import { foundOn, onHost, runOurs, runTheirs, type Told } from './pair.js';

useTools({ '/usr/bin/ansible-playbook': 'ansible-core' });

const packages = ['python3', 'curl'];
const program = useProgram();
const lab = useLab([
  { name: 'ours', release: 'bookworm', packages },
  { name: 'theirs', release: 'bookworm', packages },
]);

const seed = Number(process.env.SEED ?? 11);
const accounts = Number(process.env.ACCOUNTS ?? 6);
const everyday = Number(process.env.EVERYDAY ?? 0);
const cases: readonly JudgedCase[] = [...accountCases(accounts, seed), ...everydayCases(everyday, seed)];
const tasks = cases.flatMap((one, at) =>
  one.tasks.map((task) => ({ name: `case ${at}`, ...task, ignore_errors: true })),
);
const files = Object.assign({}, ...cases.map((one) => one.files ?? {})) as Record<string, string>;
const playbook = dump([{ hosts: 'all', become: true, gather_facts: false, vars, tasks }]);

it(`${accounts} accounts and groups, ${everyday} other tasks`, { timeout: 1_200_000 }, async () => {
  const prepare = [preparation, ...cases.map(({ before }) => `( ${before}\n) >/dev/null 2>&1`)].join('\n');
  await Promise.all(['ours', 'theirs'].map((host) => onHost(lab(), host, prepare)));
  const folder = () => program.folderWith({ ...files, 'site.yml': playbook });
  const ours = (host: string) => runOurs(program, folder(), lab(), host);
  const theirs = (host: string) => runTheirs(folder(), lab(), host);

  const [byUs, byThem] = await Promise.all([ours('ours'), theirs('theirs')]);
  expect(differing(byUs, byThem)).toEqual([]);
  expect(await foundOn(lab(), 'ours')).toEqual(await foundOn(lab(), 'theirs'));
  expect(byUs.filter(({ status }) => status === 'changed').length).toBeGreaterThan(cases.length / 4);

  const [again, usThere] = [await theirs('theirs'), await ours('theirs')];
  expect(differing(usThere, again)).toEqual([]);
  expect(differing(await ours('ours'), await theirs('ours'))).toEqual([]);
});

/** What is not the same word, and not meant to be another one (docs/decisions/modules.md). */
function differing(ours: readonly Told[], theirs: readonly Told[]) {
  return theirs.flatMap(({ name, status, message }, at) => {
    const one = cases[Number(name.replace('case ', ''))];
    if (ours[at]?.name === name && (ours[at]?.status === status || one?.meant?.(status, ours[at]?.status)))
      return [];
    const words = [`${ours[at]?.status}: ${ours[at]?.message}`, `${status}: ${message}`];
    return [{ at, name, words, before: one?.before, task: JSON.stringify(tasks[at]) }];
  });
}
