import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/problem.js';
import { printProblems, problemLines } from '../../src/report/problems.js';
import { plainStyle } from '../../src/report/style.js';
import { fakeStream } from './streams.js';

const files: { readonly [file: string]: string } = {
  'site.yml': '- hosts: all\n  tasks:\n\t- aptt: nginx\r\n    password: hunter2\n',
};
const place = (line: number, column: number, file = 'site.yml') => ({ file, line, column });
const linesOf = (problems: readonly Problem[]) => problemLines(problems, (file) => files[file], plainStyle);

describe('problemLines', () => {
  it('shows the line, a caret under the column, and the advice', () => {
    const problem = { message: 'unknown module "aptt"', place: place(3, 4), advice: 'Did you mean apt?' };
    expect(linesOf([problem])).toEqual([
      'site.yml:3:4: unknown module "aptt"',
      '  3 |   - aptt: nginx',
      '    |     ^',
      '  Did you mean apt?',
    ]);
  });

  it.each([
    ['a file that cannot be read', place(1, 1, 'gone.yml')],
    ['a line that is not there', place(99, 1)],
    ['a line that may hold a secret', place(4, 5)],
  ])('shows no source for %s', (_, at) => {
    expect(linesOf([{ message: 'wrong', place: at }])).toEqual([`${at.file}:${at.line}:${at.column}: wrong`]);
  });

  it('prints all problems in the order of the places, those of the command line first', () => {
    const problems = [
      { message: 'third', place: place(9, 1, 'a.yml') },
      { message: 'fourth', place: place(1, 1, 'b.yml') },
      { message: 'second', place: place(2, 7, 'a.yml') },
      { message: 'first' },
    ];
    expect(linesOf(problems)).toEqual([
      'first',
      'a.yml:2:7: second',
      'a.yml:9:1: third',
      'b.yml:1:1: fourth',
      '4 problems; nothing was touched',
    ]);
  });

  it('shows nothing raw', () => {
    const text = linesOf([{ message: '\u001b[2Jx\ny', place: place(1, 1, '\u0007'), advice: '\u202e' }]).join(
      '',
    );
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('printProblems', () => {
  const printed = (source: (file: string) => string) => {
    const output = fakeStream(80);
    printProblems([{ message: 'here', place: place(1, 3) }], output.stream, false, source);
    return output.text();
  };

  it('prints the line of the file', () => {
    expect(printed(() => 'tasks:')).toBe('site.yml:1:3: here\n  1 | tasks:\n    |   ^\n');
  });

  it('does without a file that cannot be read', () => {
    expect(
      printed(() => {
        throw new Error('EACCES');
      }),
    ).toBe('site.yml:1:3: here\n');
  });
});
