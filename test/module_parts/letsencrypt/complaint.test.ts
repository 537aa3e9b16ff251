// What certbot says, as it says it, and what is made of it, in the shells of this machine.

import { describe, expect, it } from 'vitest';
import { explainComplaint } from '../../../src/module_parts/letsencrypt/complaint.js';
import { quote } from '../../../src/shell/quote.js';
import { localShells, runLocally } from '../../modules/local_shell.js';

const challenge = (type: string, detail: string) => `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Requesting a certificate for rpc.lab.test

Certbot failed to authenticate some domains (authenticator: webroot). The Certificate Authority reported these problems:
  Domain: rpc.lab.test
  Type:   ${type}
  Detail: ${detail}

Hint: The Certificate Authority failed to download the temporary challenge files created by Certbot.

Some challenges have failed.
Ask for help or search for solutions at https://community.letsencrypt.org.`;

const surprise = (words: string) => `Saving debug log to /var/log/letsencrypt/letsencrypt.log
Requesting a certificate for rpc.lab.test
An unexpected error occurred:
${words}
Ask for help or search for solutions at https://community.letsencrypt.org.`;

describe.each(localShells)('$name', ({ shell }) => {
  it.each([
    [challenge('dns', 'DNS problem: NXDOMAIN looking up A for rpc.lab.test'), 'finds no address for a name'],
    [
      challenge('connection', '192.0.2.1: Fetching http://rpc.lab.test/: Timeout during connect'),
      'cannot reach port 80',
    ],
    [
      challenge('unauthorized', '192.0.2.1: Invalid response from http://rpc.lab.test/: 404'),
      'leads to another host',
    ],
    [challenge('caa', 'CAA record for rpc.lab.test prevents issuance'), 'a CAA record in DNS forbids'],
    [
      surprise(
        'Error creating new order :: too many certificates (5) already issued for this exact set of domains in the last 168h0m0s, retry after 2026-11-26 08:00:00 UTC',
      ),
      'takes no more orders for now (rate limit)',
    ],
    [
      surprise(`AttributeError: can't set attribute
  "type": "urn:ietf:params:acme:error:rateLimited",
  "detail": "Service busy; retry later."`),
      'takes no more orders for now (rate limit)',
    ],
    [
      surprise(
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='acme.test', port=443): Max retries exceeded with url: /dir (Caused by NewConnectionError('Connection refused'))",
      ),
      'does not answer',
    ],
    [
      surprise(
        'requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer',
      ),
      'own certificate is not trusted here',
    ],
    [surprise('something new'), 'certbot got no certificate'],
  ])('%s', (said, words) => {
    const { stderr, stdout } = runLocally(shell, `said=${quote(said)}\n${explainComplaint}`);
    const [first = '', second] = stderr.toString().split('\n');
    expect(first).toContain(words);
    expect(first).toMatch(/: \w/);
    expect(second).toContain('still there');
    expect(stdout.toString()).toBe('');
    expect(stderr.toString().split('\n').length).toBeLessThan(9);
  });
});
