// authorized_key held against Ansible's own, on files of this machine. Differences that are meant (docs/decisions/modules.md) are not
// among the cases: keys without a comment, lines with two spaces, empty lines.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTools } from '../../setup/tools.js';
import { useCollections } from './collections.js';
import { type Case, differences, judge, told } from './judge.js';

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });
const path = useCollections();

const count = Number(process.env.JUDGED ?? 400);
const keys = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHGZMywqFcTQCV3Y/rgXfcXHgqKKbVKFqxA0wzcA6OCs',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAocPkBWQZwaXhv9uI1B3dJdwhTKnXfBFmwXrq69MZ85',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAqytR4IYMpl1fZNiRKHxEKYzh0lLmZ8dRO8zgD0tnKU',
];
const options = ['', 'no-pty ', 'from="10.0.0.1,10.0.0.2",no-pty ', 'command="echo a, b" '];
const line = fc
  .tuple(fc.constantFrom(...options), fc.constantFrom(...keys), fc.constantFrom('ann', "it's ä", 'a b c'))
  .map(([option, key, comment]) => `${option}${key} ${comment}`);
const lines = fc.uniqueArray(line, { maxLength: 3, selector: (one) => /AAAA\S+/.exec(one)?.[0] });

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });

const cases: fc.Arbitrary<Case> = fc
  .record({
    before: fc.oneof(
      fc.constant(':'),
      fc.tuple(lines, fc.constantFrom('', '# a comment\n', 'odd\n')).map(([all, more]) => {
        const text = `${more}${all.map((one) => `${one}\n`).join('')}`;
        return `echo ${Buffer.from(text).toString('base64')} | base64 -d >k; chmod 600 k`;
      }),
    ),
    key: lines.filter((all) => all.length > 0).map((all) => all.join('\n')),
    more: fc.record({
      state: maybe(['present', 'absent']),
      exclusive: maybe([true]),
      key_options: maybe(['no-pty', 'command="echo a, b",no-pty']),
      comment: maybe(['new one']),
    }),
  })
  .map(({ before, key, more }) => ({
    module: 'ansible_collections.ansible.posix.plugins.modules.authorized_key',
    before,
    args: { user: 'root', path: '@/k', manage_dir: false, key, ...JSON.parse(JSON.stringify(more)) },
  }));

describe.runIf(process.getuid?.() === 0)('authorized_key', () => {
  it(`does what Ansible's does, ${count} times`, async () => {
    const judged = await judge(
      fc.sample(cases, { numRuns: count, seed: Number(process.env.SEED ?? 5) }),
      path,
    );
    const odd = judged.flatMap((one) => {
      const how = differences(one).join(', ');
      return how === '' ? [] : [`${how}\n${told(one)}\n`];
    });
    expect(odd.slice(0, 10).join('\n')).toBe('');
    expect(judged.filter(({ theirs }) => theirs.changed).length).toBeGreaterThan(count / 4);
  });
});
