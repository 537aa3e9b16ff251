// A host that says anything at all, in every answer, record and field: it fails itself at most. Good hosts are done as if it
// were not there, and the run ends with a recap. HOSTILE=100000 tries as many (npm run test:long -- hostile).

import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Connection, Reply } from '../../src/connection.js';
import { type Output, ProbeError } from '../../src/module.js';
import { modules } from '../../src/modules/index.js';
import { newWorld, type World } from './model.js';
import { runModel, type Told } from './run_model.js';

const tries = Number(process.env.HOSTILE ?? 2000);
const patience = Math.max(60_000, tries * 60);

const pendingHandlers = [
  '{"id":"a1","name":"one","module":"bump","identity":{"kind":"become","user":"root"},"wanted":{"name":"one"},"environment":{"A":"b"},"since":"2026-11-01"}',
  '{"id":"b2","name":"two","module":"cell","identity":{"kind":"login"},"since":"2026-11-01"}',
];

const plays = [
  {
    hosts: 'all',
    gather_facts: true,
    tasks: [
      { cell: { name: 'a', value: '1' }, notify: 'one', register: 'r' },
      { derived: { name: 'b', from: 'a' }, register: 's' },
      { bump: { name: 'c' }, register: 't', changed_when: 't.stdout != ""' },
      { assign: { said: '{{t.stdout}}', kernel: '{{ansible_facts.kernel}}' } },
      { cell: { name: 'd', value: '{{ansible_facts.distribution_release}}' } },
    ],
    handlers: [
      { name: 'one', bump: { name: 'one' } },
      { name: 'two', cell: { name: 'two', value: '1' } },
    ],
  },
];

type Mutation = (bytes: Buffer, random: number) => Buffer;

const junk = [
  '',
  'null',
  '[]',
  '{}',
  '1e999',
  '"',
  '{"__proto__":{"x":1}}',
  '\0',
  '\x1d\x1d',
  '{{x}}',
  '=',
  'system=',
  'id=../../etc',
  `${'['.repeat(5000)}`,
  'ls=',
  '-1',
  'NaN',
  '\x1b[2J',
  `system=Linux\nkernel=${'k'.repeat(10_000)}`,
].map((text) => Buffer.from(text));

const mutations: readonly Mutation[] = [
  (_, random) => junk[random % junk.length] ?? Buffer.alloc(0),
  (bytes, random) => bytes.subarray(0, random % (bytes.length + 1)),
  (bytes, random) => bytes.subarray(random % (bytes.length + 1)),
  (bytes, random) => {
    const at = random % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), junk[random % junk.length] ?? bytes, bytes.subarray(at)]);
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random % changed.length] = random % 256;
    return changed;
  },
  (bytes) => Buffer.concat([bytes, bytes]),
  // A field of JSON, as another type.
  (bytes, random) =>
    Buffer.from(
      bytes
        .toString('latin1')
        .replace(/:("[^"]*"|\{[^{}]*\})/g, (field) =>
          random % 3 === 0 ? ':null' : random % 3 === 1 ? ':[]' : field,
        ),
    ),
];

interface Attack {
  /** Which of its answers is mutated; all of them where it is a multiple of 7. */
  readonly answer: number;
  readonly mutation: number;
  readonly random: number;
  readonly code: number | undefined;
  readonly shorten: boolean;
}

const attacks = fc.record({
  answer: fc.nat({ max: 40 }),
  mutation: fc.nat({ max: mutations.length - 1 }),
  random: fc.nat(),
  code: fc.option(fc.constantFrom(0, 1, 75, 255, -1, Number.NaN), { nil: undefined }),
  shorten: fc.boolean(),
});

/** The same world, but for what one host says. */
function lyingIn(world: World, attack: Attack): World {
  const honest = world.connect;
  let count = 0;
  const mutate = (output: Output): Output => {
    count += 1;
    if (attack.answer % 7 !== 0 && count !== attack.answer) return output;
    const change = mutations[attack.mutation] ?? ((bytes: Buffer) => bytes);
    return { ...output, code: attack.code ?? output.code, stdout: change(output.stdout, attack.random) };
  };
  const lying = (connection: Connection): Connection => ({
    ...connection,
    get roundTrips() {
      return connection.roundTrips;
    },
    run: async (...asked) => {
      const { hold, steps, probes }: Reply = await connection.run(...asked);
      return { ...(hold && { hold: mutate(hold) }), steps: steps.map(mutate), probes: probes.map(mutate) };
    },
  });
  world.connect = async (host) => {
    const connection = await honest(host);
    return host === 'evil' ? lying(connection) : connection;
  };
  return world;
}

const goodOnly = ({ outcomes }: Told) =>
  outcomes
    .filter(({ host }) => host === 'good')
    .map(({ task, status, fields }) => ({ task, status, fields }));

describe('whatever a host says', () => {
  it(
    `no run ends by it, in ${tries} tries`,
    async () => {
      const hosts = ['evil', 'good'];
      const owing = () => {
        const world = newWorld(hosts);
        for (const [id, text] of pendingHandlers.entries()) world.pending.get('evil')?.set(String(id), text);
        return world;
      };
      const reference = goodOnly(await runModel({ plays, hosts, forks: 2, world: owing() }));
      await fc.assert(
        fc.asyncProperty(attacks, fc.constantFrom('apply', 'plan'), async (attack, mode) => {
          const told = await runModel({ plays, hosts, forks: 2, mode, world: lyingIn(owing(), attack) });
          expect(Object.keys(told.recap.hosts)).toEqual(hosts);
          if (mode === 'apply') expect(goodOnly(told)).toEqual(reference);
        }),
        { numRuns: Math.ceil(tries / 2) },
      );
    },
    patience,
  );
});

describe('whatever a probe prints', () => {
  const examples = modules.flatMap((module) => {
    if (module.kind !== 'state') return [];
    const tasks = load(module.example) as readonly Readonly<Record<string, unknown>>[];
    return tasks.flatMap((task) => {
      const given = task[module.name];
      if (given === undefined) return [];
      const params = typeof given === 'object' ? { ...given } : { [module.bare ?? '']: given };
      if (module.source && module.source.from in params)
        Object.assign(params, { [module.source.into]: Buffer.from('bytes') });
      return [{ module, wanted: module.params.parse(params) }];
    });
  });
  const keys = [
    'ls',
    'parent',
    'nearest',
    'target',
    'sha256',
    'now',
    'there',
    'installed',
    'active',
    'state',
    'id',
    'text',
    'port',
    'rule',
    'size',
  ];
  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...keys),
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            'yes',
            '1e999',
            '9'.repeat(40),
            '-rw-r--r-- 1 root root 5 Nov 22 16:40 /etc/motd',
            'x'.repeat(3000),
          ),
        ),
      )
      .map((pair) => pair.join('=')),
    fc.string(),
    fc.constantFrom(
      '-----BEGIN CERTIFICATE-----',
      '-----END CERTIFICATE-----',
      '-- key --',
      '-- certificates --',
      '__proto__=x',
      'constructor=x',
      'LISTEN 0 511 0.0.0.0:99999999999999999999 0.0.0.0:*',
      'ii  nginx 1.0',
      '{',
      '}',
    ),
  );
  const output = fc.record({
    code: fc.constantFrom(0, 0, 0, 1, 255),
    stdout: fc.oneof(
      fc.array(line, { maxLength: 20 }).map((lines) => Buffer.from(lines.join('\n'))),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    ),
    stderr: fc.oneof(
      fc.constant(Buffer.alloc(0)),
      fc.string().map((text) => Buffer.from(text)),
    ),
  });

  it(
    'a module reads it, or says that its probe failed',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...examples), output, ({ module, wanted }, said) => {
          try {
            module.plan(wanted, module.read(said, wanted));
          } catch (error) {
            if (!(error instanceof ProbeError)) throw error;
          }
        }),
        { numRuns: Math.ceil(tries / 2) },
      );
    },
    patience,
  );
});
