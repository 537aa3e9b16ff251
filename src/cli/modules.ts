// `hostwright modules`: what tasks can do, from the same descriptions that check the playbooks.

import { Command } from '@commander-js/extra-typings';
import { z } from 'zod';
import { nearest } from '../expression/nearest.js';
import type { Module } from '../module.js';
import { modules, modulesByName } from '../modules/index.js';
import { fail } from '../problem.js';

export function modulesCommand() {
  return new Command('modules')
    .summary('list the modules, or describe one')
    .argument('[name]', 'the module to describe')
    .addHelpText('after', '\nExamples:\n  hostwright modules\n  hostwright modules apt\n')
    .action((name) => {
      process.stdout.write(name === undefined ? listModules() : describeModule(find(name)));
    });
}

function find(name: string): Module {
  const module = modulesByName.get(name);
  if (module) return module;
  const guess = nearest(name, [...modulesByName.keys()]);
  return fail(
    `there is no module "${name}"`,
    undefined,
    guess ? `Did you mean ${guess}?` : 'hostwright modules lists them.',
  );
}

function listModules(): string {
  const width = Math.max(...modules.map((module) => module.name.length));
  return modules.map((module) => `${module.name.padEnd(width)}  ${module.summary}\n`).join('');
}

function describeModule(module: Module): string {
  const parameters = Object.entries(module.params.shape).map(([name, schema]) =>
    describeParameter(name, schema as z.ZodType),
  );
  const bare = module.bare === undefined ? '' : `\n"${module.name}: TEXT" sets ${module.bare}.\n`;
  return `${module.name}: ${module.summary}\n\nParameters:\n${parameters.join('')}${bare}\nExample:\n${indent(module.example)}\n`;
}

/** Type and default come from the schema, as in the JSON Schema that editors use. */
function describeParameter(name: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const optional = schema.safeParse(undefined).success;
  const facts = [typeOf(json), optional ? undefined : 'required', defaultOf(json)].filter(
    (fact) => fact !== undefined,
  );
  return `  ${name} (${facts.join(', ')})\n      ${schema.description ?? ''}\n`;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
}

function typeOf(json: JsonSchema): string {
  if (json.enum) return json.enum.join(' | ');
  if (json.anyOf) return [...new Set(json.anyOf.map(typeOf))].join(' or ');
  return json.type ?? 'any';
}

function defaultOf(json: JsonSchema): string | undefined {
  return json.default === undefined ? undefined : `default ${JSON.stringify(json.default)}`;
}

function indent(text: string): string {
  return text.trim().replaceAll(/^/gm, '  ');
}
