// Why nothing came, and whose fault that is.

import { expect, it } from 'vitest';
import { silence } from '../../../src/proof/probes/words.js';

const failedWith = (code: string) => Object.assign(new Error(code), { code });
const late = new DOMException('too late', 'TimeoutError');

it.each<[unknown, string, string]>([
  [failedWith('ECONNREFUSED'), 'connection refused', 'ours'],
  [failedWith('EHOSTUNREACH'), 'there is no route to the host', 'path'],
  [failedWith('ENOTFOUND'), 'the name has no address', 'path'],
  [
    new AggregateError([failedWith('ENETUNREACH'), failedWith('ECONNREFUSED')]),
    'there is no route to the network',
    'path',
  ],
  [late, 'no answer within 7 s', 'node'],
  [new Error('odd'), 'odd', 'ours'],
])('%s', (error, why, cause) => {
  expect(silence(error, 7, 'node')).toEqual({ kind: 'silent', why, cause });
});
