// apache2_conf: as apache2_site, with its own folders and commands. On real hosts: test/lab/apache2.test.ts.

import { expect, it } from 'vitest';
import { probeOf, readBy, verdictOf } from './ask_module.js';

/** What Debian's a2enconf and a2disconf remember about it. */
const marks = ['enabled', 'disabled'].map((mark) => `/var/lib/apache2/conf/${mark}_by_admin/limits`);

it.each([
  ['present', 'absent', 'a2enconf -q limits'],
  ['absent', 'present', 'a2disconf -q limits'],
])('%s', (state, from, script) => {
  const params = { name: 'limits', state };
  const found = readBy('apache2_conf', params, `apache=yes\navailable=yes\nstate=${from}\n`);
  expect(verdictOf('apache2_conf', params, found)).toMatchObject({
    fields: [{ name: 'state', from, to: state }],
    steps: [{ script, touches: ['/etc/apache2/conf-enabled/limits.conf', ...marks] }],
  });
});

it('looks where Apache keeps snippets', () => {
  expect(probeOf('apache2_conf', { name: 'limits' })).toContain('/etc/apache2/conf-enabled');
});
