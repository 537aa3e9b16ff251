// template is copy with another source; its decisions are in test/modules/copy.test.ts.

import { expect, it } from 'vitest';
import type { StateModule } from '../../src/module.js';
import { planContent, probeContent, readContent } from '../../src/module_parts/content.js';
import { template } from '../../src/modules/template.js';
import { refusals } from './ask_module.js';

const one = template as StateModule<unknown>;

it('decides as copy does, on what its source rendered to', () => {
  expect(one).toMatchObject({ probe: probeContent, read: readContent, plan: planContent });
  expect(one.source).toEqual({ kind: 'template', from: 'src', into: 'content' });
});

it('takes no content from a playbook', () => {
  expect(refusals('template', { src: 'x.hbs', dest: '/x' })).toEqual([]);
  expect(refusals('template', { src: 'x.hbs', dest: '/x', content: 'y' })).toHaveLength(1);
  expect(refusals('template', { dest: '/x' })).toHaveLength(1);
});
