// Kinds of answers that several questions share: the kinds of the modules' parameters, from what is typed.

import { isIP } from 'node:net';
import { z } from 'zod';
import { whole } from '../../../module_parts/params.js';

export function wholeFrom(least: number, most: number) {
  const words = `expected a whole number, ${least} to ${most}`;
  return whole().refine((number) => number >= least && number <= most, words);
}

export function oneOf(...values: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => values.includes(text),
      `expected ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
    );
}

/** Of a question that is answered by yes or no. */
export function yesOrNo() {
  return z.enum(['yes', 'no'], { error: 'expected yes or no' }).transform((word) => word === 'yes');
}

const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const hostName = new RegExp(`^${label}(\\.${label})*$`);

/** What the playbook takes for `domain`, without what cannot be a name or an address. */
export function nameOrAddress() {
  return (
    z
      .string()
      .refine(
        (text) =>
          isIP(text) !== 0 || (hostName.test(text) && text.length <= 253 && !/(^|\.)[\d.]*$/.test(text)),
        'expected a name such as rpc.example.org, or an address',
      )
      // Names are the same in capitals, and not every proxy compares them so.
      .transform((text) => text.toLowerCase())
  );
}

/** What the playbook takes for `wss_path`. */
export function path() {
  return z
    .string()
    .regex(/^(\/|(\/[A-Za-z0-9_-]+)+)$/, 'expected a path such as /kusama, without a slash at its end');
}
