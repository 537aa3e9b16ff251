// The same as attacker.test.ts, 2,000 rounds for the door, and 100 for each module that writes where it is told to.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateModule } from '../../../src/module.js';
import { modulesByName } from '../../../src/modules/index.js';
import { snippetOf } from '../../../src/shell/step.js';
import { runLocally } from '../../modules/local_shell.js';
import { makeWorld, underAttack, type World } from './attacker.js';
import { roundsAt, runRound } from './rounds.js';

const [certificate, key] = ['crt', 'key'].map((kind) =>
  readFileSync(`test/modules/certificate/provided.${kind}`, 'utf8'),
);

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => world.remove());

describe('root, while a user of the host attacks', () => {
  it.each(['home', 'sticky'] as const)('2,000 times, in %s', { timeout: 3_600_000 }, async (where) => {
    const before = world.outside();
    const rounds = roundsAt(world[where]);
    await underAttack(world[where], world, async () => {
      for (let turn = 0; turn < 1000; turn += 1)
        runRound(rounds[turn % rounds.length] ?? [], world.state, turn);
    });
    expect(world.outside()).toBe(before);
  });

  it.each([
    ['copy', { dest: 'f', content: 'by root' }],
    ['copy', { dest: 'd/f', content: 'by root', owner: 'nobody', mode: '0666', follow: true }],
    ['template', { dest: 'f', src: 'x', content: Buffer.from('by root') }],
    ['file', { path: 'd', state: 'directory', owner: 'nobody', mode: '0777' }],
    ['file', { path: 'd/a/b', state: 'directory', owner: 'nobody' }],
    ['file', { path: 'f', owner: 'nobody', mode: '0666' }],
    ['file', { path: 'f', state: 'link', src: 'x' }],
    ['file', { path: 'd', state: 'absent' }],
    ['self_signed_certificate', { path: 'f', key_path: 'd/f', names: ['a.b'], owner: 'nobody' }],
    [
      'provided_certificate',
      { path: 'f', key_path: 'd/f', names: 'a.test', certificate, key, owner: 'nobody' },
    ],
    ['provided_certificate', { path: 'd/f', key_path: 'f', names: 'a.test', certificate, key }],
    ['dh_parameters', { path: 'f' }],
    ['nginx_worker_connections', { path: 'f', at_least: 4096 }],
  ])('%s %o, 100 times', { timeout: 600_000 }, async (name, params) => {
    const module = modulesByName.get(name) as StateModule<unknown, unknown>;
    const before = world.outside();
    for (const where of ['home', 'sticky'] as const)
      await underAttack(world[where], world, async () => {
        for (let turn = 0; turn < 50; turn += 1) bringAbout(module, below(world[where], params));
      });
    expect(world.outside()).toBe(before);
  });
});

function below(folder: string, params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const paths = Object.entries(params).map(([name, value]) =>
    ['dest', 'path', 'key_path'].includes(name) ? [name, `${folder}/${String(value)}`] : [name, value],
  );
  return Object.fromEntries(paths) as Readonly<Record<string, unknown>>;
}

/** Looks, plans and acts once, whatever comes of it. */
function bringAbout(module: StateModule<unknown, unknown>, params: unknown): void {
  const wanted = module.params.parse(params);
  const look = runLocally(['sh'], module.probe(wanted));
  if (look.code !== 0) return;
  const verdict = module.plan(wanted, module.read(look, wanted));
  if (verdict?.kind !== 'change') return;
  for (const step of verdict.steps) {
    const { script, input } = snippetOf(step);
    if (runLocally(['sh'], script, input).code !== 0) return;
  }
}
