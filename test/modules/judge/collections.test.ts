// ini_file, sudoers and known_hosts held against Ansible's own, on files of this machine. JUDGED says how many cases of each; more than
// here: `npm run test:long -- file-modules`.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTools } from '../../setup/tools.js';
import { useCollections } from './collections.js';
import { type Case, differences, type Judged, judge, told } from './judge.js';
import { iniCases, knownHostsCases, sudoersCases } from './text_cases.js';

useTools({
  '/usr/bin/ansible-inventory': 'ansible-core',
  '/usr/sbin/visudo': 'sudo',
  '/usr/bin/ssh-keygen': 'openssh-client',
});
const path = useCollections();

const count = Number(process.env.JUDGED ?? 20);
const seed = Number(process.env.SEED ?? 9);

/** Where we do something else, and why: docs/decisions/modules.md. */
const onPurpose: Readonly<Record<string, (judged: Judged) => boolean>> = {
  'ini_file: makes no directories': ({ case: { args } }) => String(args.path).includes('none'),
  // Each finds the other's host in order all the same.
  'known_hosts: Ansible hashes with another salt each time': (judged) =>
    judged.case.args.hash_host === true && differences(judged).join() === 'left',
  'known_hosts: ssh-keygen leaves the old file as k.old': (judged) =>
    judged.theirs.left.includes('k.old') && differences(judged).join() === 'left',
  'known_hosts: another key of the same type is not the one that goes': ({ case: one, ours, theirs }) =>
    one.args.state === 'absent' && one.args.key !== undefined && !ours.changed && theirs.changed,
  'ini_file: a value has an option': ({ ours }) => String(ours.result.msg).includes('the name of its option'),
};

const all: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  ini_file: iniCases,
  sudoers: sudoersCases,
  known_hosts: knownHostsCases,
};

describe.runIf(process.getuid?.() === 0).each(Object.entries(all))('%s', (_, cases) => {
  it(`does what Ansible's does, ${count} times`, { timeout: 120_000 + count * 1_000 }, async () => {
    const judged = await judge(fc.sample(cases, { numRuns: count, seed }), path);
    const odd = judged.flatMap((one) => {
      const how = differences(one).join(', ');
      const isMeant = Object.values(onPurpose).some((isIt) => isIt(one));
      return how === '' || isMeant ? [] : [`${how}\n${told(one)}\n`];
    });
    expect(odd.slice(0, 10).join('\n')).toBe('');
    expect(judged.filter(({ theirs }) => theirs.changed).length).toBeGreaterThan(count / 5);
  });
});
