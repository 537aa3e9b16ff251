// What is made of the rules that a firewall has, and what has to be done. Real firewalls: test/lab/laws/ufw.ts.

import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import type { Found } from '../../src/module_parts/ufw/params.js';
import { type Action, readPort, rulesFor } from '../../src/module_parts/ufw/rules.js';
import { readBy, refusals, verdictOf } from './ask_module.js';

const off: Found = { state: 'disabled', incoming: 'deny', rules: [], ssh: ['22/tcp'] };
const on: Found = { ...off, state: 'enabled' };

function scriptOf(params: object, found: Found): readonly string[] {
  const { steps } = verdictOf('ufw', params, found) as Change;
  const [step] = steps;
  if (step?.kind !== 'sh') throw new Error('no sh');
  return step.script.split('\n').flatMap((line) => /said=\$\((.*) 2>&1\)/.exec(line)?.[1] ?? []);
}

describe('the rule that decides about a port', () => {
  it.each<[string, readonly string[], ...(Action | undefined)[]]>([
    ['9944', ['deny 9944'], 'deny', 'deny'],
    ['9944/tcp', ['deny 9944'], 'deny'],
    ['9944', ['deny 9944/tcp'], 'deny', undefined],
    ['9944', ['allow 9944/tcp', 'deny 9944'], 'allow', 'deny'],
    ['9944', ['deny 9944/tcp', 'deny 9944/udp'], 'deny', 'deny'],
    ['9944/tcp', ['allow 9000:9999/tcp', 'deny 9944/tcp'], 'allow'],
    ['443/tcp', ["allow 80,443/tcp comment 'deny 443/tcp'"], 'allow'],
    ['22/tcp', ['limit 22/tcp'], 'allow'],
    ['9944/tcp', ['reject 9944/tcp'], 'deny'],
    ['9944/tcp', ['deny log 9944/tcp'], 'deny'],
    ['9944/tcp', ['deny 9944/udp', 'deny 994'], undefined],
    [
      '9944/tcp',
      ['allow from 192.0.2.7 to any port 9944 proto tcp', 'allow in on eth1 to any port 9944'],
      undefined,
    ],
    ['9944/tcp', ['allow out 9944/tcp', 'route allow 9944', 'allow OpenSSH'], undefined],
  ])('%s under %j: %s', (port, rules, ...actions) => {
    expect(rulesFor(readPort(port), rules).map((rule) => rule?.action)).toEqual(actions);
  });
});

describe('what is done', () => {
  it('lets ssh in before anything else, and switches on last', () => {
    const found = { ...off, ssh: ['22/tcp', '2222/tcp'], rules: ['limit 22/tcp'] };
    expect(scriptOf({ deny: 9944, allow: '443/tcp', incoming: 'allow' }, found)).toEqual([
      'ufw allow 2222/tcp',
      'ufw allow 443/tcp',
      'ufw deny 9944',
      'ufw default allow incoming',
      'ufw --force enable',
    ]);
  });

  it('leaves ssh and the policy of an active firewall alone', () => {
    expect(scriptOf({ deny: [9944], incoming: 'allow' }, on)).toEqual(['ufw deny 9944']);
  });

  it('takes rules away that are there, and none that lets ssh in while it is on', () => {
    const absent = ['deny 9944', 'deny 9933', 'allow 22/tcp', 'allow 80/tcp'];
    const rules = ['allow 22/tcp', 'deny 9944', 'allow 80/tcp', 'allow 443'];
    const gone = ['ufw delete deny 9944', 'ufw delete allow 80/tcp'];
    expect(scriptOf({ absent }, { ...on, rules })).toEqual(gone);
    expect(scriptOf({ absent, state: 'disabled' }, { ...on, rules })).toEqual([
      'ufw --force disable',
      'ufw delete deny 9944',
      'ufw delete allow 22/tcp',
      'ufw delete allow 80/tcp',
    ]);
    expect(verdictOf('ufw', { absent: ['deny 9944'] }, on)).toBeNull();
  });

  it.each([
    [{ deny: 9944 }, { ...on, rules: ['deny 9944'] }],
    [{}, on],
    [{ state: 'disabled' }, off],
  ])('nothing for %j', (params, found) => {
    expect(verdictOf('ufw', params, found)).toBeNull();
  });

  it.each([
    [{ deny: 9944 }, null, /install the package ufw/],
    [
      { deny: '9944/tcp' },
      { ...on, rules: ['allow 9000:9999/tcp'] },
      /remove it \(ufw delete allow 9000:9999\/tcp\)/,
    ],
    [
      { deny: 9944 },
      { ...on, rules: ['allow 9944/tcp'] },
      /"ufw allow 9944\/tcp" decides about port 9944 first/,
    ],
    [{ deny: 9944 }, { ...on, rules: ['allow 9944/tcp', 'deny 9944'] }, /remove it/],
    [{ deny: 22 }, on, /port 22 is how you come in over ssh/],
    [{ deny: '22/tcp' }, { ...on, rules: ['allow 22/tcp'] }, /port 22\/tcp is how you come in over ssh/],
    [{}, { ...off, rules: ['deny 20:30/tcp'] }, /"ufw deny 20:30\/tcp" decides about port 22\/tcp first/],
  ])('%j cannot be where %j', (params, found, words) => {
    expect(verdictOf('ufw', params, found)).toMatchObject({
      kind: 'missing',
      why: expect.stringMatching(words),
    });
  });

  it('can be taken back: the files by the transaction, what is loaded by what they say then', () => {
    const { steps } = verdictOf('ufw', { deny: 9944 }, off) as Change;
    expect(steps[0]).toMatchObject({
      touches: expect.arrayContaining(['/etc/ufw/ufw.conf', '/etc/ufw/user.rules']),
      undo: expect.stringContaining('ufw reload'),
    });
  });
});

it('reads what the host printed; a rule cannot pose as a fact', () => {
  const printed = [
    'installed=yes\nincoming=DROP\nboot=yes\nactive=yes\nssh=22\nssh=22\nssh=x\n',
    "rule=allow 22/tcp\nrule=deny 9944 comment 'boot=no'\n",
  ].join('');
  expect(readBy('ufw', {}, printed)).toEqual({
    state: 'enabled',
    incoming: 'deny',
    rules: ['allow 22/tcp', "deny 9944 comment 'boot=no'"],
    ssh: ['22/tcp'],
  });
  expect(readBy('ufw', {}, '')).toBeNull();
});

it('is not enabled where it is loaded for now only, or only at the next start', () => {
  expect(readBy('ufw', {}, 'installed=yes\nboot=no\nactive=yes\n')).toMatchObject({ state: 'disabled' });
  expect(readBy('ufw', {}, 'installed=yes\nboot=yes\n')).toMatchObject({ state: 'disabled' });
});

it.each([
  [{ deny: '9944/icmp' }, 'deny'],
  [{ allow: ['0/tcp'] }, 'allow'],
  [{ allow: ['70000'] }, 'allow'],
  [{ deny: '9944; reboot' }, 'deny'],
  [{ deny: 443, allow: [443] }, 'deny: a port is in allow as well'],
  [{ incoming: 'drop' }, 'incoming'],
])('refuses %j', (params, words) => {
  expect(refusals('ufw', params).join('\n')).toContain(words);
});
