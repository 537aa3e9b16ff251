// Where http:// may lead.

import { expect, it } from 'vitest';
import { judgeRedirect } from '../../../src/proof/checks/redirect.js';
import type { PlainAnswer } from '../../../src/proof/probes/plain.js';

const to = (location: string | undefined, status = 308): PlainAnswer => ({
  kind: 'answer',
  status,
  location,
});

it.each<[PlainAnswer, string]>([
  [to('https://rpc.example.org:8443/'), 'passed'],
  [to('https://rpc.example.org:8443/', 301), 'passed'],
  [to('https://rpc.example.org/'), 'failed'],
  [to('https://other.example.org:8443/'), 'failed'],
  [to('http://rpc.example.org:8443/'), 'failed'],
  [to('/index.html', 302), 'failed'],
  [to('https://['), 'failed'],
  [to(undefined), 'failed'],
  [to(undefined, 200), 'failed'],
  [{ kind: 'closed' }, 'passed'],
  [{ kind: 'silent', why: 'no answer within 5 s', cause: 'path' }, 'passed'],
])('%j', (answer, status) => {
  expect(judgeRedirect({ name: 'rpc.example.org', port: 8443 }, answer).status).toBe(status);
});
