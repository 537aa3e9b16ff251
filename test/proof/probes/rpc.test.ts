// Only a JSON-RPC 2.0 response to our own request counts as an answer.

import { expect, it } from 'vitest';
import { readAnswer, requestText } from '../../../src/proof/probes/rpc.js';

it.each<[string, ReturnType<typeof readAnswer>]>([
  ['{"jsonrpc":"2.0","id":"m","result":null}', { kind: 'result', value: null }],
  [
    '{"jsonrpc":"2.0","id":"m","error":{"code":-32601,"message":"no"}}',
    { kind: 'error', code: -32601, message: 'no' },
  ],
  ...[
    '',
    'null',
    '[]',
    '<html>',
    '{"jsonrpc":"2.0","id":"n","result":1}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}',
    '{"jsonrpc":"2.0","id":"m"}',
    '{"id":"m","result":1}',
  ].map((text): [string, ReturnType<typeof readAnswer>] => [text, { kind: 'foreign', status: 200, text }]),
])('%s', (text, answer) => {
  expect(readAnswer(text, 'm', 200)).toEqual(answer);
});

it('asks with an id and no parameters', () => {
  expect(JSON.parse(requestText('system_health'))).toEqual({
    jsonrpc: '2.0',
    id: 'system_health',
    method: 'system_health',
    params: [],
  });
});
