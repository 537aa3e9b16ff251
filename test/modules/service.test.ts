// What service reads and decides. The outputs are from Debian 12 and 13. That its steps work: test/lab/service.test.ts.

import { describe, expect, it } from 'vitest';
import { readBy, refusals, verdictOf } from './ask_module.js';

const show = (
  id: string,
  load: string,
  active: string,
  unitFile: string,
  type: string,
  more = 'CanReload=yes',
) =>
  `Type=${type}\nRemainAfterExit=no\nId=${id}\nLoadState=${load}\nActiveState=${active}\nUnitFileState=${unitFile}\n${more}\n`;

const outputs = {
  running: show('nginx.service', 'loaded', 'active', 'enabled', 'forking'),
  alias: show('ssh.service', 'loaded', 'active', 'enabled', 'notify'),
  stopped: show('nginx.service', 'loaded', 'inactive', 'disabled', 'forking'),
  failed: show('nginx.service', 'loaded', 'failed', 'enabled', 'forking'),
  simple: show('node.service', 'loaded', 'active', 'enabled', 'simple', 'CanReload=no'),
  static: show('dbus.service', 'loaded', 'active', 'static', 'notify'),
  sysv: show('old.service', 'loaded', 'active', 'generated', 'forking', 'CanReload=no\nSysV=disabled'),
  oneshot: show('once.service', 'loaded', 'inactive', 'enabled', 'oneshot', 'CanReload=no'),
  masked: show('nginx.service', 'masked', 'inactive', 'masked', ''),
  broken: show('bad.service', 'bad-setting', 'inactive', 'static', 'oneshot'),
  unknown: show('sshd.service', 'not-found', 'inactive', '', ''),
  socket: 'Id=dbus.socket\nLoadState=loaded\nActiveState=active\nUnitFileState=static\nCanReload=no\n',
  template:
    'Id=g@.service\nLoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\nboot=disabled g@.service\ninstall=DefaultInstance=tty1\n',
  others:
    'Id=g@.service\nLoadState=loaded\nActiveState=inactive\nUnitFileState=indirect\nboot=indirect g@.service\ninstall=DefaultInstance=tty1\nboot=enabled g@tty2.service\n',
  bare: 'Id=g@.service\nLoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\nboot=disabled g@.service\ninstall=WantedBy=x.target\n',
  patterned: `${show('in.service', 'loaded', 'inactive', 'indirect', 'simple')}boot=indirect in.service\ninstall=Also=%p.socket\n`,
  half: `${show('in.service', 'loaded', 'inactive', 'indirect', 'simple')}boot=indirect in.service\ninstall=Also=a.socket b.service\nboot=enabled a.socket\nboot=disabled b.service\n`,
  both: `${show('in.service', 'loaded', 'inactive', 'indirect', 'simple')}boot=indirect in.service\ninstall=Also=a.socket\nboot=enabled a.socket\nboot=static c.service\n`,
  none: 'systemd=no\n',
};

function verdict(params: object, output: keyof typeof outputs) {
  const all = { name: 'sshd', ...params };
  return verdictOf('service', all, readBy('service', all, outputs[output]));
}

describe('changes', () => {
  it.each([
    [{ state: 'started' }, 'stopped', { state: ['stopped', 'started'] }, ['start']],
    [
      { state: 'started', enabled: true },
      'stopped',
      { enabled: [false, true], state: ['stopped', 'started'] },
      ['enable', 'start'],
    ],
    [{ state: 'started' }, 'failed', { state: ['failed', 'started'] }, ['start']],
    [
      { state: 'stopped', enabled: false },
      'running',
      { enabled: [true, false], state: ['started', 'stopped'] },
      ['disable', 'stop'],
    ],
    [{ enabled: true }, 'sysv', { enabled: [false, true] }, ['enable']],
    [{ name: 'g@', enabled: true }, 'template', { enabled: [false, true] }, ['enable']],
    [{ name: 'g@', enabled: false }, 'others', { enabled: ['partly', false] }, ['disable']],
    [{ name: 'in', enabled: true }, 'half', { enabled: ['partly', true] }, ['enable']],
    [{ name: 'in', enabled: false }, 'both', { enabled: [true, false] }, ['disable']],
    [{ state: 'restarted' }, 'stopped', { state: ['stopped', 'restarted'] }, ['restart']],
    [{ state: 'restarted' }, 'oneshot', { state: ['stopped', 'restarted'] }, ['restart']],
    [{ state: 'reloaded', enabled: true }, 'stopped', { enabled: [false, true] }, ['enable']],
    [{ state: 'reloaded' }, 'running', { state: ['started', 'reloaded'] }, ['reload']],
  ] as const)('%j where it is %s', (params, output, fields, verbs) => {
    const answer = verdict(params, output);
    if (answer?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(answer)}`);
    expect(Object.fromEntries(answer.fields.map(({ name, from, to }) => [name, [from, to]]))).toEqual(fields);
    const scripts = answer.steps.map((step) => (step.kind === 'sh' ? step.script : ''));
    expect(
      scripts.map(
        (script) => /^(?:\s*)systemctl (start|stop|restart|reload|enable|disable)/m.exec(script)?.[1],
      ),
    ).toEqual(verbs);
    const acts = verbs.some((verb) => verb === 'restart' || verb === 'reload');
    expect(answer.judge).toBe(acts ? 'exit' : 'probe');
  });
});

it.each([
  [{ state: 'started', enabled: true }, 'running'],
  [{ state: 'stopped', enabled: false }, 'stopped'],
  [{ state: 'stopped' }, 'failed'],
  [{ state: 'reloaded' }, 'stopped'],
  [{ state: 'stopped', enabled: false }, 'masked'],
  [{ enabled: false }, 'static'],
  [{ state: 'started' }, 'socket'],
  [{ name: 'in', enabled: true }, 'both'],
  [{ name: 'g@', enabled: false }, 'template'],
  [{ name: 'g@', enabled: false }, 'bare'],
] as const)('nothing to do: %j where it is %s', (params, output) => {
  expect(verdict(params, output)).toBeNull();
});

it.each([
  [{ state: 'stopped' }, 'unknown', 'this host has no unit sshd.service: Debian calls it ssh'],
  [{ name: 'nginx', state: 'started' }, 'unknown', 'is its package installed'],
  [{ state: 'started' }, 'none', 'systemd does not run here'],
  [{ state: 'started' }, 'masked', 'nginx.service is masked: run systemctl unmask nginx.service'],
  [
    { state: 'started' },
    'broken',
    'systemd cannot load bad.service (bad-setting): systemctl status bad.service',
  ],
  [{ enabled: true }, 'static', 'dbus.service cannot be enabled (it is static)'],
  [
    { name: 'g@', enabled: true },
    'bare',
    'g@.service is a template without DefaultInstance: name an instance',
  ],
  [{ name: 'in', enabled: true }, 'patterned', 'in.service is enabled with %p.socket (Also=)'],
  [{ state: 'started' }, 'oneshot', 'once.service runs to its end and does not stay: ask for restarted'],
  [{ state: 'reloaded' }, 'simple', 'node.service cannot reload: ask for restarted'],
] as const)('missing: %j where it is %s', (params, output, why) => {
  expect(verdict(params, output)).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
});

describe('the script', () => {
  const script = (params: object, output: keyof typeof outputs) => {
    const answer = verdict(params, output);
    const step = answer?.kind === 'change' ? answer.steps.at(-1) : undefined;
    return step?.kind === 'sh' ? step.script : '';
  };

  it('tests the configuration of a running proxy before it touches it', () => {
    for (const state of ['restarted', 'reloaded']) {
      const text = script({ state }, 'running');
      expect(text.indexOf('nginx -t')).toBeGreaterThan(0);
      expect(text.indexOf('nginx -t')).toBeLessThan(text.search(/systemctl re(start|load)/));
    }
  });

  it('tests nothing where nothing runs yet, and nothing that has no test', () => {
    expect(script({ state: 'restarted' }, 'stopped')).not.toContain('nginx -t');
    expect(script({ state: 'restarted' }, 'simple')).not.toContain(' -t');
  });

  it('acts on the unit, not on its alias', () => {
    expect(script({ state: 'restarted' }, 'alias')).toContain('u=ssh.service');
  });

  it('does not expect a program to stay that ends by itself', () => {
    expect(script({ state: 'restarted' }, 'oneshot')).not.toContain('is-active');
    expect(script({ state: 'restarted' }, 'running')).toContain('is-active');
  });

  it('gives a program that starts blindly a second to fail', () => {
    expect(script({ state: 'restarted' }, 'simple')).toContain('sleep 1 ');
    expect(script({ state: 'restarted' }, 'running')).not.toContain('sleep 1 ');
  });
});

it.each([
  [{ name: 'x' }, 'state: nothing is asked of the service: write state, enabled or open_files'],
  [
    { name: '-x', state: 'started' },
    'name: expected the name of a unit, such as nginx, nginx.service or getty@tty1',
  ],
  [
    { name: 'getty@.service', state: 'started' },
    'name: a template can be enabled, and does not run itself: name an instance, such as getty@tty1',
  ],
])('refuses %j', (params, message) => {
  expect(refusals('service', params)).toEqual([message]);
});
