// template is copy with another source; its decisions are in test/modules/copy.test.ts.

import { expect, it } from 'vitest';
import type { StateModule } from '../../src/module.js';
import { probeContent, readContent } from '../../src/module_parts/content.js';
import { template } from '../../src/modules/template.js';
import { refusals } from './ask_module.js';

const one = template as StateModule<unknown>;

it('decides as copy does, on what its source rendered to', () => {
  const wanted = { src: 'x.hbs', dest: '/x', content: 'y' };
  expect(one.read).toBe(readContent);
  expect(one.probe(wanted as never)).toBe(probeContent(wanted as never));
  expect(one.source).toEqual({ kind: 'template', from: 'src', into: 'content' });
});

it('goes into a folder that ends in a slash under its own name', () => {
  const wanted = { src: 'nginx/site.conf.hbs', dest: '/etc/nginx/', content: 'y', owner: 'root' };
  const named = { ...wanted, dest: '/etc/nginx/site.conf.hbs' };
  expect(refusals('template', { src: wanted.src, dest: wanted.dest })).toEqual([]);
  expect(one.probe(wanted as never)).toBe(probeContent(named as never));
  expect(one.object?.(wanted as never)).toBe(named.dest);
  expect(one.asks?.(wanted as never)).toEqual([{ path: named.dest, content: true }]);
});

it('takes no content from a playbook', () => {
  expect(refusals('template', { src: 'x.hbs', dest: '/x' })).toEqual([]);
  expect(refusals('template', { src: 'x.hbs', dest: '/x', content: 'y' })).toHaveLength(1);
  expect(refusals('template', { dest: '/x' })).toHaveLength(1);
});
