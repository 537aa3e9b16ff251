// What the answers of several nodes behind one endpoint mean for publishing them: each by itself, and all together. Pure.

import type { ActionResult } from '../../module.js';
import { addressOf } from '../params.js';
import { type Asked, called, takenOut, unhealthy } from './health.js';
import { judgeNode } from './judge.js';
import type { Wanted } from './params.js';

/**
 * `register` keeps in `nodes` what it keeps of one node, with its `address`.
 *
 * @param watch what the watch on the host wrote; undefined: nothing lately
 */
export function judgeNodes(wanted: Wanted, asked: readonly Asked[], watch: string | undefined): ActionResult {
  const judged = asked.map(({ node, report }) => {
    const { result, ...rest } = judgeNode(wanted, report, called(node));
    return { ...rest, result: { address: addressOf(node), ...result } };
  });
  const faults = [...judged.flatMap(({ failed, message }) => (failed && message ? [message] : []))];
  const all = [
    ...faults,
    ...ofOtherChains(asked),
    ...(wanted.healthy ? unhealthy(asked, wanted.blocks_behind) : []),
    ...(wanted.watch === undefined ? [] : takenOut(asked, watch)),
  ];
  const result = { nodes: judged.map((one) => one.result) };
  if (all.length > 0) return { failed: true, message: all.join('\n'), result };
  const warnings = judged.flatMap((one) => one.warnings ?? []);
  const answering = asked.filter(({ report }) => report.kind === 'answers').map(({ node }) => called(node));
  const message = `in sync, with peers, on one chain: ${answering.join(', ')}`;
  return { result, warnings, ...(wanted.healthy && { message }) };
}

/** A client that comes to another node with its next connection has to find the same chain. */
function ofOtherChains(asked: readonly Asked[]): readonly string[] {
  const told = asked.flatMap(({ node, report }) =>
    report.kind === 'answers' && report.genesis !== undefined ? [{ node, genesis: report.genesis }] : [],
  );
  const [first] = told;
  if (!first) return [];
  return told
    .filter(({ genesis }) => genesis !== first.genesis)
    .map(
      ({ node, genesis }) =>
        `${called(node)} is of another chain than ${called(first.node)}: its genesis is ` +
        `${genesis.slice(0, 66)}, not ${first.genesis.slice(0, 66)}\nGive each chain an endpoint of its own (endpoints).`,
    );
}
