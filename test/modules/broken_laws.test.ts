// The laws can be broken: a module that breaks one is caught by the very tests that the others pass.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type Change, change, sh } from '../../src/change.js';
import { defineModule, type StateModule } from '../../src/module.js';
import { atDoor } from '../../src/shell/door/door.js';
import { type Ground, keepsLaws } from '../lab/laws/laws.js';
import { runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-laws-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `state: present` makes a file. */
function module(parts: { probe?: string; steps?: string; fields?: Change['fields'] }): StateModule<unknown> {
  const fields = parts.fields ?? [{ name: 'state', from: 'absent', to: 'present' }];
  return defineModule({
    kind: 'state',
    name: 'example',
    summary: 'an example',
    params: z.object({ state: z.string() }),
    example: '',
    probe: () => parts.probe ?? `[ -e ${folder}/f ] && echo present || echo absent`,
    read: ({ stdout }) => ({ state: stdout.toString().trim() }),
    plan: (wanted, { state }) =>
      state === wanted.state ? null : change(fields, [sh(parts.steps ?? makeFile())]),
  }) as StateModule<unknown>;
}

function makeFile(): string {
  return atDoor({ path: `${folder}/f`, at: 'itself' }, ['make() { : >"$n"; }'], 'make');
}

async function tryLaws(example: StateModule<unknown>): Promise<void> {
  const laws = { module: 'example', cases: () => [] };
  await keepsLaws(laws, { title: 'present', wanted: { state: 'present' } }, ground, example);
}

const ground: Ground = {
  look: async (_as, script) => runLocally(['sh'], script),
  act: async (_as, { script }) => runLocally(['sh'], script),
  snapshot: async () => runLocally(['sh'], `ls -l ${folder}`).stdout.toString(),
};

it('kept', async () => {
  await tryLaws(module({}));
});

it.each([
  ['looking changes nothing', () => ({ probe: `: > ${folder}/g; echo absent` })],
  ['a second run is silent', () => ({ steps: 'true' })],
  ['it writes through the door', () => ({ steps: `: > ${folder}/f` })],
  ['plan tells the truth', () => ({ fields: [] })],
  ['plan tells the truth', () => ({ fields: [{ name: 'state', from: 'absent', to: 'there' }] })],
])('broken: %s', async (law, parts) => {
  await expect(tryLaws(module(parts()))).rejects.toThrow(law);
});
