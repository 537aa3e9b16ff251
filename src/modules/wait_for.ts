// wait_for: a port, or a path, is waited for until it is as it has to be.

import { setTimeout as sleepFor } from 'node:timers/promises';
import { type ActionContext, defineAction } from '../module.js';
import { lookScript, readLook, type Seen } from '../module_parts/wait_for/look.js';
import { params, type WantedWait } from '../module_parts/wait_for/params.js';

export const waitFor = defineAction({
  kind: 'action',
  name: 'wait_for',
  summary: 'a port or a path of the host is waited for',
  params,
  returns: {
    elapsed: 'seconds that it took',
    match_groups: 'what the groups of search_regex matched',
    match_groupdict: 'the same by their names',
    state: 'as the task says',
    port: 'as the task says',
    path: 'as the task says',
    search_regex: 'as the task says',
  },
  example: `
- name: the node listens
  wait_for:
    port: 9944
    timeout: 60
- name: the node has written its first block
  wait_for:
    path: /var/log/polkadot.log
    search_regex: Imported \\#(?P<block>\\d+)
`,
  plan: { skip: 'a plan does not wait' },
  barrier: true,
  async run(wanted, context) {
    const began = performance.now();
    const seen = await waited(wanted, context, began);
    const elapsed = Math.floor((performance.now() - began) / 1000);
    if (!seen.done) return { failed: true, message: wanted.msg ?? sentenceOf(wanted), result: { elapsed } };
    const { port = null, path = null, search_regex = null, state } = wanted;
    const matched = { match_groups: seen.groups ?? [], match_groupdict: seen.named ?? {} };
    return { result: { state, port, path, search_regex, elapsed, ...matched } };
  },
});

async function waited(wanted: WantedWait, { ask, signal }: ActionContext, began: number): Promise<Seen> {
  const { port, path, delay, sleep, timeout } = wanted;
  const pause = (seconds: number) => sleepFor(seconds * 1000, undefined, { signal });
  await pause(delay);
  if (port === undefined && path === undefined) {
    await pause(timeout);
    return { done: true };
  }
  let stamp = '';
  const isOver = () => performance.now() - began >= timeout * 1000;
  while (!isOver()) {
    const seen = readLook(wanted, await ask(lookScript(wanted, stamp)));
    if (seen.done) return seen;
    stamp = seen.stamp ?? stamp;
    await pause(Math.max(sleep, 0.1));
  }
  return { done: false };
}

function sentenceOf({ host, port, path, state, search_regex, timeout }: WantedWait): string {
  const what = path ?? `${host}:${port}`;
  const wish = {
    started: 'is not there',
    present: 'is not there',
    stopped: 'is still open',
    absent: 'is still there',
    drained: 'still has connections',
  }[state];
  const missing = search_regex === undefined ? wish : `does not say ${JSON.stringify(search_regex)}`;
  return `${what} ${missing} after ${timeout} s`;
}
