// The kinds of parameters that several modules share. A kind knows its own spelling rules and says them in its errors;
// its title is what help calls it.

import { z } from 'zod';
import { conditionMark } from '../module_mark.js';
import { isSymbolicMode } from './symbolic_mode.js';

const wordsOfTruth: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  true: true,
  no: false,
  off: false,
  false: false,
};

/** true or false; `yes`, `no`, `on` and `off` are accepted as in YAML 1.1, because operators write them. */
export function flag() {
  return z
    .union(
      [
        z.boolean(),
        z.enum(['yes', 'no', 'on', 'off', 'true', 'false']).transform((word) => wordsOfTruth[word] === true),
      ],
      { error: 'expected true or false' },
    )
    .meta({ title: 'true or false' });
}

/** A whole number, also as digits in a text (a template that is more than one lone {{...}} gives text). */
export function whole() {
  return z
    .union(
      [
        z.int(),
        z
          .string()
          .regex(/^-?\d+$/)
          .transform(Number),
      ],
      { error: 'expected a whole number' },
    )
    .meta({ title: 'whole number' });
}

/** A TCP or UDP port, also as digits in a text. */
export function port() {
  return whole()
    .refine((number) => number >= 1 && number <= 65_535, 'expected a port, 1 to 65535')
    .meta({ title: 'port' });
}

/** Nodes behind one endpoint, from 1 to 9. */
export function nodes() {
  const node = z.strictObject({
    host: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
    port: port(),
    name: z.string().min(1).optional(),
  });
  return z.array(node).min(1).max(9).meta({ title: 'list of maps: host, port, name' });
}

export type NodeParams = z.output<ReturnType<typeof nodes>>[number];

/** As proxies write it. */
export function addressOf({ host, port: number }: NodeParams): string {
  return `${host.includes(':') ? `[${host}]` : host}:${number}`;
}

/** A list of ports, or one; may be empty. */
export function ports() {
  return z
    .union([port().transform((one) => [one]), z.array(port())], {
      error: 'expected ports, each from 1 to 65535',
    })
    .meta({ title: 'list of ports' });
}

/** A length of time, at most a day. */
export function seconds() {
  return whole().refine((value) => value >= 0 && value <= 86_400, 'expected 0 to 86400 seconds');
}

/** One text or a list of texts; always a list to the module. */
export function texts() {
  return z
    .union(
      [
        z
          .string()
          .min(1)
          .transform((one) => [one]),
        z.array(z.string().min(1)).min(1),
      ],
      {
        error: 'expected a text or a list of texts',
      },
    )
    .meta({ title: 'text or list of texts' });
}

/** An absolute path on the host. */
export function hostPath() {
  return z
    .string()
    .regex(/^\//, 'expected an absolute path, beginning with /')
    .refine((path) => !path.includes('\0') && !path.includes('\n'), 'a path cannot hold a newline or NUL');
}

/**
 * Permission bits as four octal digits. The parser keeps the text of a number that begins with 0 or 0o, so `0644`,
 * `"0644"` and `0o644` arrive alike; any other number has lost its digits and is refused.
 */
export function mode() {
  return modeLike((text) => octal.test(text), 'expected three or four octal digits, such as "0644"');
}

/** The same, or changes of the bits that are there, such as `u=rw,go=rX`. */
export function modeOrChanges() {
  return modeLike(
    (text) => octal.test(text) || isSymbolicMode(text),
    'expected three or four octal digits, such as "0644", or changes, such as u=rw,go=rX',
  );
}

const octal = /^(0o?)?[0-7]{3,4}$/;

function modeLike(test: (text: string) => boolean, error: string) {
  return (
    z
      .string({
        error:
          'expected permission bits in quotes, such as "0644": a number has already lost its octal digits',
      })
      .refine(test, error)
      // To an editor, which reads numbers as YAML does, 0644 is one.
      .meta({ type: ['string', 'integer'] })
      .transform((text) => (octal.test(text) ? text.replace(/^0o/, '').padStart(4, '0').slice(-4) : text))
  );
}

/** What is done where somebody else could put something in the way (src/shell/door/door.ts). */
export function unsafePath() {
  return z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe(
      'where the way to it belongs to, or may be written by, somebody else. refuse: it is done as that owner, or not at all; allow: it is done all the same',
    );
}

/** A user or group by name. */
export function account() {
  return z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, 'expected the name of a user or group');
}

/** One CEL condition or a list of them; always a list to the action. */
export function conditions() {
  return z
    .union([z.string().transform((one) => [one]), z.array(z.string()).min(1)], {
      error: 'expected a condition or a list of conditions',
    })
    .meta(conditionMark);
}

/** What is said for all the tasks that an include brings in; read before the run (src/playbook/include.ts). */
export function apply() {
  return z
    .record(z.string(), z.unknown())
    .optional()
    .describe('keywords for all of its tasks, such as tags, when and become');
}
