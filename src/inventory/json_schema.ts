// JSON Schema of inventories, for editors: groups, hosts, and the variables that say how a host is reached.

import type { Json, JsonObject } from '../json.js';
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
import { type VariableDescription, variableDescriptions } from './variable_descriptions.js';

/** What may be set for a playbook that many use; other playbooks may mean something else by the same name. */
export interface Setting {
  readonly about: string | undefined;
  readonly choices: readonly Json[];
  readonly documented: Json | undefined;
}

/** Variables of the user's own may be anything. @param settings are offered, and explained, and may be anything too */
export function inventorySchema(settings: ReadonlyMap<string, Setting> = new Map()): JsonObject {
  const known = Object.entries<VariableDescription>(variableDescriptions);
  return {
    $schema: draft,
    title: 'an inventory of hostwright',
    ...mapOf(ref('group')),
    definitions: {
      group: {
        type: nothingOr('object'),
        properties: {
          hosts: described(
            'its hosts, by name or range (rpc-[01:50]), each with its variables',
            ref('hosts'),
          ),
          children: described('groups whose hosts belong to it too', mapOf(ref('group'))),
          vars: described('variables of all its hosts', ref('variables')),
        },
        additionalProperties: false,
      },
      hosts: mapOf(ref('variables')),
      variables: {
        type: nothingOr('object'),
        properties: Object.fromEntries([
          ...[...settings].map(([name, setting]) => [name, offered(setting)] as const),
          ...known.map(([name, variable]) => [name, schemaOf(variable)] as const),
        ]),
      },
      template,
    },
  };
}

function mapOf(values: JsonObject): JsonObject {
  return { type: nothingOr('object'), additionalProperties: values };
}

function nothingOr(type: string): Json {
  return [type, 'null'];
}

function offered({ about = '', choices, documented }: Setting): JsonObject {
  return {
    description: about,
    ...(choices.length > 0 && { examples: choices }),
    ...(documented !== undefined && { default: documented }),
  };
}

function schemaOf({ takes, about }: VariableDescription): JsonObject {
  return described(about, typeof takes === 'string' ? schemas[takes] : orTemplate({ enum: takes }));
}

const schemas = {
  text,
  texts: oneOrMany(text),
  flag: orTemplate(flag),
  port: orTemplate({ type: ['integer', 'string'], minimum: 1, maximum: 65_535, pattern: '^\\d+$' }),
  seconds: orTemplate(seconds),
};
