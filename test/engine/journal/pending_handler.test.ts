// What a host says that earlier runs owe it: what they write down is read again, and nothing else is.

import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import {
  encode,
  type PendingHandler,
  readPendingHandlers,
} from '../../../src/engine/journal/pending_handler.js';
import type { Module } from '../../../src/module.js';
import { modules } from '../../../src/modules/index.js';
import { PENDING_SEPARATOR } from '../../../src/shell/pending_handlers.js';

const byName: ReadonlyMap<string, Module> = new Map(modules.map((module) => [module.name, module]));

/** The parameters of each module's example, as its schema leaves them. */
const examples = modules
  .filter(({ kind }) => kind === 'state')
  .flatMap((module) => {
    const tasks = load(module.example) as readonly Readonly<Record<string, unknown>>[];
    return tasks.flatMap((task) => {
      const given = task[module.name];
      if (given === undefined) return [];
      const params = typeof given === 'object' ? { ...given } : { [module.bare ?? '']: given };
      const source = module.kind === 'state' ? module.source : undefined;
      if (source && source.from in params) Object.assign(params, { [source.into]: Buffer.from('bytes') });
      return [{ module, wanted: module.params.parse(params) }];
    });
  });

function read(...texts: readonly (string | Buffer)[]) {
  const pieces = texts.flatMap((text) => [Buffer.from(text as string), Buffer.from(PENDING_SEPARATOR)]);
  const stdout = Buffer.concat(pieces);
  return readPendingHandlers({ code: 0, stdout, stderr: Buffer.alloc(0) }, byName);
}

const pending: PendingHandler = {
  id: 'a1b2',
  name: 'restart nginx',
  module: 'service',
  wanted: byName.get('service')?.params.parse({ name: 'nginx', state: 'restarted' }),
  identity: { kind: 'become', user: 'root' },
  environment: { LANG: 'C' },
  since: '2026-11-30T07:00:00.000Z',
};
const text = (more: object) => JSON.stringify({ ...pending, ...more });

describe('a pending handler', () => {
  it('of the last release (108bdb3) is read as it was written', () => {
    const written =
      '{"id":"4a7d1ed414474e4033ac29cc","name":"reload nginx","module":"service","identity":{"kind":"become","user":"root"},"wanted":{"name":"nginx","state":"reloaded"},"hushed":true,"since":"2026-11-01T10:00:00.000Z"}';
    const named =
      '{"id":"4a7d1ed414474e4033ac29cd","name":"reload nginx","module":"service","identity":{"kind":"login"},"since":"2026-11-01T10:00:00.000Z"}';
    const { records, unreadable } = read(written, named);
    expect(unreadable).toBe(0);
    const { hushed, ...rest } = JSON.parse(written) as Record<string, unknown>;
    expect(records).toEqual([expect.objectContaining({ ...rest, hidesOutput: hushed }), JSON.parse(named)]);
    expect(JSON.parse(encode(records[0] ?? {}))).toEqual({
      ...JSON.parse(written),
      wanted: records[0]?.wanted,
    });
  });

  it.each(examples)('of $module.name comes back as it was', ({ module, wanted }) => {
    const resolved = { ...pending, module: module.name, wanted };
    expect(read(encode(resolved))).toEqual({ records: [resolved], unreadable: 0 });
  });

  it('of the last release brings the bytes that it wrote in another way', () => {
    const wanted = { dest: '/etc/x', content: Buffer.from('bytes') };
    const { records } = read(JSON.stringify({ ...pending, module: 'copy', wanted }));
    expect(records).toMatchObject([{ wanted: { content: Buffer.from('bytes') } }]);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', 'x'],
    ['no map', 'null'],
    ['a list', '[]'],
    ['wanted: null', text({ wanted: null })],
    ['wanted: empty', text({ wanted: {} })],
    ['wanted: a list', text({ wanted: [] })],
    ['wanted: another parameter', text({ wanted: { name: 'nginx', state: 'restarted', evil: 1 } })],
    ['no user', text({ identity: { kind: 'become' } })],
    ['an empty user', text({ identity: { kind: 'become', user: '' } })],
    ['a user that is no text', text({ identity: { kind: 'become', user: { toString: 1 } } })],
    ['another kind of identity', text({ identity: { kind: 'constructor' } })],
    ['another method', text({ identity: { kind: 'become', user: 'root', method: 'ssh' } })],
    ['more of an identity', text({ identity: { kind: 'login', user: 'root' } })],
    ['a hostile name in the environment', text({ environment: { 'A; touch /tmp/x #': 'b' } })],
    ['an environment that is no map', text({ environment: 'A=b' })],
    ['a number in the environment', text({ environment: { A: 1 } })],
    ['NUL in the environment', text({ environment: { A: 'a\0b' } })],
    ['an id that is a path', text({ id: '../../etc/passwd' })],
    ['no id', text({ id: undefined })],
    ['a module that is no text', text({ module: ['service'] })],
    ['another key', text({ more: 1 })],
    ['__proto__', text({}).replace('{', '{"__proto__":{"wanted":{}},')],
    ['a number out of range', text({}).replace('"nginx"', '1e999')],
    ['lists without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    ],
    ['the begin of one', text({}).slice(0, 40)],
  ])('is none, and costs no other: %s', (_, wrong) => {
    expect(read(text({}), wrong, text({ id: 'c3' }))).toEqual({
      records: [pending, { ...pending, id: 'c3' }],
      unreadable: 1,
    });
  });

  it('of a module that this version does not have waits for its own playbook', () => {
    expect(read(text({ module: 'teleport' })).records).toMatchObject([{ module: 'teleport' }]);
    expect(read(text({ module: 'teleport' })).records[0]).not.toHaveProperty('wanted');
  });

  it('is read whatever else there is, and never by an error', () => {
    const value = fc.oneof(
      fc.json(),
      fc.constant(undefined),
      fc.constantFrom(null, [], {}, '', 0, { kind: 'login' }),
    );
    const changed = fc
      .tuple(fc.constantFrom(...Object.keys(pending)), value)
      .map(([key, other]) => text({ [key]: other }));
    const cut = fc.nat({ max: 300 }).map((at) => text({}).slice(0, at));
    fc.assert(
      fc.property(fc.array(fc.oneof(changed, cut, fc.string())), (texts) => {
        const { records } = read(...texts);
        for (const { wanted, identity } of records) {
          expect(['login', 'become']).toContain(identity.kind);
          if (wanted !== undefined) expect(wanted).toEqual(pending.wanted);
        }
      }),
      { numRuns: 500 },
    );
  });
});
