import { describe, expect, it } from 'vitest';
import { diffLines, diffSummary } from '../../src/report/diff.js';
import { plainStyle } from '../../src/report/style.js';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join('');

describe('diffSummary', () => {
  it.each([
    ['', 'a\nb\n', '+2 -0 lines'],
    ['a\nb\n', '', '+0 -2 lines'],
    ['a\nb\nc\n', 'a\nB\nc\nd\n', '+2 -1 lines'],
    ['a\n', 'a', '+1 -1 lines'],
    ['a\r\n', 'a\n', '+1 -1 lines'],
  ])('%j to %j', (before, after, summary) => expect(diffSummary({ before, after })).toBe(summary));
});

describe('diffLines', () => {
  it.each([
    ['a tab', 'a\tb\n', 'a b\n', ['-a→   b', '+a b']],
    ['a carriage return', 'a\r\n', 'a\n', ['-a\\r', '+a']],
    ['control characters', 'a\n', '\u001b[2Ja\n', ['-a', '+\\x1b[2Ja']],
    ['a missing last newline', 'a\n', 'a', ['-a', '+a', '\\ No newline at end of file']],
  ])('shows %s', (_, before, after, lines) => {
    expect(diffLines({ before, after }, plainStyle)?.slice(3)).toEqual(lines);
  });

  it('names what it is of, whatever stands in the name', () => {
    const heads = diffLines({ before: 'a\n', after: 'b\n' }, plainStyle, '/etc/x\u001b[2J')?.slice(0, 2);
    expect(heads).toEqual(['--- /etc/x\\x1b[2J on the host', '+++ /etc/x\\x1b[2J wanted']);
  });

  it('gives three lines of context and the place of each hunk', () => {
    const before = numbered(1, 21);
    const lines = diffLines({ before, after: before.replace('line 10\n', 'ten\n') }, plainStyle);
    expect(lines?.slice(0, 4)).toEqual(['--- on the host', '+++ wanted', '@@ -7,7 +7,7 @@', ' line 7']);
    expect(lines).toHaveLength(11);
  });

  it('gives up on texts that share nothing, and soon', () => {
    const began = performance.now();
    expect(
      diffLines({ before: numbered(0, 20_000), after: numbered(20_000, 40_000) }, plainStyle),
    ).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
