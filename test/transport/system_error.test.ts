// What ssh says, and what the operator is told.

import { describe, expect, it } from 'vitest';
import { resolveDestination } from '../../src/transport/destination.js';
import { explainSystemSsh, lossFrom } from '../../src/transport/system_error.js';
import { SystemWords } from '../../src/transport/system_words.js';
import { TurnedAway } from '../../src/transport/turned_away.js';

const target = resolveDestination(
  {
    host: 'h1',
    connection: 'system ssh',
    address: '10.0.0.1',
    port: 2222,
    user: 'ann',
    privateKeyFile: undefined,
    knownHostsFiles: [],
    jump: undefined,
    connectTimeout: undefined,
  },
  new Map(),
  {},
);

function explain(said: string) {
  const words = new SystemWords();
  for (const chunk of said.match(/[\s\S]{1,7}/g) ?? []) words.hear(chunk);
  words.end();
  return explainSystemSsh(target, words);
}

/** What OpenSSH 9.2 printed; the cases of test/transport/system_ssh.test.ts come from a running one. */
describe('the last words of ssh', () => {
  it.each([
    [
      'ssh: connect to host 10.0.0.1 port 2222: Connection refused',
      'h1: cannot connect to 10.0.0.1:2222: the connection was refused',
    ],
    [
      'ssh: connect to host 10.0.0.1 port 2222: No route to host',
      'h1: cannot connect to 10.0.0.1:2222: there is no route to the host',
    ],
    [
      'ssh: connect to host 10.0.0.1 port 2222: Connection timed out',
      'h1: cannot connect to 10.0.0.1:2222: the host did not answer',
    ],
    [
      'No ED25519-CERT host key is known for [10.0.0.1]:2222 and you have requested strict checking.\nHost key verification failed.',
      'h1: the host key of [10.0.0.1]:2222 is not known',
    ],
    [
      'debug1: SSH2_MSG_SERVICE_ACCEPT received\nann@10.0.0.1: Permission denied (publickey).',
      'h1: ann may not log in to 10.0.0.1:2222 (ann@10.0.0.1: Permission denied (publickey).)',
    ],
    [
      'debug1: SSH2_MSG_SERVICE_ACCEPT received\nConnection closed by 10.0.0.1 port 2222',
      'h1: cannot connect to 10.0.0.1:2222: the other side closed the connection during the login (by the ssh of this machine)',
    ],
    ['something new', 'h1: cannot connect to 10.0.0.1:2222 (something new)'],
    ['', 'h1: cannot connect to 10.0.0.1:2222 (ssh does not say why)'],
  ])('%j', (said, message) => {
    const error = explain(said);
    expect(error.message).toBe(message);
    expect(error).not.toBeInstanceOf(TurnedAway);
  });

  it.each([
    'kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.0.0.1 port 2222',
    'kex_exchange_identification: read: Connection reset by peer',
    'Connection closed by 10.0.0.1 port 2222',
    'banner exchange: Connection to 10.0.0.1 port 2222: Broken pipe',
  ])('that are a reason to come again: %j', (said) => {
    expect(explain(said)).toBeInstanceOf(TurnedAway);
  });
});

describe('what sshd says before its version', () => {
  const closed = 'kex_exchange_identification: Connection closed by remote host';
  const line = (text: string) => `debug1: kex_exchange_identification: banner line 0: ${text}\r\n${closed}`;
  it.each([
    ['Not allowed at this time', 'penalty', 'PerSourcePenalties'],
    ['Exceeded MaxStartups', 'load', 'MaxStartups'],
    ['hello', 'load', 'closed the connection before the login'],
  ])('%s', (text, why, names) => {
    expect(explain(line(text))).toMatchObject({ why, message: expect.stringContaining(names) });
  });
});

it.each([
  [
    'mux_client_read_packet: read header failed: Broken pipe\n\x1e0123 END\n',
    'mux_client_read_packet: read header failed: Broken pipe',
  ],
  ['\x1e0123456789abcdef END\n', 'the other side closed it'],
  ['', 'the other side closed it'],
])('a connection that is gone: %j', (said, cause) => {
  expect(lossFrom(said)).toBe(cause);
});

it('the banner of a host is nothing that ssh says', () => {
  const spoof =
    'REMOTE HOST IDENTIFICATION HAS CHANGED\nno matching MAC found. Their offer: x\nann: Permission denied (publickey).';
  const { message } = explain(`debug1: SSH2_MSG_SERVICE_ACCEPT received\n${spoof}`);
  expect(message).toContain('may not log in');
});
