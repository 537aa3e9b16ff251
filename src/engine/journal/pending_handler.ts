// A pending handler: one that is due, as it was resolved, so that any later run can run it without the playbook.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { becomeMethods, type Environment, type Identity } from '../../connection.js';
import { isJsonObject, type Json } from '../../json.js';
import type { Module, Output } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { PENDING_SEPARATOR } from '../../shell/pending_handlers.js';
import { readRecords } from './records.js';

export interface PendingHandler {
  readonly id: string;
  readonly name: string;
  readonly module: string;
  /** The module's validated parameters; absent where they hold something secret, which is never written down. */
  readonly wanted?: unknown;
  readonly identity: Identity;
  /** Absent where it has none. */
  readonly environment?: Environment;
  /** A task with something secret caused it: what it says is not told. Records on hosts call it `hushed`. */
  readonly hidesOutput?: true;
  /** ISO 8601, of the controller. */
  readonly since: string;
}

/** When a run began, and whether its task that notified the handler handled something secret. */
export interface Cause {
  readonly since: Date;
  readonly secret: boolean;
}

/** Equal handlers are one, whichever run or task notified them. */
export function pendingHandlerOf(handler: Task, item: ResolvedReady, cause: Cause): PendingHandler {
  const open = item.secret.size === 0;
  const { title: name, identity, environment, wanted } = item;
  const surroundings = Object.keys(environment).length > 0 ? { environment } : {};
  const what = { name, module: handler.module, identity, ...(open && { wanted, ...surroundings }) };
  return numbered(what, cause);
}

/** Only its own playbook can run it. */
export function pendingByName(
  name: string,
  module: string,
  identity: Identity,
  cause: Cause,
): PendingHandler {
  return numbered({ name, module, identity }, cause);
}

function numbered(
  notified: Omit<PendingHandler, 'id' | 'since' | 'hidesOutput'>,
  { since, secret }: Cause,
): PendingHandler {
  const what = { ...notified, ...(secret && { hidesOutput: true as const }) };
  const id = createHash('sha256').update(encode(what)).digest('hex').slice(0, 24);
  return { id, ...what, since: since.toISOString() };
}

/** JSON; bytes as base64. They are found before they are made JSON, which a Buffer would be by its own method. */
export function encode({ hidesOutput, ...pending }: Partial<PendingHandler>): string {
  return JSON.stringify(withoutBytes({ ...pending, ...(hidesOutput && { hushed: true }) }));
}

function withoutBytes(part: unknown): unknown {
  if (part instanceof Uint8Array) return { $bytes: Buffer.from(part).toString('base64') };
  if (Array.isArray(part)) return part.map(withoutBytes);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, withoutBytes(member)]));
}

/** The module that runs it. @returns undefined: only the playbook that it came from can run it */
export function runnerOf(pending: PendingHandler, modules: ReadonlyMap<string, Module>): Module | undefined {
  const module = modules.get(pending.module);
  return pending.wanted !== undefined && module?.kind === 'state' ? module : undefined;
}

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
  const { wanted, hushed, ...rest } = read.data;
  const pending = { ...rest, ...(hushed && { hidesOutput: true }) };
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
