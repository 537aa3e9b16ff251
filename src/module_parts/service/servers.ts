// What is known of the servers whose units are reloaded and restarted: one row each.

import { haproxyFunctions } from './haproxy.js';

/** How a server tests its own configuration, and what its end is like. */
export interface Server {
  /** The test as it is called in a sentence. */
  readonly test: string;
  /** Its words of sh where they have to be found first, for the unit in `$u`; the functions that they need. */
  readonly found?: { readonly words: string; readonly functions: string };
  /** It closes its ports at once when it is to stop, and ends when its clients have gone. */
  readonly drains: boolean;
}

const servers: Readonly<Record<string, Server>> = {
  'nginx.service': { test: 'nginx -t', drains: true },
  'apache2.service': { test: 'apache2ctl -t', drains: true },
  'httpd.service': { test: 'apachectl -t', drains: true },
  'haproxy.service': {
    test: 'haproxy -c',
    found: { words: 'haproxy -c $(hw_haproxy_files "$u")', functions: haproxyFunctions },
    drains: true,
  },
  'ssh.service': { test: 'sshd -t', drains: false },
  'sshd.service': { test: 'sshd -t', drains: false },
};

/** By the full name of the unit. */
export function serverOf(unit: string): Server | undefined {
  return servers[unit];
}

/** Words of sh that run its test. */
export function testOf({ test, found }: Server): string {
  return found?.words ?? test;
}

/** Lines of sh before its test, which has the unit in `$u`. */
export function beforeTest({ found }: Server): readonly string[] {
  return found ? [found.functions] : [];
}
