// What the pages of the package link to is in the package.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const pages = [
  ...packageFile.files.filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const isShipped = (path: string) =>
  packageFile.files.some((name) => path === name || path.startsWith(`${name}/`)) && existsSync(path);

it.each(pages)('%s', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to);
  const local = links.filter((to) => !/^[a-z]+:/.test(to)).map((to) => normalize(join(dirname(page), to)));
  expect(local.filter((path) => !isShipped(path))).toEqual([]);
});
