// `hostwright modules`: what tasks can do, from the same descriptions that check the playbooks.

import { Command } from '@commander-js/extra-typings';
import type { Module } from '../module.js';
import { moduleGroups, modules, modulesByName } from '../modules/index.js';
import { didYouMean } from '../nearest.js';
import { parameterSchema } from '../playbook/parameter_schema.js';
import { fail } from '../problem.js';
import { wrap } from '../report/width.js';

/** Text is wrapped to a terminal's width, at most this: longer lines are hard to read. */
const widest = 100;

export function modulesCommand() {
  return new Command('modules')
    .summary('list the modules, or describe one')
    .argument('[module]', 'the module to describe')
    .addHelpText('after', '\nExamples:\n  hostwright modules\n  hostwright modules apt\n')
    .action((name) => {
      process.stdout.write(name === undefined ? listModules() : describeModule(find(name)));
    });
}

function find(name: string): Module {
  const module = modulesByName.get(name);
  if (module) return module;
  const advice = didYouMean(name, modulesByName.keys()) ?? '"hostwright modules" lists them';
  return fail(`there is no module "${name}"`, undefined, advice);
}

function listModules(): string {
  const width = Math.max(...modules.map((module) => module.name.length));
  const lineOf = ({ name, summary }: Module) =>
    hanging(summary, `  ${name.padEnd(width)}  `, ' '.repeat(width + 4));
  return Object.entries(moduleGroups)
    .map(([title, group]) => `${title}\n${group.map(lineOf).join('')}`)
    .join('\n');
}

function describeModule(module: Module): string {
  const { properties, required } = parameterSchema(module);
  const parameters = Object.entries(properties).map(([name, schema]) =>
    describeParameter(name, schema, required.includes(name), otherNames(name, module)),
  );
  const bare = module.bare === undefined ? '' : `\n"${module.name}: TEXT" sets ${module.bare}.\n`;
  const head = hanging(`${module.name}: ${module.summary}`);
  return `${head}\nParameters:\n${parameters.join('') || '  (names of your own)\n'}${bare}${describeResult(module)}\nExample:\n${indent(module.example)}\n`;
}

/** What every task has is told once, in the reference of playbooks. */
function describeResult({ returns = {} }: Module): string {
  const values = Object.entries(returns).map(([name, words]) => hanging(`${name}: ${words}`, '  ', '      '));
  return values.length === 0
    ? ''
    : `\nWhat register keeps, beside changed, failed and skipped:\n${values.join('')}`;
}

function otherNames(parameter: string, { aliases = {} }: Module): string | undefined {
  const names = Object.keys(aliases).filter((alias) => aliases[alias] === parameter);
  return names.length === 0 ? undefined : `also ${names.join(', ')}`;
}

function describeParameter(
  name: string,
  json: JsonSchema,
  required: boolean,
  others: string | undefined,
): string {
  const facts = [typeOf(json), required ? 'required' : undefined, defaultOf(json), others].filter(
    (fact) => fact !== undefined,
  );
  const head = hanging(`${name} (${facts.join(', ')})`, '  ', '    ');
  return head + hanging(json.description ?? '', '      ', '      ');
}

interface JsonSchema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
}

/** In the words of the messages about wrong values. */
function typeOf(json: JsonSchema): string {
  if (json.enum) return json.enum.includes('yes') ? 'true or false' : json.enum.join(' | ');
  const types = new Set(json.anyOf?.map(typeOf));
  // Numbers are also taken from text, which a reader need not know.
  if (types.has('whole number')) types.delete('text');
  if (types.size > 0) return [...types].join(' or ');
  const [type = ''] = [json.type ?? ''].flat();
  return typeWords[type] ?? 'any';
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
};

function defaultOf(json: JsonSchema): string | undefined {
  return json.default === undefined ? undefined : `default ${JSON.stringify(json.default)}`;
}

function indent(text: string): string {
  return text.trim().replaceAll(/^/gm, '  ');
}

/** Wrapped, the first line after `lead`, the others after `rest`. */
function hanging(text: string, lead = '', rest = lead): string {
  const columns = Math.min(process.stdout.columns ?? 80, widest) - rest.length;
  return wrap(text, columns)
    .map((line, index) => `${index === 0 ? lead : rest}${line}\n`)
    .join('');
}
