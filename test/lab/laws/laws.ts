// The laws that every state module keeps (design: looking changes nothing; a second run is silent; plan tells the
// truth; a bare host is never a crash; what it writes goes through the door; what it calls undoable can be put back), and
// the shape of the cases they are tried on. Cases: NAME.ts beside this file.

import { expect } from 'vitest';
import type { Change, Verdict } from '../../../src/change.js';
import type { Snippet } from '../../../src/connection.js';
import type { Json, JsonObject } from '../../../src/json.js';
import { LocalTree } from '../../../src/local_tree.js';
import { type Module, type Output, ProbeError, type StateModule } from '../../../src/module.js';
import { modulesByName } from '../../../src/modules/index.js';
import { snippetOf } from '../../../src/shell/step.js';
import { expectDescribed } from '../../modules/ask_module.js';
import { exceptions, pastTheDoor } from './past_the_door.js';
import { expectUndone, transactionOf } from './undo.js';

/** One situation, and what is wanted in it. */
export interface LawCase {
  readonly title: string;
  /** sh that root runs first. */
  readonly prepare?: string;
  /** Parameters as a playbook has them. */
  readonly wanted: JsonObject;
  /** What the engine brings as content, for a module that reads or renders a file of the controller. */
  readonly content?: string | Uint8Array | LocalTree;
  /** What plan has to answer; `change` when absent. */
  readonly verdict?: 'change' | 'nothing' | 'missing';
  /** Who looks and acts; root when absent. */
  readonly as?: 'operator';
  /** For a change: sh that root runs afterwards, which fails if the host is not as wanted. */
  readonly check?: string;
  /** What a transaction that is put back does not make again as it was before, and why. */
  readonly stays?: { readonly ofHost: RegExp | undefined; readonly why: string };
}

export interface Laws {
  readonly module: string;
  /** Runs also in the shells of this machine, in a temporary folder. `gnu`: not with the tools of BusyBox. */
  readonly local?: boolean | 'gnu';
  /** It changes the network of its host, so it is tried after all others. */
  readonly last?: true;
  /** `folder` is an empty directory of root's that all may search. */
  cases(folder: string): readonly LawCase[];
  /** What was found, by the names of fields; needed where Found is not spelled like the parameters. */
  view?(found: unknown, wanted: unknown): Readonly<Record<string, unknown>>;
}

/** Where a case is tried. `snapshot` is a text that is equal exactly if nothing was changed. */
export interface Ground {
  look(as: User, script: string): Promise<Output>;
  act(as: User, snippet: Snippet): Promise<Output>;
  snapshot(): Promise<string>;
  /** Equal exactly if what is there is equal, whenever it was written. Absent: nothing is put back there. */
  contents?(): Promise<string>;
}

export type User = 'root' | 'operator';

/** Tries a case and expects the laws to hold. */
export async function keepsLaws(
  laws: Laws,
  law: LawCase,
  ground: Ground,
  module = stateModule(laws.module),
): Promise<void> {
  const wanted = parseWanted(module, law);
  const as = law.as ?? 'root';
  const look = async () => module.read(succeeded(await ground.look(as, module.probe(wanted))), wanted);
  succeeded(await ground.act('root', { script: law.prepare ?? ':' }));

  const still = await ground.snapshot();
  const before = await look();
  expect(await ground.snapshot(), 'looking changes nothing').toBe(still);

  expectDescribed(module as Module, module.result?.(wanted, before));

  const verdict = module.plan(wanted, before);
  expect(kindOf(verdict), `the verdict on ${JSON.stringify(before)}: ${JSON.stringify(verdict)}`).toBe(
    law.verdict ?? 'change',
  );
  if (verdict?.kind !== 'change') return;

  if (!(laws.module in exceptions))
    expect(verdict.steps.flatMap(pastTheDoor), 'it writes through the door, src/shell/door').toEqual([]);
  const act = async ({ steps }: Change) => {
    for (const step of steps) succeeded(await ground.act(as, snippetOf(step)));
  };
  const undo = module.undoable && ground.contents ? transactionOf(verdict) : undefined;
  const was = undo && (await ground.contents?.());
  for (const snippet of undo?.before ?? []) succeeded(await ground.act(as, snippet));
  await act(verdict);
  succeeded(await ground.act('root', { script: law.check ?? ':' }));
  if (verdict.judge !== 'exit') {
    const after = await look();
    expect(module.plan(wanted, after), 'a second run is silent').toBeNull();
    expectTruth(laws, law, wanted, verdict, before, after);
  }
  if (undo === undefined || was === undefined || !ground.contents) return;

  const undoing = { act: (snippet: Snippet) => ground.act(as, snippet), contents: ground.contents };
  await expectUndone(undo, was, undoing, law.stays?.ofHost);
  const again = module.plan(wanted, await look());
  if (law.stays === undefined)
    expect(fieldsOf(again), 'what is put back is found as it was before').toEqual(fieldsOf(verdict));
  // The next case builds on this one.
  if (again?.kind === 'change') await act(again);
}

function fieldsOf(verdict: Verdict): Json {
  return verdict?.kind === 'change' ? verdict.fields.map(({ name, from, to }) => ({ name, from, to })) : null;
}

/** Tries only the look: on a host where nothing is prepared there is still an answer, or a sentence why there is none. */
export async function answersOnBareHost(laws: Laws, law: LawCase, ground: Ground): Promise<void> {
  const module = stateModule(laws.module);
  const wanted = parseWanted(module, law);
  const look = await ground.look(law.as ?? 'root', module.probe(wanted));
  if (look.code !== 0) {
    expect(look.stderr.toString(), 'a look that fails says why').toMatch(/\w{2,} \w/);
    return;
  }
  try {
    const verdict = module.plan(wanted, module.read(look, wanted));
    expect(['nothing', 'change', 'missing']).toContain(kindOf(verdict));
  } catch (error) {
    expect(error).toBeInstanceOf(ProbeError);
  }
}

function expectTruth(
  laws: Laws,
  law: LawCase,
  wanted: unknown,
  said: Change,
  before: unknown,
  after: unknown,
) {
  const view = laws.view ?? ((found) => found as Readonly<Record<string, unknown>>);
  const [was, is] = [view(before, wanted), view(after, wanted)];
  const names = laws.view ? Object.keys({ ...was, ...is }) : [...Object.keys(law.wanted), 'state', 'content'];
  const differing = names.filter((name) => name in is && !same(was[name], is[name]));
  const announced = said.fields.map(({ name }) => name);
  expect([...new Set(announced)].sort(), 'plan tells the truth').toEqual([...new Set(differing)].sort());
  for (const { name, from, to } of said.fields) {
    expect({ name, from, to }, 'plan tells the truth').toEqual({ name, from: was[name], to: is[name] });
  }
}

function parseWanted(module: StateModule<unknown>, { wanted, content }: LawCase): unknown {
  const into = module.source?.into;
  const brought =
    content instanceof LocalTree
      ? { [module.source?.tree ?? '']: content }
      : into === undefined || content === undefined
        ? {}
        : { [into]: Buffer.from(content) };
  return module.params.parse({ ...wanted, ...brought });
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function kindOf(verdict: Verdict): Json {
  return verdict === null ? 'nothing' : verdict.kind;
}

function stateModule(name: string): StateModule<unknown> {
  const module = modulesByName.get(name);
  if (module?.kind !== 'state') throw new Error(`there is no state module "${name}" in src/modules/index.ts`);
  return module;
}

function succeeded(output: Output): Output {
  expect(output.code, `${output.stdout.toString()}${output.stderr.toString()}`).toBe(0);
  return output;
}
