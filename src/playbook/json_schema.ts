// JSON Schema of playbooks, for editors: made of the descriptions of the keys and of the modules' own schemas.

import { becomeMethods } from '../connection.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import {
  described,
  draft,
  flag,
  oneOrMany,
  orTemplate,
  ref,
  seconds,
  template,
  text,
} from '../json_schema.js';
import type { Module } from '../module.js';
import { type Key, keyDescriptions, type Takes } from './key_descriptions.js';
import {
  blockKeys,
  handlerBlockKeys,
  handlerImportKeys,
  handlerKeys,
  importKeys,
  type loopControlKeys,
  playKeys,
  roleFileKeys,
  taskKeys,
} from './keys.js';
import { orders } from './order.js';
import { parameterSchema } from './parameter_schema.js';
import type { promptKeys } from './prompts.js';
import { variableName } from './variables.js';

/** What can be said without variables; `hostwright validate` says the rest. */
export function playbookSchema(modules: readonly Module[]): JsonObject {
  return {
    $schema: draft,
    title: 'a playbook of hostwright',
    type: 'array',
    minItems: 1,
    items: eitherOr({ required: ['import_playbook'] }, 'import_playbook', ref('play')),
    definitions: {
      play: { ...mapOf(playKeys), required: ['hosts'] },
      tasks: { type: ['array', 'null'], items: ref('part') },
      handlers: { type: ['array', 'null'], items: ref('notified part') },
      part: partOf('block', 'import', 'task'),
      'notified part': partOf('handler block', 'handler import', 'handler'),
      import_playbook: {
        type: 'object',
        properties: { import_playbook: text, name: text, vars: schemas.variables },
        additionalProperties: false,
      },
      role: { anyOf: [text, mapOf(importKeys, { role: text })] },
      import: mapOf(importKeys, imported),
      'handler import': mapOf(handlerImportKeys, imported),
      block: mapOf(blockKeys),
      'handler block': mapOf(handlerBlockKeys),
      task: taskOf(taskKeys, modules),
      handler: taskOf(handlerKeys, modules),
      template,
      ...Object.assign({}, ...modules.map(moduleDefinitions)),
    },
  };
}

/** What a map is that keeps to a rule, and what any other value is. */
function eitherOr(rule: JsonObject, name: string, other: JsonObject): JsonObject {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: { type: 'object', ...rule }, then: ref(name), else: other };
}

function partOf(block: string, imported: string, task: string): JsonObject {
  return eitherOr({ required: ['block'] }, block, eitherOr(imports, imported, ref(task)));
}

/** A name, or a map with the name under that key. */
function named(key: string, more: readonly string[] = []): JsonObject {
  const properties = Object.fromEntries([key, ...more].map((each) => [each, text]));
  return { anyOf: [text, { type: 'object', properties, required: [key], additionalProperties: false }] };
}

function mapOf(keys: readonly Key[], more: JsonObject = {}): JsonObject {
  const properties = Object.fromEntries(
    keys.map((key) => {
      const { takes, about } = keyDescriptions[key];
      return [key, described(about, schemas[takes])];
    }),
  );
  return { type: 'object', properties: { ...properties, ...more }, additionalProperties: false };
}

const imported = { import_tasks: named('file'), import_role: named('name', roleFileKeys) };
const imports = { anyOf: [{ required: ['import_tasks'] }, { required: ['import_role'] }] };

const variable = { ...text, pattern: variableName.source };
const condition = { type: ['string', 'boolean'] };

const schemas: Readonly<Record<Takes, JsonObject>> = {
  text,
  texts: oneOrMany(text),
  files: { anyOf: [...oneOrMany(text).anyOf, { type: 'null' }] },
  flag,
  true: { enum: [true, 'yes', 'true', 'on'] },
  serial: oneOrMany({
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^0*([1-9]\\d*|[1-9]\\d?%|100%)$' },
      ref('template'),
    ],
  }),
  prompts: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: variable,
        prompt: text,
        default: text,
        private: flag,
        confirm: flag,
      } satisfies Record<(typeof promptKeys)[number], JsonObject>,
    },
  },
  percentage: { anyOf: [{ type: 'number', minimum: 0, maximum: 100 }, ref('template')] },
  order: { enum: [...orders] },
  'computed flag': orTemplate(flag),
  conditions: oneOrMany(condition),
  list: orTemplate({ type: 'array' }),
  'loop control': {
    type: 'object',
    additionalProperties: false,
    properties: {
      loop_var: variable,
      index_var: variable,
      label: text,
      pause: { type: 'number', minimum: 0 },
    } satisfies Record<(typeof loopControlKeys)[number], JsonObject>,
  },
  environment: oneOrMany({ anyOf: [{ type: ['object', 'null'] }, ref('template')] }),
  number: { anyOf: [{ type: 'number', minimum: 0 }, ref('template')] },
  count: { type: 'integer', minimum: 1 },
  variable,
  variables: { type: ['object', 'null'], propertyNames: { pattern: variableName.source } },
  'become method': orTemplate({ enum: [...becomeMethods] }),
  seconds,
  duration: { anyOf: [seconds, { type: 'string', pattern: '^\\d+(s|m)$' }] },
  roles: { type: ['array', 'null'], items: ref('role') },
  tasks: ref('tasks'),
  handlers: ref('handlers'),
};

/** Exactly one key is a module, by its short name or with a collection in front of it. */
function taskOf(keys: readonly Key[], modules: readonly Module[]): JsonObject {
  const { properties, ...map } = mapOf(keys);
  const called = (pattern: string) => ({ not: { propertyNames: { not: { pattern } } } });
  const call = ({ name, summary }: Module) => [name, described(summary, ref(`module ${name}`))] as const;
  return {
    ...map,
    properties: { ...(properties as JsonObject), ...Object.fromEntries(modules.map(call)) },
    patternProperties: Object.fromEntries(
      modules.map(({ name }) => [`^\\w+\\.\\w+\\.${name}$`, ref(`module ${name}`)]),
    ),
    oneOf: modules.map(({ name }) => called(`^(\\w+\\.\\w+\\.)?${name}$`)),
  };
}

/** What stands under a module's key: its parameters, or the one that a bare value sets. */
function moduleDefinitions(module: Module): JsonObject {
  const { properties, required, additional, definitions } = parameterSchema(module);
  const parameters = mapValues(properties, filledIn);
  const aliases = Object.entries(module.aliases ?? {});
  const others = aliases.map(([alias, name]) => [alias, parameters[name] ?? {}] as const);
  const aliased = new Set(aliases.map(([, name]) => name));
  const all: JsonObject = {
    type: 'object',
    properties: { ...parameters, ...Object.fromEntries(others) },
    required: required.filter((name) => !aliased.has(name)),
    additionalProperties: isJsonObject(additional) ? filledIn(additional) : additional,
  };
  const bare = module.bare === undefined ? undefined : parameters[module.bare];
  const forms = [all, ...(required.length > 0 ? [] : [{ type: 'null' }]), ...(bare ? [bare] : [])];
  return { [`module ${module.name}`]: forms.length > 1 ? { anyOf: forms } : all, ...definitions };
}

/** Wherever a value may stand in a parameter, so may a template that comes to it. */
function filledIn({ description, ...schema }: JsonObject): JsonObject {
  const either = takesAnyText(schema) ? schema : orTemplate(filledInside(schema));
  return description === undefined ? either : { description, ...either };
}

function takesAnyText({ type, pattern, enum: words }: JsonObject): boolean {
  return type === 'string' && pattern === undefined && words === undefined;
}

function filledInside(schema: JsonObject): JsonObject {
  return mapValues(schema, (value, key) => {
    if (key === 'anyOf') return (value as readonly JsonObject[]).map(filledInside);
    if (!isJsonObject(value)) return value;
    if (key === 'properties') return mapValues(value as Record<string, JsonObject>, filledIn);
    return key === 'items' || key === 'additionalProperties' ? filledIn(value) : value;
  });
}

function mapValues<From extends Json, To extends Json>(
  values: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}
