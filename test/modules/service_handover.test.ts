// What service_handover reads and decides. That its steps work: test/lab/laws/service_handover.ts.

import { describe, expect, it } from 'vitest';
import { readBy, refusals, verdictOf } from './ask_module.js';

const wanted = { from: 'nginx', to: 'apache2', ports: [80, 443] };
const unit = (id: string, active: string, file: string, load = 'loaded') =>
  `Type=forking\nRemainAfterExit=no\nId=${id}.service\nLoadState=${load}\nActiveState=${active}\nUnitFileState=${file}\nCanReload=yes\n`;
const verdict = (from: string, to: string) =>
  verdictOf('service_handover', wanted, readBy('service_handover', wanted, `${from}-- to --\n${to}`));

const running = unit('nginx', 'active', 'enabled');
const idle = unit('apache2', 'inactive', 'enabled');

describe('the one that runs gives way', () => {
  const answer = verdict(running, idle);
  const [step] = answer?.kind === 'change' ? answer.steps : [];
  const script = step?.kind === 'sh' ? step.script : '';

  it('is told as a change of both', () => {
    expect(answer).toMatchObject({
      kind: 'change',
      fields: [
        { name: 'from', from: 'started, enabled', to: 'stopped, disabled' },
        { name: 'to', from: 'stopped, enabled', to: 'started, enabled' },
      ],
    });
  });

  it('only when the configuration of the other has passed its test', () => {
    expect(script.indexOf('apache2ctl -t')).toBeGreaterThan(0);
    expect(script.indexOf('apache2ctl -t')).toBeLessThan(script.indexOf('\nhw_let_go nginx.service'));
  });

  it('and has a way back, to what runs and what is enabled', () => {
    const undo = step?.kind === 'sh' ? step.undo : '';
    expect(undo).toContain('systemctl enable --quiet -- nginx.service');
    expect(undo).toContain('systemctl is-active --quiet -- nginx.service || {\nhw_let_go apache2.service');
    expect(undo).toContain('hw_start nginx.service');
  });
});

it.each([
  [unit('nginx', 'inactive', 'disabled'), unit('apache2', 'active', 'enabled'), null],
  // Still with its last clients.
  [unit('nginx', 'deactivating', 'disabled'), unit('apache2', 'active', 'enabled'), null],
  [unit('nginx', 'inactive', '', 'not-found'), unit('apache2', 'active', 'enabled'), null],
  [unit('nginx', 'inactive', 'enabled'), unit('apache2', 'active', 'enabled'), 'change'],
  [running, unit('apache2', 'inactive', '', 'not-found'), 'missing'],
  [running, unit('apache2', 'inactive', 'masked', 'masked'), 'missing'],
])('%j and %j: %s', (from, to, kind) => {
  expect(verdict(from, to)?.kind ?? null).toBe(kind);
});

it('needs systemd', () => {
  expect(verdict('systemd=no\n', 'systemd=no\n')).toMatchObject({ kind: 'missing' });
});

it('is between two', () => {
  expect(refusals('service_handover', { ...wanted, to: 'nginx.service' })).toEqual([
    'to: expected another service than `from`',
  ]);
});
