// One reading of expressions: its scope, what it has come upon, and readings apart from it. What it does with what it reads stands
// in settle.ts.

import type { Files } from '../files/files.js';
import type { LocatedScalar } from '../yaml/located.js';
import type { Reference } from './reference.js';
import { type Heard, heardBoth, type Scope, type Use } from './scope.js';

/** What expressions may use besides variables. */
export interface ExpressionContext {
  readonly files: Files;
}

/** One evaluation: its scope, and what it has come upon. State, because a secret once read marks the whole result. */
export interface Reading {
  readonly scope: Scope;
  readonly files: Files;
  secret: boolean;
  /** Whose words were read, if any host's. */
  heard: Heard | undefined;
  /** What becomes of what is read. */
  readonly use: Use;
  /** Texts being rendered right now, outermost first: one that comes up again is a cycle. */
  readonly open: { readonly scalar: LocatedScalar; readonly path: string; readonly scope: Scope }[];
  readonly done: Map<LocatedScalar, Reference>;
  /** Renders a text that holds a template; given from outside because templates in turn read variables. */
  readonly render: (scalar: LocatedScalar, reading: Reading) => Reference;
}

/**
 * Reads what decides something. Apart from the rest, because what was rendered for a text was noted as such.
 *
 * @param read is given the reading to do it in
 */
export function deciding<Result>(reading: Reading, read: (reading: Reading) => Result): Result {
  if (reading.use === 'value') return read(reading);
  return readApart(reading, { use: 'value' }, read);
}

/** Reads with marks of its own, which are the outer reading's too when it is done. */
export function readApart<Result>(
  reading: Reading,
  more: Partial<Pick<Reading, 'use' | 'scope'>>,
  read: (reading: Reading) => Result,
): Result {
  const apart: Reading = { ...reading, ...more, secret: false, heard: undefined, done: new Map() };
  try {
    return read(apart);
  } finally {
    reading.secret ||= apart.secret;
    reading.heard = heardBoth(reading.heard, apart.heard);
  }
}
