import { expect, it } from 'vitest';
import { snippetOf } from '../../src/shell/step.js';

it('sends a script as it is, with its input', () => {
  expect(snippetOf({ kind: 'sh', script: 'true', touches: ['/a'] })).toEqual({ script: 'true' });
  const input = Buffer.from('secret');
  expect(snippetOf({ kind: 'sh', script: 'cat', input })).toEqual({ script: 'cat', input });
});

it('sends the content of a file as input, never in the script', () => {
  const content = Buffer.from('a secret');
  const { script, input } = snippetOf({ kind: 'put', path: '/etc/x', content });
  expect(input).toBe(content);
  expect(script).not.toContain('secret');
});

it('names another temporary each time', () => {
  const names = [1, 2].map(
    () =>
      /hw_put .* ([0-9a-f]{24})$/m.exec(
        snippetOf({ kind: 'put', path: '/x', content: Buffer.alloc(0) }).script,
      )?.[1],
  );
  expect(names[0]).toBeDefined();
  expect(names[0]).not.toBe(names[1]);
});
