// A module is whole: in the list, described, with an example that works, a test and cases for the laws. Each failure
// is a sentence that says what to do.

import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { markOf } from '../../src/module_mark.js';
import { modules, modulesByName } from '../../src/modules/index.js';
import { allLaws } from '../lab/laws/index.js';
import { parametersOf } from './ask_module.js';

const sources = readdirSync('src/modules').filter((name) => name.endsWith('.ts') && name !== 'index.ts');

it.each(sources)('%s is in the list', (source) => {
  const name = source.replace(/\.ts$/, '');
  const advice = `src/modules/${source} is a module: name it "${name}" and add it to the list in src/modules/index.ts`;
  expect(modulesByName.has(name), advice).toBe(true);
});

it('has every module once', () => {
  expect(modulesByName.size).toBe(modules.length);
});

/** Modules without a test of their name, and the file that tries their decisions instead. */
const testedBy: Readonly<Record<string, string>> = {
  lineinfile: 'test/modules/text_edit/ansible.test.ts',
  blockinfile: 'test/modules/text_edit/ansible.test.ts',
  replace: 'test/modules/text_edit/ansible.test.ts',
  // Two comparisons, all of them cases of the laws.
  hostname: 'test/lab/laws/hostname.ts',
};

describe.each(modules.map((module) => ({ name: module.name, module })))('$name', ({ name, module }) => {
  it('has a file and a test of its name', () => {
    for (const path of [`src/modules/${name}.ts`, testedBy[name] ?? `test/modules/${name}.test.ts`]) {
      expect(existsSync(path), `there is no ${path}: write it`).toBe(true);
    }
  });

  it('describes itself and every parameter', () => {
    expect(module.summary, 'the summary is one line: write one').toMatch(/^\S.*\S$/);
    for (const [parameter, schema] of Object.entries(module.params.shape)) {
      const { description } = schema as { description?: string };
      expect(description, `parameter ${parameter} has no .describe(): say what it is for`).toBeTruthy();
      expect(parameter, `parameter ${parameter} is not in snake_case: rename it`).toMatch(/^[a-z][a-z_]*$/);
    }
    if (module.bare) expect(Object.keys(module.params.shape)).toContain(module.bare);
  });

  it('says what register keeps, where it keeps something', () => {
    const keeps = module.kind === 'state' && module.result !== undefined;
    if (keeps)
      expect(module.returns, `write what register keeps: returns, in src/modules/${name}.ts`).toBeDefined();
    for (const [value, words] of Object.entries(module.returns ?? {})) {
      expect(value, 'returns has one name for each value').toMatch(/^(\w+|\*)$/);
      expect(words, `returns.${value} says in one clause what it is`).toMatch(/^\S.*[^.\s]$/);
    }
  });

  it('has an example that works', () => {
    const tasks = load(module.example) as readonly Record<string, unknown>[];
    expect(tasks.length, 'the example has no task: write one').toBeGreaterThan(0);
    for (const task of tasks) {
      expect(Object.keys(task), 'a task of the example does not use the module, or has no name').toEqual(
        expect.arrayContaining(['name', name]),
      );
      const { error } = module.params.safeParse(parametersOf(module, task[name]));
      expect(error?.message, 'the example is refused by the schema: correct one of them').toBeUndefined();
    }
  });
});

const ofAnyText = modules.flatMap((module) =>
  Object.entries(module.params.shape).flatMap(([parameter, schema]) =>
    markOf(schema) === 'anyText' ? [{ name: `${module.name}: ${parameter}`, module, parameter }] : [],
  ),
);

it.each(ofAnyText)('$name takes any text', ({ module, parameter }) => {
  const given = (load(module.example) as readonly Record<string, unknown>[]).map((task) =>
    parametersOf(module, task[module.name]),
  );
  const verdicts = (text: string) =>
    given.map((params) => module.params.safeParse({ ...(params as object), [parameter]: text }).success);
  const [some, empty] = [verdicts('some'), verdicts('')];
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(verdicts(text)).toEqual(text === '' ? empty : some);
    }),
  );
});

const stateModules = modules.filter(({ kind }) => kind === 'state').map(({ name }) => name);

it.each(stateModules)('%s has cases for the laws', (name) => {
  const cases = allLaws.find((laws) => laws.module === name)?.cases('/srv/laws') ?? [];
  const changes = cases.some(({ verdict = 'change' }) => verdict === 'change');
  const advice = `write cases in test/lab/laws/${name}.ts`;
  expect(changes, `no case changes anything: ${advice}`).toBe(true);
});
