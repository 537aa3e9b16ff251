// What attempts to connect to the node's own ports come to, and from where that was tried.

import { expect, it } from 'vitest';
import { judgePorts } from '../../../src/proof/checks/ports.js';

const open = { kind: 'open', localAddress: '192.0.2.1', isOwn: false } as const;
const refused = { kind: 'silent', why: 'connection refused', cause: 'ours' } as const;
const dropped = { kind: 'silent', why: 'no answer within 3 s', cause: 'path' } as const;
const here = '192.0.2.1';

it('are closed, as far as it shows from here', () => {
  const answers = [
    { port: 9944, reached: refused },
    { port: 9615, reached: dropped },
    { port: 9933, reached: refused },
  ];
  expect(judgePorts(here, answers)).toMatchObject({
    status: 'passed',
    seen: 'from here (192.0.2.1): 9944, 9933 connection refused; 9615 no answer within 3 s',
  });
});

it('are open, which undoing a change of the proxy would not mend', () => {
  const answers = [
    { port: 9944, reached: open },
    { port: 9933, reached: refused },
  ];
  expect(judgePorts(here, answers)).toMatchObject({
    status: 'failed',
    cause: 'node',
    seen: 'from here (192.0.2.1): 9944 open; 9933 connection refused',
    advice: expect.stringContaining('--rpc-external'),
  });
});

it('cannot be told by the host itself', () => {
  const answers = [{ port: 9944, reached: { ...open, isOwn: true } }];
  expect(judgePorts(here, answers)).toMatchObject({
    status: 'untried',
    seen: expect.stringContaining('host itself'),
  });
  expect(judgePorts(here, [...answers, { port: 9933, reached: open }])).toMatchObject({ status: 'failed' });
});
