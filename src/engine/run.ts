// A run: the plays of a playbook in order, each over its hosts, with one connection a host for all of them.

import pLimit from 'p-limit';
import type { Listener, Recap } from '../event.js';
import type { Host } from '../inventory/inventory.js';
import { tasksAhead } from '../playbook/parts_of.js';
import type { Play } from '../playbook/play.js';
import { batchesOf } from '../playbook/serial.js';
import { batchLimitsFor } from './batch_limits.js';
import { ActiveHosts, type Hosts, openHosts } from './hosts.js';
import { openThrottle, Slot } from './order/slot.js';
import { Batch } from './play/batch.js';
import type { HostRun } from './play/host_run.js';
import { runPlay } from './play/play.js';
import { selectParts } from './play/tags.js';
import { RecapCounter } from './recap_counter.js';
import type { RunOptions } from './run_options.js';
import { Notified } from './task/notified.js';
import { SentAhead } from './task/sent_ahead.js';
import type { Run } from './task/task_host.js';
import { playLevels } from './variables/levels.js';

export async function run(options: RunOptions): Promise<Recap> {
  const began = performance.now();
  const counter = new RecapCounter();
  const emit: Listener = (event) => {
    counter.add(event);
    options.listener(event);
  };
  const hostsOfRun = openHosts(options, emit);
  const context: Run = {
    ...options,
    emit,
    began: new Date(),
    target: hostsOfRun.target,
    throttle: openThrottle(),
    machines: new Map(),
  };
  const plays = options.playbook.plays.map((play) => ({ play, hosts: options.hostsOf(play) }));
  const names = [...new Set(plays.flatMap(({ hosts }) => hosts.map((host) => host.name)))];
  emit({ type: 'run', version: 2, mode: options.mode, playbook: options.playbook.file, hosts: names });
  for (const { message, advice, place } of options.warnings) {
    const text = advice === undefined ? message : `${message}: ${advice}`;
    emit({ type: 'warning', message: text, ...(place && { place }) });
  }

  // Whatever happens, connections are closed and there is a recap; the error is the process's after that.
  const defect = await runPlays(context, options, plays, hostsOfRun).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await hostsOfRun.close();

  const hosts = names.map((name) => {
    const { roundTrips, times } = hostsOfRun.target(name).connection;
    return [name, counter.recapOf(name, roundTrips, times)] as const;
  });
  const recap: Recap = {
    type: 'recap',
    hosts: Object.fromEntries(hosts),
    ms: Math.round(performance.now() - began),
    interrupted: options.signal.aborted,
  };
  emit(recap);
  if (defect) throw defect.error;
  return recap;
}

async function runPlays(
  context: Run,
  options: RunOptions,
  plays: readonly { readonly play: Play; readonly hosts: readonly Host[] }[],
  hostsOfRun: Hosts,
): Promise<void> {
  const activeHosts = new ActiveHosts();
  const limit = pLimit(options.forks);
  let batches = 0;
  const delegates = plays.some(({ play }) => tasksAhead(play.tasks).some(({ delegateTo }) => delegateTo));
  for (const [index, { play, hosts }] of plays.entries()) {
    const needed = new Set(plays.slice(index + 1).flatMap((later) => later.hosts.map((host) => host.name)));
    const left = hosts.filter((host) => activeHosts.isIn(host));
    const tasks = selectParts(play.tasks, options.tags);
    const all = left.map((host) => host.name);
    const limits = batchLimitsFor(play, left, options);
    for (const members of batchesOf(left, limits.serial)) {
      const names = members.map((host) => host.name);
      batches += 1;
      const path = [batches];
      const batch = new Batch(limits, names, all, path);
      const levels = playLevels(play, all, names);
      context.emit({ type: 'play', name: play.name, hosts: names, tasks: tasksAhead(tasks).length });
      const runs = members.map((host): HostRun => {
        const address = () => options.addressOf(host.name);
        const isLastTurn = !delegates && !needed.has(host.name);
        const own = { address, path, isLastTurn, slot: new Slot(limit) };
        const kept = hostsOfRun.of(host);
        kept.variables.where = batch.progress.of(host.name);
        const isStopped = () => batch.isStoppedAt(kept.variables.where.now());
        const [notified, sentAhead] = [Notified.nothing(), new SentAhead()];
        return { run: context, play, levels, host, batch, isStopped, notified, sentAhead, ...own, ...kept };
      });
      activeHosts.note(await runPlay(runs, tasks), batch);
      for (const host of activeHosts.readmit(hosts, batch)) await hostsOfRun.revive(host);
      if (batch.stop !== undefined) {
        const message = `the run was stopped in the play "${play.name}": ${batch.stop}`;
        context.emit({ type: 'warning', message, lasting: true });
        return;
      }
      if (batch.isLast) break;
    }
  }
}
