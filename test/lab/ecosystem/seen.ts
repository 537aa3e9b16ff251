// What somebody who follows the chain has seen, as test/ecosystem/follow.mjs tells it.

import { expect } from 'vitest';
import type { Program } from './workspace.js';

/** Rococo Asset Hub's genesis: its name, its runtime, and what the runtime says when it is asked. */
const chain = { chain: 'asset-hub-rococo', runtime: 'statemine 900', slotSeconds: 12 };

/**
 * Waits until that block has arrived: everything is read, each block came once and in order, and all of it by one
 * connection, which was never lost. @returns how many blocks there were
 */
export async function expectFollowed(visitor: Program, block: number): Promise<number> {
  const seen = await visitor.tells(({ heads }) => numbers(heads).includes(block));
  const heads = numbers(seen.heads);
  const [oldest = 0] = heads;
  const expected = heads.map((_, index) => oldest + index);
  expect(seen).toEqual({ ...chain, connections: 1, losses: 0, heads: expected });
  return heads.length;
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value : [];
}
