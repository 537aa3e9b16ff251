// What setup says between its questions, laid out for the terminal that there is.

import { visible, visibleLines } from '../report/escape.js';
import { openStyle } from '../report/style.js';
import { padEnd, wrap } from '../report/width.js';
import type { SummaryLine } from './conversation/summary.js';

export interface Speaker {
  heading(text: string): void;
  /** What was found, a subject a line. */
  found(lines: readonly SummaryLine[]): void;
  /** Beside a question. */
  remark(text: string): void;
  warning(text: string): void;
  /** What ended it; further lines say what to do. */
  failure(text: string): void;
  list(lines: readonly string[]): void;
  /** Not broken into lines, so that it can be copied. */
  result(subject: string, text: string): void;
  /** A command of these words, on as many lines as it takes, so that a shell takes them. */
  command(words: readonly string[]): void;
}

/** Columns of the subjects. */
const lead = 14;

export function openSpeaker(stdout: NodeJS.WriteStream, colour: boolean): Speaker {
  const style = openStyle(stdout, colour);
  const columns = () => stdout.columns || 80;
  const write = (line: string) => stdout.write(`${line}\n`);
  const wrapped = (text: string, indent: number) =>
    visibleLines(text).flatMap((line) => wrap(line, columns() - indent));
  const indented = (text: string, indent: number) =>
    wrapped(text, indent).map((line) => ' '.repeat(indent) + line);
  return {
    heading: (text) => write(`\n${style('bold', wrapped(text, 0).join('\n'))}`),
    found: (lines) => {
      for (const [subject, words] of lines) {
        const [first = '', ...more] = wrapped(words, lead + 2);
        write(`  ${style('dim', padEnd(subject, lead))}${first}`);
        for (const line of more) write(' '.repeat(lead + 2) + line);
      }
    },
    remark: (text) =>
      write(
        indented(text, 2)
          .map((line) => style('dim', line))
          .join('\n'),
      ),
    warning: (text) =>
      write(
        wrapped(`warning: ${text}`, 0)
          .map((line) => style('magenta', line))
          .join('\n'),
      ),
    failure: (text) => {
      const [first = '', ...more] = text.split('\n');
      write(`\n${wrapped(first, 0).join('\n')}`);
      for (const line of more) write(indented(line, 2).join('\n'));
    },
    list: (lines) => {
      for (const line of lines) write(indented(line, 2).join('\n'));
    },
    command: (words) => {
      const lines: string[] = [];
      for (const word of words.map(visible)) {
        const longer = `${lines.at(-1)} ${word}`;
        if (lines.length === 0 || longer.length + 4 > columns()) lines.push(word);
        else lines.splice(-1, 1, longer);
      }
      write(lines.map((line) => `  ${line}`).join(' \\\n'));
    },
    result: (subject, text) =>
      write(`  ${style('dim', padEnd(subject, lead))}${style('bold', visible(text))}`),
  };
}
