// A host that is away for a while: after steps that reboot it, or because something else creates it (`wait_for_connection`).
// Proof: test/engine/task/reboot.test.ts.

import type { Absence } from '../../change.js';
import { Unreachable } from '../../connection.js';
import { lastLines } from '../../host_words.js';
import type { Output } from '../../module.js';
import type { Target } from '../host/target.js';
import { type Return, type Wait, waitForReturn } from '../host/wait_return.js';
import { type Decision, decide, probeOf } from './decision.js';
import { gatherFactsAgain } from './facts.js';
import { type ItemResult, idle } from './result.js';
import type { TaskHost } from './task_host.js';
import type { StateItem } from './task_item.js';

/** Seconds between one question and the next. */
const pause = 1;

/** How often the steps are sent where their answer is lost. Sending them again does no harm. */
const attempts = 3;

type Outputs = readonly Output[] | undefined;

/**
 * Sends the steps; that the connection is lost meanwhile is what they are for.
 *
 * @throws Unreachable when it does not come back in time
 */
export async function sendAway(
  target: Target,
  absence: Absence,
  send: () => Promise<Outputs>,
): Promise<Outputs> {
  const until = performance.now() + absence.timeout * 1000;
  try {
    return await target.connection.away(until, pause, async () => {
      let outputs: Outputs;
      for (let nth = 1; !outputs && nth <= attempts; nth += 1) outputs = await send();
      return outputs;
    });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new Unreachable(toldTo(target, absence, error.message), error.advice);
  }
}

/** @returns the failure, or undefined when the host is back and all that was known of it is asked anew */
export async function comeBack(
  it: StateItem,
  { change, found }: Extract<Decision, { kind: 'change' }>,
  absence: Absence,
): Promise<ItemResult | undefined> {
  const { host, target, module, item } = it;
  const before = JSON.stringify(found);
  const came = await waitForReturn(
    target.connection,
    { ...absence, pause },
    host.run.signal,
    async (left) => {
      target.forget();
      const now = decide(module, item.wanted, await target.answer(probeOf(item)));
      if (now.kind === 'blind') return now.why;
      if ('found' in now && JSON.stringify(now.found) === before)
        return 'it still runs as before, and has not been rebooted';
      return absence.test === undefined ? undefined : tried(it, absence.test, left);
    },
  );
  if (came.kind === 'back') return void (await gatherFactsAgain(host, target));
  return { ...failureOf(target, came, absence), fields: change.fields, touched: true };
}

async function tried({ target, item }: StateItem, test: string, left: number): Promise<string | undefined> {
  const [output] = (await target.ask(item.identity, [{ script: test }], { timeout: left })) ?? [];
  if (!output) return 'the connection was lost';
  if (output.code === 0) return undefined;
  const words = lastLines(output.stderr.toString(), 3) || lastLines(output.stdout.toString(), 3);
  return `it is back, but its test command ends with exit ${output.code}${words && `: ${words}`}`;
}

function failureOf(target: Target, came: Exclude<Return, { kind: 'back' }>, absence: Absence): ItemResult {
  const message = toldTo(target, absence, came.why);
  if (came.kind === 'otherwise') return idle('failed', { message });
  return idle('unreachable', { message, advice: came.advice });
}

function toldTo({ name }: Target, { timeout }: Absence, why: string): string {
  return `${name} was told to reboot, and ${timeout} s later: ${why}`;
}

/**
 * Waits until a shell of the login user answers. Whatever was known of the host is asked again.
 *
 * @throws Unreachable when the time is over
 */
export async function untilReached(host: TaskHost, target: Target, wait: Wait): Promise<void> {
  const came = await waitForReturn(target.connection, wait, host.run.signal, async () => {
    target.forget();
    await target.answer({ identity: { kind: 'login' }, script: ':' });
    return undefined;
  });
  if (came.kind === 'back') return gatherFactsAgain(host, target);
  const advice = came.kind === 'away' ? came.advice : undefined;
  throw new Unreachable(`no connection after ${wait.delay + wait.timeout} s; ${came.why}`, advice);
}
