// Which lines of which files a validator complains about.

import { expect, it } from 'vitest';
import { spotsIn } from '../../../src/engine/play/validation_error.js';

it.each([
  [
    'nginx: [emerg] unknown directive "servre_name" in /etc/nginx/sites-enabled/wss.conf:7\nnginx: configuration file /etc/nginx/nginx.conf test failed',
    ['/etc/nginx/sites-enabled/wss.conf:7'],
  ],
  [
    "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/wss.conf:\nInvalid command 'ServreName'",
    ['/etc/apache2/sites-enabled/wss.conf:3'],
  ],
  [
    'apache2: Syntax error on line 146 of /etc/apache2/apache2.conf: Syntax error on line 1 of /etc/apache2/mods-enabled/x.load: Cannot load',
    ['/etc/apache2/apache2.conf:146', '/etc/apache2/mods-enabled/x.load:1'],
  ],
  ['in /a:1 and again in /a:1', ['/a:1']],
  ['/etc/nftables.conf:5:9-12: Error: syntax error, unexpected string', ['/etc/nftables.conf:5']],
  ['/etc/ssh/sshd_config: line 12: Bad configuration option: PortX', ['/etc/ssh/sshd_config:12']],
  ['nothing that names a file', []],
  ['a name that no file has, in /a\0b:1', []],
])('%s', (words, spots) => {
  expect(spotsIn(words).map(({ path, line }) => `${path}:${line}`)).toEqual(spots);
});
