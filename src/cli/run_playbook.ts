// What `apply` and `plan` do: read the files, check everything, then hand the run to the engine.

import { checkRun } from '../engine/check.js';
import { run } from '../engine/run.js';
import type { Listener, Mode } from '../event.js';
import { localFiles } from '../files/files.js';
import type { Host } from '../inventory/inventory.js';
import { magicVariables } from '../inventory/magic.js';
import { parseInventory } from '../inventory/parse.js';
import { modulesByName } from '../modules/index.js';
import { parsePlaybook } from '../playbook/parse.js';
import { exitCodeOf } from '../report/exit_code.js';
import { openReport } from '../report/index.js';
import { connectTo } from '../transport/index.js';
import { askPassphrase } from './ask.js';
import { hostSelection } from './host_selection.js';
import type { PlaybookOptions } from './options.js';
import { routesTo } from './routes.js';
import { shippedTemplates } from './shipped.js';
import { onInterruption } from './signals.js';

/** @returns the exit code: README, "Exit codes" */
export async function runPlaybook(
  mode: Mode,
  playbookFile: string,
  options: PlaybookOptions,
): Promise<number> {
  const files = localFiles([shippedTemplates]);
  const playbook = parsePlaybook(files.text(playbookFile), playbookFile, modulesByName);
  const inventory = parseInventory(files.text(options.inventory), options.inventory);
  const inputs = {
    playbook,
    hostsOf: hostSelection(inventory, options.limit),
    modules: modulesByName,
    files,
    magic: (host: Host) => magicVariables(host, inventory),
    tags: options.tags,
  };
  const routes = routesTo(inventory, playbook.plays.flatMap(inputs.hostsOf), files, options.connectTimeout);
  checkRun({ ...inputs, isHost: routes.has });

  const report = openReport(options.output, {
    stdout: process.stdout,
    diff: options.diff,
    colour: options.color,
  });
  for (const { message, place } of [...playbook.warnings, ...inventory.warnings]) {
    report.on({ type: 'warning', message, ...(place && { place }) });
  }
  const transport = connectTo({ acceptNewHostKeys: options.acceptNewHostKeys, askPassphrase });
  const interruption = onInterruption();
  const listener: Listener = report.on;
  try {
    const recap = await run({
      ...inputs,
      mode,
      forks: options.forks,
      window: options.window,
      silenceTimeout: options.silenceTimeout,
      signal: interruption.signal,
      listener,
      addressOf: (host) => routes.to(host).address,
      connect: (host, signal) => transport.connect(routes.to(host), signal),
    });
    return exitCodeOf(recap, mode);
  } finally {
    interruption.release();
    await transport.close();
    await report.close();
  }
}
