import { describe, expect, it } from 'vitest';
import type { TaskOutcome } from '../../src/event.js';
import { failureLines } from '../../src/report/failures.js';
import { plainStyle } from '../../src/report/style.js';
import { outcome, title, zero } from './events.js';

const page = { columns: 80, rows: 24, style: plainStyle, diff: false };
const many = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('');

function told(more: Partial<TaskOutcome>, hosts: readonly string[] = ['web-1'], failed = 1): string[] {
  const recaps = Object.fromEntries(hosts.map((host) => [host, { ...zero, failed }]));
  return failureLines(
    [{ outcome: outcome('web-1', title(1, 'Build'), 'failed', more), hosts }],
    recaps,
    page,
  );
}

describe('failureLines', () => {
  it('says where, why and what to do', () => {
    expect(told({ message: 'no space left', advice: 'Make room on /var.' }, ['web-1', 'web-2'])).toEqual([
      '',
      'failed  Build',
      '  on all 2 hosts, site.yml:14:7',
      '  no space left',
      '  Make room on /var.',
    ]);
  });

  it.each([
    [
      'the last lines of stderr',
      { stdout: 'x', stderr: many },
      'exit code 7, stderr, the last 15 of 20 lines:',
      15,
    ],
    ['stdout where stderr is silent', { stdout: 'x\ny\n', stderr: '\n' }, 'exit code 7, stdout:', 2],
    ['that there was none', { stdout: '', stderr: '' }, 'exit code 7, no output', 0],
  ])('shows of the output %s', (_, output, head, count) => {
    const lines = told({ output: { code: 7, ...output } }).slice(3);
    expect(lines[0]).toBe(`  ${head}`);
    expect(lines.slice(1)).toHaveLength(count);
  });

  it('is silent about a failure that was made good', () => {
    expect(told({ message: 'rescued later' }, ['web-1'], 0)).toEqual([]);
  });
});
