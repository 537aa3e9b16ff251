// What an outcome is about is told before what differs, unless the title of its task says it.

import { expect, it } from 'vitest';
import { outcomeLines } from '../../src/report/outcome.js';
import { outcome, title } from './events.js';

const page = { columns: 80, rows: 24, style: (_: unknown, text: string) => text, diff: false };

it.each([
  ['The proxy is configured', '/etc/a.conf', true],
  ['Write /etc/a.conf', '/etc/a.conf', false],
  ['Write /etc/a.conf.', '/etc/a.conf', false],
  ['The files "/etc/a.conf" and b', '/etc/a.conf', false],
  ['Write /etc/a.conf.d/b', '/etc/a.conf', true],
  ['Write /srv/etc/a.conf', '/etc/a.conf', true],
  ['OpenSSL is there', 'SSL', true],
  ['Restart nginx-full and nginx', 'nginx', false],
])('%s, about %s: told %s', (name, object, told) => {
  const task = outcome('h1', title(1, name), 'changed', {
    object,
    fields: [{ name: 'mode', from: '0600', to: '0644' }],
  });
  const [line = ''] = outcomeLines(task, '', page);
  expect(line.replace(name, '').includes(`${object}  mode`)).toBe(told);
});
