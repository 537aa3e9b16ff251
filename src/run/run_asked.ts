// A run that somebody agrees to: what would change is told, then one question, then it is done.

import type { HostsOptions } from '../options/hosts.js';
import { fail } from '../problem.js';
import { askAgreement } from '../process/ask.js';
import type { Input } from '../project/read_input.js';
import { openReport } from '../report/index.js';
import { runOver, withTransport } from './run_playbook.js';

export interface Asked {
  /** What would be done is told, and that is all. */
  readonly plan?: boolean | undefined;
  /** Nobody is asked. */
  readonly yes?: boolean | undefined;
  readonly diff?: boolean | undefined;
  readonly output: 'progress' | 'lines' | 'json';
}

/** Code of a plan that has found changes. */
const PENDING = 2;

/** @returns the exit code: README, "Exit codes" @throws ProblemError where nobody can be asked, before a host is touched */
export async function runAsked(
  question: string,
  input: Input,
  options: HostsOptions & Asked,
): Promise<number> {
  const { plan = false, yes = false, output, diff = false, color: colour } = options;
  if (!plan && !yes && !process.stdin.isTTY)
    fail('there is no terminal to ask at', undefined, 'say --yes, or --plan to see what would be done');
  const open = () => openReport(output, { stdout: process.stdout, diff, colour });
  return withTransport(options, open, async (transport, report) => {
    if (yes && !plan) return runOver(transport, 'apply', input, options, report);
    const code = await runOver(transport, 'plan', input, options, report);
    if (plan || code !== PENDING || !(await report.pause(() => askAgreement(question)))) return code;
    const applied = open();
    try {
      return await runOver(transport, 'apply', input, options, applied);
    } finally {
      await applied.close();
    }
  });
}
