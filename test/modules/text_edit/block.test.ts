// Marker lines of blockinfile that end a file without a line feed. What else it does is held against Ansible: ansible.test.ts.

import { expect, it } from 'vitest';
import { editBlock } from '../../../src/module_parts/text_edit/block.js';

const wanted = {
  state: 'present',
  block: 'new',
  marker: '# {mark} x',
  marker_begin: 'BEGIN',
  marker_end: 'END',
  prepend_newline: false,
  append_newline: false,
} as const;

it('an end marker ends its block', () => {
  expect(editBlock('a\n# BEGIN x\nold\n# END x', wanted)).toBe('a\n# BEGIN x\nnew\n# END x\n');
});

it('a begin marker begins none, so nothing above it is lost', () => {
  const text = '# END x\na\n# BEGIN x';
  expect(editBlock(text, { ...wanted, state: 'absent' })).toBe(text);
});

it.each([
  ['prepend_newline', 'a\n\n# BEGIN x\nnew\n# END x\nb\n'],
  ['append_newline', 'a\n# BEGIN x\nnew\n# END x\n\nb\n'],
])('%s', (name, after) => {
  const text = 'a\n# BEGIN x\nold\n# END x\nb\n';
  expect(editBlock(text, { ...wanted, [name]: true })).toBe(after);
  expect(editBlock(after, { ...wanted, [name]: true })).toBe(after);
});
