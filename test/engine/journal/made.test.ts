// What a change makes, as lines of the record: which things, and by whom.

import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/change.js';
import { recordMade } from '../../../src/shell/made.js';

const maker = { since: new Date('2026-11-30T12:00:00Z'), task: 'a task', block: undefined };
const put = (path: string): Step => ({ kind: 'put', path, content: Buffer.from('') });

describe('the record of what is made', () => {
  it('has no step for a change that makes nothing', () => {
    expect(recordMade([], maker)).toEqual([]);
    expect(recordMade([{ kind: 'sh', script: 'systemctl reload nginx' }], maker)).toEqual([]);
    expect(recordMade([{ kind: 'sh', script: 'rm -r /srv/a', removes: ['/srv/a'] }], maker)).toEqual([]);
  });

  it('names files that are put or touched, and what a step says, each once', () => {
    const steps: readonly Step[] = [
      put('/etc/a'),
      {
        kind: 'sh',
        script: ':',
        touches: ['/etc/a', '/etc/b'],
        makes: [{ kind: 'rule', name: 'ufw allow 80' }],
      },
    ];
    const script = recordMade(steps, maker)
      .map((step) => step.script)
      .join('');
    const said = [...script.matchAll(/\{"kind":[^}]*\}/g)].map(([line]) => JSON.parse(line));
    const by = { at: '2026-11-30T12:00:00.000Z', task: 'a task' };
    expect(said).toEqual([
      { kind: 'file', name: '/etc/a', ...by },
      { kind: 'file', name: '/etc/b', ...by },
      { kind: 'rule', name: 'ufw allow 80', ...by },
    ]);
  });

  it('names the transaction that takes it back, and no task that handles something secret', () => {
    const [step] = recordMade([put('/etc/a')], { ...maker, task: undefined, block: 'a1' });
    expect(step?.script).toContain('"block":"a1"');
    expect(step?.script).not.toContain('"task"');
  });
});
