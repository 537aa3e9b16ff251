// Recorded runs, by hand: what the reports are tested with. Names and texts are chosen to be awkward where noted.

import type { HostRecap, RunEvent, TaskOutcome, TaskTitle } from '../../src/event.js';

export const zero: HostRecap = {
  ok: 0,
  changed: 0,
  would_change: 0,
  unknown: 0,
  skipped: 0,
  failed: 0,
  rescued: 0,
  ignored: 0,
  unreachable: 0,
  round_trips: 0,
  time: { connect: 0, look: 0, act: 0, slowest: [] },
};

export function title(id: number, name: string, more: Partial<TaskTitle> = {}): TaskTitle {
  const place = { file: 'site.yml', line: 10 + id * 4, column: 7 };
  return { id, name, module: 'command', place, handler: false, ...more };
}

export function outcome(
  host: string,
  task: TaskTitle,
  status: TaskOutcome['status'],
  more: Partial<TaskOutcome> = {},
): TaskOutcome {
  return { type: 'outcome', host, task, status, fields: [], ms: 0, ...more };
}

const install = title(1, 'Install nginx', { module: 'apt' });
const site = title(2, "Write the proxy's site", { module: 'template' });
const object = '/etc/nginx/sites-available/wss';
const user = title(3, 'Create a user', { item: 'alice' });
const certificate = title(4, 'Sign the certificate', { delegate: 'ca-1' });
const prove = title(5, 'Prove the endpoint', { module: 'prove' });
const migrate = title(6, 'Migrate the database');
const reload = title(7, 'reload nginx', { handler: true });

const before = 'server {\n\tlisten 443 ssl;\n  proxy_read_timeout 60s;\n}\n';
const after = 'server {\n\tlisten 443 ssl;\n\tproxy_read_timeout 7d;\n  limit_req zone=rpc;\n}';
const content = { name: 'content', from: 'sha256:1f', to: 'sha256:9c', texts: { before, after } };
const key = { name: 'content', from: null, to: `sha256:${'0123456789abcdef'.repeat(4)}` };
const mode = { name: 'mode', from: '0644', to: '0600' };
const ran = { name: 'ran', from: false, to: true };
const packages = { name: 'name', from: null, to: ['nginx', 'openssl'] };

/** Three hosts: one goes well, one fails at the end, one is never reached. */
export const applied: readonly RunEvent[] = [
  {
    type: 'run',
    version: 2,
    mode: 'apply',
    playbook: 'site.yml',
    hosts: ['web-1', 'web-2', 'db-long-name-3'],
  },
  { type: 'play', name: 'Secure websocket', hosts: ['web-1', 'web-2', 'db-long-name-3'], tasks: 5 },
  { type: 'host', host: 'web-1', state: 'connecting' },
  { type: 'host', host: 'web-2', state: 'connecting' },
  { type: 'host', host: 'db-long-name-3', state: 'connecting' },
  { type: 'host', host: 'web-1', state: 'connected' },
  { type: 'host', host: 'web-1', state: 'looking' },
  { type: 'host', host: 'web-2', state: 'connected' },
  outcome('db-long-name-3', install, 'unreachable', {
    message: 'connection to 198.18.0.13:22 was refused',
    advice: 'Is sshd running there, and is the address right?',
  }),
  { type: 'host', host: 'db-long-name-3', state: 'done' },
  { type: 'start', host: 'web-1', task: install },
  { type: 'line', host: 'web-1', task: install, text: 'Unpacking nginx \u001b[31m(1.22.1-9)' },
  outcome('web-1', install, 'changed', { fields: [packages], ms: 6_200 }),
  outcome('web-2', install, 'ok'),
  outcome('web-1', site, 'changed', { fields: [content, mode], object, ms: 12 }),
  outcome('web-2', site, 'changed', { fields: [content, mode], object, ms: 14 }),
  outcome('web-1', user, 'changed', { fields: [ran], ms: 20 }),
  outcome('web-2', user, 'skipped', { message: 'when: false' }),
  outcome('web-1', certificate, 'changed', { fields: [key], message: 'valid until 2027-11-22' }),
  outcome('web-2', certificate, 'failed', { message: 'exit code 3', ignored: true }),
  { type: 'warning', message: 'the clock is 40 s ahead', host: 'web-2' },
  outcome('web-1', reload, 'changed', { fields: [ran], ms: 30 }),
  outcome('web-1', prove, 'ok', { message: 'wss://web-1/ answers' }),
  outcome('web-2', prove, 'failed', {
    message: 'TLS: the certificate is not the pinned one',
    advice: 'Look at ssl_certificate in the site file, or remove the pin.',
    output: {
      code: 1,
      stdout: 'ignored, as stderr speaks',
      stderr: 'handshake\nfailed: \u001b[2Jself-signed\n',
    },
  }),
  { type: 'host', host: 'web-1', state: 'done' },
  { type: 'host', host: 'web-2', state: 'done' },
  {
    type: 'recap',
    ms: 12_400,
    interrupted: false,
    hosts: {
      'web-1': {
        ...zero,
        ok: 2,
        changed: 4,
        round_trips: 6,
        time: { connect: 400, look: 700, act: 6_300, slowest: [{ task: 'Install nginx', ms: 6_200 }] },
      },
      'web-2': {
        ...zero,
        ok: 1,
        changed: 1,
        skipped: 1,
        failed: 1,
        ignored: 1,
        round_trips: 4,
        time: { connect: 420, look: 300, act: 40, slowest: [{ task: 'Install nginx', ms: 14 }] },
      },
      'db-long-name-3': { ...zero, unreachable: 1, time: { connect: 30, look: 0, act: 0, slowest: [] } },
    },
  },
];

const fleet = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5', 'web-6'];

/** Six hosts, five alike and one that differs; what follows a pending change is seen as of today, or unknown. */
export const planned: readonly RunEvent[] = [
  { type: 'run', version: 2, mode: 'plan', playbook: 'site.yml', hosts: fleet },
  { type: 'play', name: 'Secure websocket', hosts: fleet, tasks: 4 },
  ...fleet
    .toReversed()
    .flatMap((host): RunEvent[] => [
      host === 'web-6'
        ? outcome(host, install, 'ok')
        : outcome(host, install, 'would_change', { fields: [packages] }),
      host === 'web-6'
        ? outcome(host, site, 'would_change', { fields: [mode], object })
        : outcome(host, site, 'would_change', { fields: [content, mode], object, asSeenToday: true }),
      host === 'web-6'
        ? outcome(host, prove, 'skipped', { message: 'plan runs no proof' })
        : outcome(host, prove, 'unknown', { message: 'reads what the pending "Install nginx" brings' }),
      outcome(host, migrate, 'would_change', { fields: [ran], asSeenToday: true }),
      { type: 'host', host, state: 'done' },
    ]),
  {
    type: 'recap',
    ms: 640,
    interrupted: false,
    hosts: Object.fromEntries(
      fleet.map((host) => [
        host,
        host === 'web-6'
          ? { ...zero, ok: 1, would_change: 2, skipped: 1, round_trips: 1 }
          : { ...zero, would_change: 3, unknown: 1, round_trips: 1 },
      ]),
    ),
  },
];

/** A converged apply of one host. */
export const converged: readonly RunEvent[] = [
  { type: 'run', version: 2, mode: 'apply', playbook: 'site.yml', hosts: ['web-1'] },
  { type: 'play', name: 'Secure websocket', hosts: ['web-1'], tasks: 2 },
  outcome('web-1', install, 'ok'),
  outcome('web-1', site, 'ok'),
  { type: 'host', host: 'web-1', state: 'done' },
  { type: 'recap', ms: 310, interrupted: false, hosts: { 'web-1': { ...zero, ok: 2, round_trips: 1 } } },
];

/** A host that tries to take over the terminal through every text that it has a say in. */
export const hostileText = '\u001b[2J\u001b]0;owned\u0007\r\n\tok \u202egnp.exe \u009b31m \ud800 \u2028 end';
export const hostile: readonly RunEvent[] = [
  { type: 'run', version: 2, mode: 'apply', playbook: hostileText, hosts: [hostileText] },
  { type: 'play', name: hostileText, hosts: [hostileText], tasks: 1 },
  { type: 'warning', message: hostileText, host: hostileText },
  outcome(hostileText, title(1, hostileText, { item: hostileText, delegate: hostileText }), 'failed', {
    message: hostileText,
    advice: hostileText,
    fields: [
      { name: hostileText, from: hostileText, to: [hostileText] },
      { name: 'content', from: null, to: 'x', texts: { before: hostileText, after: `${hostileText}\n1` } },
    ],
    output: { code: 1, stdout: hostileText, stderr: hostileText },
  }),
  {
    type: 'recap',
    ms: 1,
    interrupted: false,
    hosts: {
      [hostileText]: {
        ...zero,
        failed: 1,
        time: { connect: 0, look: 0, act: 900, slowest: [{ task: hostileText, ms: 900 }] },
      },
    },
  },
];
