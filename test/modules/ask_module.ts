// What tests ask a module by its name: its verdict on what was found, what it reads, what its schema refuses.

import { expect } from 'vitest';
import type { Verdict } from '../../src/change.js';
import { deadline } from '../../src/deadline.js';
import type { JsonObject } from '../../src/json.js';
import type { Action, ActionContext, ActionResult, Module, StateModule } from '../../src/module.js';
import { modulesByName } from '../../src/modules/index.js';

export function verdictOf(name: string, params: object, found: unknown): Verdict {
  const module = stateModule(name);
  return module.plan(module.params.parse(params), found);
}

/** What a state module that edits a text finds: a plain file of root's. */
export function foundText(content: Buffer) {
  return {
    kind: 'file',
    mode: '0644',
    owner: 'root',
    group: 'root',
    target: null,
    above: { parent: '/srv', nearest: '/srv', isDirectory: true, closedTo: null },
    knowsOwner: true,
    knowsGroup: true,
    content,
  } as const;
}

/** The text afterwards; why there is none. @param more what is found besides */
export function editedBy(name: string, params: object, text: string, more: object = {}): string {
  const verdict = verdictOf(name, params, { ...foundText(Buffer.from(text)), ...more });
  if (verdict === null) return text;
  if (verdict.kind === 'missing') return verdict.why;
  const [step] = verdict.steps;
  return step?.kind === 'put' ? Buffer.from(step.content).toString() : 'no put';
}

export function readBy(name: string, params: object, stdout: string | Buffer): unknown {
  const module = stateModule(name);
  const output = { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
  return module.read(output, module.params.parse(params));
}

/** What it believes that its probe prints once those paths are there. */
export function foretoldBy(name: string, params: object, stdout: string, made: readonly string[]): string {
  const module = stateModule(name);
  const output = { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
  return (module.foretell?.(output, made, module.params.parse(params)) ?? output).stdout.toString();
}

export function probeOf(name: string, params: object): string {
  const module = modulesByName.get(name);
  const probe = (module as StateModule<unknown> | Action<unknown> | undefined)?.probe;
  if (!module || !probe) throw new Error(`${name} asks its host nothing`);
  return probe(module.params.parse(params));
}

/** `parameter: what is wrong`, for each mistake. */
export function refusals(name: string, params: JsonObject): readonly string[] {
  const issues = modulesByName.get(name)?.params.safeParse(params).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Runs an action where `true` and `yes` are the conditions that hold, and every variable holds its own name. */
export async function runAction(
  name: string,
  params: object,
  more: Partial<ActionContext> = {},
): Promise<ActionResult> {
  const module = modulesByName.get(name);
  if (module?.kind !== 'action') throw new Error(`${name} is no action`);
  const context: ActionContext = {
    host: 'h1',
    address: '127.0.0.1',
    test: (condition) => ['true', 'yes'].includes(condition),
    value: (variable) => ({ name: variable }),
    untilReached: async () => undefined,
    say: () => undefined,
    keepHere: (): never => {
      throw new Error('nothing is kept here');
    },
    runLog: () => ({ lines: () => [], add: () => undefined }),
    ask: () => Promise.reject(new Error('there is no host')),
    forward: () => Promise.reject(new Error('there is no host')),
    seen: undefined,
    secret: false,
    signal: deadline(60, new AbortController().signal),
    ...more,
  };
  const done = await (module as Action<unknown>).run(module.params.parse(params), context);
  if (!('assigns' in module)) expectDescribed(module, done.result);
  return done;
}

/** What stands in YAML behind the key of a module, as its schema takes it. */
export function parametersOf({ bare }: Module, value: unknown): unknown {
  return bare && (typeof value !== 'object' || value === null) ? { [bare]: value } : value;
}

/** What `register` keeps stands on the page of the module; `*`: names that the host decides. */
export function expectDescribed({ name, returns = {} }: Module, result: JsonObject = {}): void {
  const untold = Object.keys(result).filter((key) => !(key in returns) && !('*' in returns));
  expect(untold, `${name} keeps these in register, and its \`returns\` does not name them`).toEqual([]);
}

function stateModule(name: string): StateModule<unknown> {
  const module = modulesByName.get(name);
  if (module?.kind !== 'state') throw new Error(`${name} is no state module`);
  return module;
}
