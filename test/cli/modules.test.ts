// `hostwright modules`: every module under its heading, and a page for each.

import { expect, it } from 'vitest';
import { moduleGroups, modules } from '../../src/modules/index.js';
import { runHere } from './here.js';

it('lists every module under its heading', async () => {
  const { stdout } = await runHere('.', ['modules']);
  const headings = stdout.split('\n').filter((line) => /^\S/.test(line));
  expect(headings).toEqual(Object.keys(moduleGroups));
  const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
  expect(names).toEqual(modules.map(({ name }) => name));
});

it('tells types, defaults and other names of parameters, and what register keeps', async () => {
  const { stdout } = await runHere('.', ['modules', 'stat']);
  expect(stdout).toContain('follow (true or false, default false)');
  expect(stdout).toContain('get_mime (true or false, default true, also mime, mime_type, mime-type)');
  expect(stdout).toContain('What register keeps, beside changed, failed and skipped:\n  stat: what there is');
});

it('tells where a list may stand', async () => {
  const { stdout } = await runHere('.', ['modules', 'closed_ports']);
  expect(stdout).toMatch(/ports \((whole number or list|list or whole number), required\)/);
});
