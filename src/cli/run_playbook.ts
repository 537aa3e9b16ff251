// What `apply` and `plan` do: check everything that they are given, then hand the run to the engine.

import { hostname, userInfo } from 'node:os';
import { run } from '../engine/run.js';
import type { Mode } from '../event.js';
import { exitCodeOf } from '../report/exit_code.js';
import { openReport } from '../report/index.js';
import { connectTo } from '../transport/index.js';
import { askBecomePassword, askLoginPassword, askPassphrase } from './ask.js';
import type { PlaybookOptions } from './options.js';
import { readInput } from './read_input.js';
import { onInterruption } from './signals.js';

/**
 * @returns the exit code: README, "Exit codes"
 * @throws ProblemError before any host was touched
 */
export async function runPlaybook(
  mode: Mode,
  playbookFile: string,
  options: PlaybookOptions,
): Promise<number> {
  const { inputs, routes, warnings } = await readInput(playbookFile, options);
  const loginPassword = options.askPass ? await askLoginPassword() : undefined;
  const becomePassword = options.askBecomePass ? await askBecomePassword(loginPassword) : undefined;
  const report = openReport(options.output, {
    stdout: process.stdout,
    diff: options.diff ?? false,
    colour: options.color,
  });
  const transport = connectTo({
    acceptNewHostKeys: options.acceptNewHostKeys ?? false,
    loginPassword,
    becomePassword,
    askPassphrase: (keyFile) => report.pause(() => askPassphrase(keyFile)),
  });
  const interruption = onInterruption((message) => report.on({ type: 'warning', message }));
  try {
    const recap = await run({
      ...inputs,
      mode,
      warnings,
      forks: options.forks,
      window: options.window,
      silenceTimeout: options.silenceTimeout,
      holder: holderText(),
      patience: { reconnect: options.reconnectTimeout, lock: options.lockWait },
      signal: interruption.signal,
      listener: report.on,
      addressOf: (host) => routes(host).address,
      connect: (host, signal) => transport.connect(routes(host), signal),
    });
    return exitCodeOf(recap, mode);
  } finally {
    interruption.release();
    await transport.close();
    await report.close();
  }
}

/** Another run of the same person has another process number. */
function holderText(): string {
  const since = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return `${userInfo().username} on ${hostname()} (process ${process.pid}), since ${since}`;
}
