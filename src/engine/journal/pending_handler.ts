// A pending handler: one that is due, as it was resolved, so that any later run can run it without the playbook.

import { createHash } from 'node:crypto';
import type { Environment, Identity } from '../../connection.js';
import type { Module } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';

export interface PendingHandler {
  readonly id: string;
  readonly name: string;
  readonly module: string;
  /** The module's validated parameters; absent where they hold something secret, which is never written down. */
  readonly wanted?: unknown;
  readonly identity: Identity;
  /** Absent where it has none. */
  readonly environment?: Environment;
  /** A task with something secret caused it: what it says is not told. The name stands in records on hosts. */
  readonly hushed?: true;
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
  notified: Omit<PendingHandler, 'id' | 'since' | 'hushed'>,
  { since, secret }: Cause,
): PendingHandler {
  const what = { ...notified, ...(secret && { hushed: true as const }) };
  const id = createHash('sha256').update(encode(what)).digest('hex').slice(0, 24);
  return { id, ...what, since: since.toISOString() };
}

/** JSON; bytes as base64. They are found before they are made JSON, which a Buffer would be by its own method. */
export function encode(value: unknown): string {
  return JSON.stringify(withoutBytes(value));
}

function withoutBytes(part: unknown): unknown {
  if (part instanceof Uint8Array) return { $bytes: Buffer.from(part).toString('base64') };
  if (Array.isArray(part)) return part.map(withoutBytes);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, withoutBytes(member)]));
}

/** Whether this run can run it without the playbook that it came from. */
export function isRunnable(pending: PendingHandler, modules: ReadonlyMap<string, Module>): boolean {
  return pending.wanted !== undefined && modules.get(pending.module)?.kind === 'state';
}
