// apache2_conf: as apache2_site, with its own folders and commands. On real hosts: test/lab/apache2.test.ts.

import { expect, it } from 'vitest';
import { probeOf, readBy, verdictOf } from './ask_module.js';

it.each([
  ['present', 'absent', 'a2enconf -q limits'],
  ['absent', 'present', 'a2disconf -q limits'],
])('%s', (state, from, script) => {
  const params = { name: 'limits', state };
  const found = readBy('apache2_conf', params, `apache=yes\navailable=yes\nstate=${from}\n`);
  expect(verdictOf('apache2_conf', params, found)).toMatchObject({
    fields: [{ name: 'state', from, to: state }],
    steps: [{ script, touches: ['/etc/apache2/conf-enabled/limits.conf'] }],
  });
});

it('looks where Apache keeps snippets', () => {
  expect(probeOf('apache2_conf', { name: 'limits' })).toContain('/etc/apache2/conf-enabled');
});
