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

/** Variables of the user's own may be anything. */
export function inventorySchema(): JsonObject {
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
        properties: Object.fromEntries(known.map(([name, variable]) => [name, schemaOf(variable)])),
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
