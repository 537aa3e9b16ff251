import { expect, it } from 'vitest';
import { isPlain } from '../../src/transport/ssh_config_scope.js';

it.each([
  ['', true],
  ['# Host web\n\nUser ann\n  IdentityFile ~/.ssh/id', true],
  ['Host *\n  SendEnv LANG LC_*\n  HashKnownHosts yes', true],
  ['Include /etc/ssh/ssh_config.d/*.conf', true],
  ['Include conf.d/*', false],
  ['Host web\n  User ann', false],
  ['host=web', false],
  ['Host * !web', false],
  ['Match host web', false],
  ['IdentityFile ~/.ssh/%h', false],
  ['"Host" web\n  User ann', false],
  ['HostName 10.0.0.1', false],
  ['CanonicalizeHostname yes', false],
])('%j says the same of every host: %s', (text, expected) => {
  expect(isPlain(text)).toBe(expected);
});
