// What `apply` and `plan` do: check everything that they are given, then hand the run to the engine.

import { hostname, userInfo } from 'node:os';
import { run } from '../engine/run.js';
import type { Mode } from '../event.js';
import type { HostsOptions, PlaybookOptions } from '../options/hosts.js';
import { askBecomePassword, askLoginPassword, askPassphrase, askVariable } from '../process/ask.js';
import { openRunLog } from '../process/run_log.js';
import { onInterruption } from '../process/signals.js';
import { type Input, readInput } from '../project/read_input.js';
import { isShipped } from '../project/shipped.js';
import { exitCodeOf } from '../report/exit_code.js';
import { openReport, type Report } from '../report/index.js';
import { type Connector, connectTo } from '../transport/index.js';
import { Busy } from './busy.js';
import { isListing, listed } from './listing.js';

/**
 * @returns the exit code: README, "Exit codes"
 * @throws ProblemError before any host was touched
 */
export async function runPlaybook(
  mode: Mode,
  playbookFile: string,
  options: PlaybookOptions,
): Promise<number> {
  const input = await readInput(playbookFile, options, isListing(options) ? undefined : askVariable);
  if (isListing(options)) {
    process.stdout.write(listed(input.inputs, options));
    return 0;
  }
  const open = { stdout: process.stdout, diff: options.diff ?? false, colour: options.color };
  return runInput(mode, input, options, () => openReport(options.output, open));
}

/** @param openReport called when all questions of before the run are answered */
export async function runInput(
  mode: Mode,
  input: Input,
  options: HostsOptions,
  openReport: () => Report,
): Promise<number> {
  return withTransport(options, openReport, (transport, report) =>
    runOver(transport, mode, input, options, report),
  );
}

/** What needs connections, which are open as long as it takes, and a report. */
export async function withTransport<Result>(
  options: HostsOptions,
  openReport: () => Report,
  work: (transport: Connector, report: Report) => Promise<Result>,
): Promise<Result> {
  const loginPassword = options.askPass ? await askLoginPassword() : undefined;
  const becomePassword = options.askBecomePass ? await askBecomePassword(loginPassword) : undefined;
  const report = openReport();
  const transport = connectTo({
    acceptNewHostKeys: options.acceptNewHostKeys ?? false,
    loginPassword,
    becomePassword,
    askPassphrase: (keyFile) => report.pause(() => askPassphrase(keyFile)),
    tell: (message) => report.on({ type: 'warning', message }),
  });
  try {
    return await work(transport, report);
  } finally {
    await transport.close();
    await report.close();
  }
}

/** A run over connections that somebody else opens and closes. @returns the exit code */
export async function runOver(
  transport: Connector,
  mode: Mode,
  { inputs, routes, warnings }: Input,
  options: HostsOptions,
  report: Report,
): Promise<number> {
  const busy = new Busy();
  const interruption = onInterruption((message) =>
    report.on({ type: 'warning', message: `${message}${busy.words()}` }),
  );
  try {
    const recap = await run({
      ...inputs,
      mode,
      runLog: openRunLog(mode),
      warnings,
      oneNameEach: isShipped,
      forks: options.forks,
      window: options.window,
      silenceTimeout: options.silenceTimeout,
      lookTimeout: options.lookTimeout,
      holder: holderText(),
      patience: { reconnect: options.reconnectTimeout, lock: options.lockWait },
      signal: interruption.signal,
      listener: (event) => {
        busy.hear(event);
        report.on(event);
      },
      addressOf: (host) => transport.addressOf(routes(host)),
      connect: (host, signal) => transport.connect(routes(host), signal),
    });
    return exitCodeOf(recap, mode);
  } finally {
    interruption.release();
  }
}

/** Another run of the same person has another process number. */
function holderText(): string {
  const since = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return `${userInfo().username} on ${hostname()} (process ${process.pid}), since ${since}`;
}
