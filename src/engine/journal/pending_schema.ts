// What a host may say of pending handlers of an earlier run: what runs write down, word for word, and nothing else. The parameters
// are checked by the module's own schema, as if they had just been written in a playbook.

import { z } from 'zod';
import { becomeMethods } from '../../connection.js';
import { isJsonObject, type Json } from '../../json.js';
import type { Module, Output } from '../../module.js';
import { PENDING_SEPARATOR } from '../../shell/pending_handlers.js';
import type { PendingHandler } from './pending_handler.js';
import { readRecords } from './records.js';

/** Characters of a name, as of a task or a module. */
const NAME = 1000;

const word = z
  .string()
  .min(1)
  .max(NAME)
  .refine((text) => !text.includes('\0'));

const identity = z.union([
  z.strictObject({ kind: z.literal('login') }),
  z.strictObject({
    kind: z.literal('become'),
    user: word,
    method: z.enum(becomeMethods).optional(),
  }),
]);

const schema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{1,64}$/),
  name: z.string().max(NAME),
  module: word,
  wanted: z.record(z.string(), z.unknown()).optional(),
  identity,
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      z.string().refine((text) => !text.includes('\0')),
    )
    .optional(),
  hushed: z.literal(true).optional(),
  since: z.string().max(40),
});

/** Those that cannot be read (another version wrote them) are told, not dropped. */
export function readPendingHandlers({ stdout }: Output, modules: ReadonlyMap<string, Module>) {
  return readRecords(stdout, PENDING_SEPARATOR, (value) => pendingFrom(value, modules));
}

/** undefined: it is none that a run writes down, or not for the modules of this version. */
export function pendingFrom(value: Json, modules: ReadonlyMap<string, Module>): PendingHandler | undefined {
  const read = schema.safeParse(withBytes(value));
  if (!read.success) return undefined;
  const { wanted, ...pending } = read.data;
  const module = modules.get(pending.module);
  // Its own playbook can run it, which may be another version's.
  if (wanted === undefined || module?.kind !== 'state') return pending as PendingHandler;
  const params = module.params.safeParse(wanted);
  return params.success ? ({ ...pending, wanted: params.data } as PendingHandler) : undefined;
}

/** The other way of `encode` (pending_handler.ts), and of what the release before it (108bdb3) made of bytes. */
function withBytes(value: Json): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && typeof value.$bytes === 'string') return Buffer.from(value.$bytes, 'base64');
  const old = oldBytes.safeParse(value);
  if (old.success) return Buffer.from(old.data.data);
  return Object.fromEntries(entries.map(([key, member]) => [key, withBytes(member as Json)]));
}

const oldBytes = z.strictObject({ type: z.literal('Buffer'), data: z.array(z.int().min(0).max(255)) });
