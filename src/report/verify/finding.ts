// One finding as lines of a table: how it stands, which check, what was seen; and what to do, where there is something.

import type { Cause, Finding } from '../../finding.js';
import { visible } from '../escape.js';
import type { Page } from '../page.js';
import type { Format } from '../style.js';
import { padEnd, wrap } from '../width.js';

const marks: { readonly [status in Finding['status']]: { readonly word: string; readonly format: Format } } =
  {
    passed: { word: 'ok', format: 'green' },
    failed: { word: 'failed', format: ['red', 'bold'] },
    untried: { word: 'not told', format: 'magenta' },
  };

const owners: { readonly [cause in Cause]: string } = {
  ours: 'the proxy',
  node: 'the node',
  path: 'the way there',
  unknown: 'not known from here',
};

/** Columns before what was seen: `  not told  tls versions  `. */
const lead = 2 + 8 + 2 + 12 + 2;

export function findingLines(finding: Finding, page: Page): string[] {
  const { word, format } = marks[finding.status];
  const [first = '', ...more] = wrapped(finding.seen, page);
  const check = padEnd(finding.check.replace('_', ' '), 12);
  const head = `  ${page.style(format, padEnd(word, 8))}  ${check}  ${first}`;
  return [head, ...[...more, ...explained(finding, page)].map((line) => ' '.repeat(lead) + line)];
}

function explained(finding: Finding, page: Page): string[] {
  const { expected, advice } = finding;
  const dim = (text: string) => wrapped(text, page).map((line) => page.style('dim', line));
  const cyan = (text: string) => wrapped(text, page).map((line) => page.style('cyan', line));
  const wanted =
    finding.status === 'failed' ? dim(`cause: ${owners[finding.cause]}; expected: ${expected}`) : [];
  return [...wanted, ...(advice === undefined ? [] : cyan(advice))];
}

function wrapped(text: string, page: Page): string[] {
  return wrap(visible(text), Math.max(30, page.columns - lead));
}
