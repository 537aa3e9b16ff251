// The helpers of templates: a short, closed list.

import { isDeepStrictEqual } from 'node:util';
import { dump } from 'js-yaml';
import type { Files } from '../files/files.js';
import { isJsonObject, type Json } from '../json.js';
import { fail, type Place, withoutWords } from '../problem.js';
import { flagOf } from '../yaml/shape.js';
import type { Heard } from './scope.js';

/** Where a helper is called, for its errors and for what it looks up. */
export interface HelperCall {
  readonly files: Files;
  readonly placeOf: () => Place;
  /** Whether an argument may be secret, and must not be quoted. */
  readonly secret: boolean;
  /** Whose words an argument is made of, if any host's. */
  readonly heard: Heard | undefined;
}

interface Helper {
  /** How it is written, for errors. */
  readonly usage: string;
  readonly arity: readonly [fewest: number, most: number];
  run(values: readonly Json[], call: HelperCall): Json;
}

const helpers: Readonly<Record<string, Helper>> = {
  join: {
    usage: '{{join list ", "}}',
    arity: [1, 2],
    run([list, separator = ', '], { placeOf }) {
      if (!Array.isArray(list)) return fail('join needs a list', placeOf());
      return list.map((item: Json) => textOf(item, placeOf)).join(textOf(separator, placeOf));
    },
  },
  json: {
    usage: '{{json value}} or {{json value 2}}, indented by two spaces',
    arity: [1, 2],
    run: ([value, indent]) => JSON.stringify(value, null, typeof indent === 'number' ? indent : undefined),
  },
  yaml: {
    usage: '{{yaml value}}',
    arity: [1, 1],
    run: ([value]) => dump(value, { lineWidth: -1 }).replace(/\n$/, ''),
  },
  base64: {
    usage: '{{base64 text}}',
    arity: [1, 1],
    run: ([value = null], { placeOf }) => Buffer.from(textOf(value, placeOf)).toString('base64'),
  },
  file: {
    usage: '{{file "name"}}',
    arity: [1, 1],
    run([name = null], { files, placeOf, secret, heard }) {
      const place = placeOf();
      const read = () => {
        const content = files.content(files.find('file', textOf(name, placeOf), place, heard?.what), place);
        const advice =
          'write its content into an encrypted file of variables, and name that under vars_files';
        return content.secret
          ? fail('{{file}} does not open encrypted files', place, advice)
          : content.text();
      };
      return secret ? withoutWords('a file of this secret name cannot be read', read) : read();
    },
  },
  eq: {
    usage: '(eq x y)',
    arity: [2, 2],
    run: ([left, right]) => isDeepStrictEqual(left, right),
  },
  replace: {
    usage: '(replace text "-" "_")',
    arity: [3, 3],
    run: ([text = null, from = null, to = null], { placeOf }) =>
      textOf(text, placeOf).replaceAll(textOf(from, placeOf), textOf(to, placeOf)),
  },
  without: {
    usage: '(without list item), or a list of items',
    arity: [2, 2],
    run([list, left = null], { placeOf }) {
      if (!Array.isArray(list)) return fail('without needs a list', placeOf());
      const out: readonly Json[] = Array.isArray(left) ? left : [left];
      return list.filter((item: Json) => !out.some((one) => isDeepStrictEqual(one, item)));
    },
  },
  pluck: {
    usage: '(pluck list "key")',
    arity: [2, 2],
    run([list, key = null], { placeOf }) {
      if (!Array.isArray(list)) return fail('pluck needs a list of maps', placeOf());
      const name = textOf(key, placeOf);
      return list.map((item: Json) => (isJsonObject(item) ? (item[name] ?? null) : null));
    },
  },
  authority: {
    usage: '(authority host port)',
    arity: [2, 2],
    run([host = null, port = null], { placeOf }) {
      const name = textOf(host, placeOf);
      return `${name.includes(':') ? `[${name}]` : name}:${textOf(port, placeOf)}`;
    },
  },
  not: {
    usage: '(not x)',
    arity: [1, 1],
    run: ([value = null]) => !isTrue(value),
  },
};

/** Those that look at whether something exists, or stop at the first answer: render.ts evaluates their arguments. */
const special: Readonly<Record<string, Pick<Helper, 'usage' | 'arity'>>> = {
  default: { usage: '{{default x "value"}}', arity: [2, Infinity] },
  lookup: { usage: '{{lookup x key}}', arity: [2, 2] },
  gather: { usage: '(gather list variable)', arity: [2, 3] },
  gather_absent: { usage: '(gather_absent list variable)', arity: [2, 3] },
  and: { usage: '(and x y)', arity: [1, Infinity] },
  or: { usage: '(or x y)', arity: [1, Infinity] },
};

export const helperNames: readonly string[] = [...Object.keys(special), ...Object.keys(helpers)];

/** How many arguments the helper takes, at least and at most. */
export function arityOf(name: string): Helper['arity'] {
  return (helpers[name] ?? special[name])?.arity ?? [0, 0];
}

/** How the helper is written. */
export function usageOf(name: string): string {
  return (helpers[name] ?? special[name])?.usage ?? `{{${name}}}`;
}

/** @throws ProblemError for arguments that the helper cannot use */
export function callHelper(name: string, values: readonly Json[], call: HelperCall): Json {
  return helpers[name]?.run(values, call) ?? null;
}

/** As in Handlebars, but `no` and `off` are false: where a boolean is wanted they are booleans everywhere here. */
export function isTrue(value: Json): boolean {
  const flag = flagOf(value);
  if (flag !== undefined) return flag;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

/** A value as a part of a text. @throws ProblemError for lists and maps, whose text nobody wants to guess */
export function textOf(value: Json, placeOf: () => Place): string {
  if (value === null) return '';
  if (typeof value === 'object') {
    const kind = Array.isArray(value) ? 'list' : 'map';
    fail(`a ${kind} cannot stand in a text`, placeOf(), 'write {{json x}}, {{yaml x}} or {{join list ", "}}');
  }
  return String(value);
}
