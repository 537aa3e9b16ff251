// A default for all sites of nginx: where the operator says it at the level of http, theirs holds.

import { expect, it } from 'vitest';
import { verdictOf } from './ask_module.js';

const path = '/etc/nginx/conf.d/times.conf';
const wanted = { name: 'client_header_timeout', value: '10s', path };
const ours = `# For sites that say nothing else. Written by hostwright; changes made here are undone.
client_header_timeout 10s;
`;

it.each([
  ['nobody says it', { text: null }, [{ name: 'value', from: null, to: '10s' }], 'put'],
  [
    'another value of ours',
    { text: 'client_header_timeout 9s;\n' },
    [{ name: 'value', from: '9s', to: '10s' }],
    'put',
  ],
  [
    'the operator says it now',
    { text: ours, elsewhere: '/etc/nginx/nginx.conf' },
    [{ name: 'value', from: '10s', to: null }],
    'sh',
  ],
])('%s', (_, found, fields, kind) => {
  const verdict = verdictOf('nginx_default', wanted, found);
  expect(verdict).toMatchObject({ kind: 'change', fields, steps: [{ kind }] });
});

it.each([
  ['it is said', { text: ours }],
  ['the operator says it', { text: null, elsewhere: '/etc/nginx/nginx.conf' }],
])('%s: nothing to do', (_, found) => {
  expect(verdictOf('nginx_default', wanted, found)).toBeNull();
});

it('needs nginx', () => {
  expect(verdictOf('nginx_default', wanted, null)).toMatchObject({ kind: 'missing' });
});
