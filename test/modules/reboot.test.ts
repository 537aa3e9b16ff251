// What reboot decides, how it knows a boot, and what it sends. That hosts come back: test/lab/reboot.test.ts.

import { expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const found = { boot: 'a-boot 12', root: true, by: 'shutdown' };
const verdict = (params: object, more: object = {}) => verdictOf('reboot', params, { ...found, ...more });
const scriptOf = (params: object, more: object = {}) => {
  const step = (verdict(params, more) as Change).steps.at(-1);
  return step?.kind === 'sh' ? step.script : '';
};

it('always has something to do, and the host is away for a while', () => {
  expect(verdict({})).toMatchObject({
    fields: [{ name: 'rebooted', from: false, to: true }],
    judge: 'exit',
    absence: { delay: 0, timeout: 600 },
  });
  const all = { reboot_timeout: 60, pre_reboot_delay: 2, post_reboot_delay: 3, test_command: 'uptime' };
  expect(verdict(all)).toMatchObject({ absence: { delay: 5, timeout: 60, test: 'uptime' } });
});

it.each([
  [{ root: false }, 'only root can reboot this host: write become: true'],
  [{ by: undefined }, 'this host has neither shutdown nor reboot'],
])('%j: says what is missing', (more, why) => {
  expect(verdict({}, more)).toMatchObject({ kind: 'missing', why });
});

it.each([
  [{ reboot_timeout: -1 }, 'reboot_timeout: expected 0 to 86400 seconds'],
  [{ msg: 'two\nlines' }, 'msg: expected one line'],
])('refuses %j', (params, message) => {
  expect(refusals('reboot', params)).toEqual([message]);
});

it.each([
  ['boot=x 1\nroot=yes\nby=reboot\n', { boot: 'x 1', root: true, by: 'reboot' }],
  ['boot={ sec = 17, usec = 4 } Sun\n', { boot: '{ sec = 17, usec = 4 } Sun', root: false, by: undefined }],
])('reads %j', (said, read) => {
  expect(readBy('reboot', {}, said)).toEqual(read);
});

it.each(localShells)('$name: a boot is the same as long as it lasts', ({ shell }) => {
  const look = () => readBy('reboot', {}, runLocally(shell, probeOf('reboot', {})).stdout);
  expect(look()).toEqual(look());
  expect(look()).toMatchObject({ boot: expect.stringMatching(/^[0-9a-f-]{36} \d+$/) });
});

// Only with a boot that is not this one: the step of a boot that runs would reboot this machine.
it.each(localShells)('$name: a step that is sent again to a host that is back does nothing', ({ shell }) => {
  const fakes =
    'shutdown() { echo down; }; reboot() { echo down; }; setsid() { echo down; }; nohup() { echo down; }';
  for (const by of ['shutdown', 'reboot']) {
    const { code, stdout } = runLocally(shell, `${fakes}\n${scriptOf({ msg: "it's" }, { by })}`);
    expect({ code, said: stdout.toString() }).toEqual({ code: 0, said: '' });
  }
});
