// letsencrypt_hook: what it makes of the hook that is there. That certbot runs it: test/lab/letsencrypt.

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { readBy, refusals, verdictOf } from './ask_module.js';

const wanted = { name: 'rpc.example.org', reload: 'apache2' };
const verdict = (stdout: string, params = wanted) =>
  verdictOf('letsencrypt_hook', params, readBy('letsencrypt_hook', params, stdout));

function textFor(params = wanted): string {
  const answer = verdict('', params);
  const put = answer?.kind === 'change' ? answer.steps.find((step) => step.kind === 'put') : undefined;
  return put?.kind === 'put' ? Buffer.from(put.content).toString() : '';
}

it('is written for its certificate alone, and tests the configuration before it reloads', () => {
  expect(textFor()).toContain(`[ "$RENEWED_LINEAGE" = '/etc/letsencrypt/live/rpc.example.org' ] || exit 0`);
  expect(textFor()).toMatch(/apache2ctl -t[\s\S]*hw_reload apache2 && hw_reloaded apache2/);
});

it.each([
  ['', null],
  [`hook=${'0'.repeat(64)}\n`, 'another hook'],
  [
    `hook=${createHash('sha256')
      .update(textFor({ ...wanted, reload: 'nginx' }))
      .digest('hex')}\n`,
    'another hook',
  ],
])('%j is another one', (stdout, from) => {
  expect(verdict(stdout)).toMatchObject({ fields: [{ name: 'reload', from, to: 'apache2' }] });
});

it('is left where it is right', () => {
  expect(verdict(`hook=${createHash('sha256').update(textFor()).digest('hex')}\n`)).toBeNull();
});

it('wants both names', () => {
  expect(refusals('letsencrypt_hook', {}).map((line) => line.replace(/:.*/, ''))).toEqual(['name', 'reload']);
});
