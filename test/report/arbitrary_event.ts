// Any event at all, with texts that no one would expect, in any order.

import fc from 'fast-check';
import type { RunEvent } from '../../src/event.js';
import { zero } from './events.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', 'web-1', '__proto__', '\n'),
);
const host = fc.oneof(fc.constantFrom('web-1', 'web-2', 'constructor'), text);
const place = fc.record({ file: text, line: fc.nat(), column: fc.nat() });
const number = fc.oneof(fc.nat(), fc.double({ min: 0 }));

const task = fc.record(
  {
    id: fc.integer({ min: -1, max: 50 }),
    name: text,
    module: text,
    place,
    handler: fc.boolean(),
    item: text,
    delegate: text,
  },
  { requiredKeys: ['id', 'name', 'module', 'place', 'handler'] },
);

const value = fc.jsonValue() as fc.Arbitrary<null>;
const texts = fc.record({ before: text, after: text });
const field = fc.record(
  { name: text, from: value, to: value, texts },
  { requiredKeys: ['name', 'from', 'to'] },
);

const outcome = fc.record(
  {
    type: fc.constant('outcome' as const),
    host,
    task,
    status: fc.constantFrom('ok', 'changed', 'would_change', 'unknown', 'skipped', 'failed', 'unreachable'),
    fields: fc.array(field, { maxLength: 3 }),
    message: text,
    advice: text,
    asSeenToday: fc.boolean(),
    ignored: fc.boolean(),
    output: fc.record({ code: fc.integer(), stdout: text, stderr: text }),
    ms: number,
  },
  { requiredKeys: ['type', 'host', 'task', 'status', 'fields', 'ms'] },
);

const hostOutcome = fc.record(
  {
    type: fc.constant('host_outcome' as const),
    host,
    doing: text,
    place,
    status: fc.constantFrom('ok', 'would_change', 'failed', 'unreachable'),
    message: text,
    advice: text,
    rescued: fc.boolean(),
  },
  { requiredKeys: ['type', 'host', 'doing', 'place', 'status'] },
);

const hostRecap = fc
  .record({
    ok: fc.nat(),
    failed: fc.nat(2),
    unreachable: fc.nat(1),
    would_change: fc.nat(2),
    unknown: fc.nat(2),
    round_trips: fc.nat(),
    slowest: fc.array(fc.record({ task: text, ms: number }), { maxLength: 3 }),
    act: number,
  })
  .map(({ slowest, act, ...counts }) => ({
    ...zero,
    ...counts,
    time: { connect: 0, look: 0, act, slowest },
  }));

const hosts = fc.array(host, { maxLength: 30 });

export const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({
    type: fc.constant('run' as const),
    version: fc.constant(2 as const),
    mode: fc.constantFrom('plan' as const, 'apply' as const),
    playbook: text,
    hosts,
  }),
  fc.record({ type: fc.constant('play' as const), name: text, hosts, tasks: fc.nat(40) }),
  fc.record({
    type: fc.constant('host' as const),
    host,
    state: fc.constantFrom('connecting' as const, 'connected' as const, 'looking' as const, 'done' as const),
  }),
  fc.record({ type: fc.constant('start' as const), host, task }),
  fc.record({ type: fc.constant('line' as const), host, task, text }),
  outcome,
  hostOutcome,
  fc.record(
    { type: fc.constant('warning' as const), message: text, host, place },
    { requiredKeys: ['type', 'message'] },
  ),
  fc.record({
    type: fc.constant('recap' as const),
    hosts: fc.dictionary(host, hostRecap, { maxKeys: 30 }),
    ms: number,
    interrupted: fc.boolean(),
  }),
);
