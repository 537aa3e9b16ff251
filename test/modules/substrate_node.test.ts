// What the gate makes of a node. Asking a real one: test/proof/node.test.ts and, through ssh, test/lab/publish.

import { describe, expect, it } from 'vitest';
import { NotForwarded } from '../../src/connection.js';
import { judgeNode } from '../../src/module_parts/substrate_node/judge.js';
import type { Wanted } from '../../src/module_parts/substrate_node/params.js';
import { substrateNode } from '../../src/modules/substrate_node.js';
import type { NodeReport } from '../../src/proof/node.js';
import { refusals, runAction } from './ask_module.js';

const safe: NodeReport = { kind: 'answers', unsafe: { kind: 'refused' }, roles: ['Full'], chain: 'Westend' };
const unsafe: NodeReport = { ...safe, unsafe: { kind: 'served' } };
const untold: NodeReport = { ...safe, unsafe: { kind: 'untold', why: 'system_peers was not answered' } };
const validator: NodeReport = { ...safe, roles: ['Authority'] };
const silent: NodeReport = { kind: 'silent', why: 'connection refused' };

function judge(report: NodeReport, params: object = {}) {
  return judgeNode(substrateNode.params.parse(params) as Wanted, report);
}

describe('a node that is published', () => {
  it('is safe, and nothing is said about it', () => {
    expect(judge(safe)).toEqual({
      result: { answers: true, safe: true, validator: false, roles: ['Full'], chain: 'Westend' },
      warnings: [],
    });
  });

  it.each([
    [
      'unsafe, where that is allowed',
      unsafe,
      { allow_unsafe_rpc: 'yes' },
      /^allow_unsafe_rpc: .*answers system_peers/,
    ],
    ['not known to be safe, where that is allowed', untold, { allow_unsafe_rpc: true }, /not clearly refuse/],
    ['a validator', validator, {}, /validator \(role Authority\).*allowed_clients/],
    [
      'silent, where it is not required',
      silent,
      { node_required: false },
      /connection refused; nothing is proven/,
    ],
  ])('with a warning: %s', (_, report, params, words) => {
    const { failed, warnings } = judge(report, params);
    expect(failed).toBeUndefined();
    expect(warnings?.join('\n')).toMatch(words);
  });

  it('is known by what register keeps', () => {
    expect(judge(unsafe, { allow_unsafe_rpc: true }).result).toMatchObject({ safe: false });
    expect(judge(untold, { allow_unsafe_rpc: true }).result).toMatchObject({ safe: null });
    expect(judge(silent, { node_required: false }).result).toMatchObject({ answers: false, safe: null });
    expect(judge(validator).result).toMatchObject({ validator: true });
  });
});

describe('a node that is not published', () => {
  it.each([
    [
      'unsafe',
      unsafe,
      {},
      /answers system_peers[\s\S]*--rpc-methods=safe[\s\S]*auto[\s\S]*allow_unsafe_rpc: true/,
    ],
    ['not known to be safe', untold, {}, /system_peers was not answered[\s\S]*--rpc-methods=safe/],
    [
      'silent',
      silent,
      {},
      /9944 does not answer: connection refused\nNothing is published.*node_required: false/,
    ],
    ['a validator', validator, { validator_policy: 'refuse' }, /validator \(role Authority\)/],
    [
      'a validator and unsafe',
      { ...unsafe, roles: ['Authority'] },
      { validator_policy: 'refuse' },
      /safe[\s\S]*Authority/,
    ],
  ])('%s', (_, report, params, words) => {
    const { failed, message } = judge(report, params);
    expect(failed).toBe(true);
    expect(message).toMatch(words);
  });
});

it('asks the port of the host that it is given', async () => {
  const asked: number[] = [];
  const forward = (port: number) => {
    asked.push(port);
    return Promise.reject(new NotForwarded('forbidden', port));
  };
  const { failed, message } = await runAction('substrate_node', { port: '9955' }, { forward });
  expect([asked, failed]).toEqual([[9955], true]);
  expect(message).toMatch(/port 9955 does not answer: sshd lets nobody through.*AllowTcpForwarding/);
});

it.each([
  [{ port: 0 }, 'port: expected a port, 1 to 65535'],
  [{ validator_policy: 'ignore' }, 'validator_policy: '],
  [{ timeout: 0 }, 'timeout: '],
])('refuses %j', (params, words) => {
  expect(refusals('substrate_node', params).join('\n')).toContain(words);
});
