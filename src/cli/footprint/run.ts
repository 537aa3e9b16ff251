// `hostwright footprint`: the shipped playbook of that name, planned, and told as one answer or one object a host.

import { join } from 'node:path';
import { isOutcome, type RunEvent } from '../../event.js';
import { hasRecordIn, thingsIn } from '../../module_parts/footprint/standing_things.js';
import type { HostsOptions } from '../../options/hosts.js';
import { readInput } from '../../project/read_input.js';
import { shippedPlaybooks } from '../../project/shipped.js';
import { openAnswers } from '../../report/answers.js';
import { visible } from '../../report/escape.js';
import type { Report } from '../../report/report.js';
import { runInput } from '../../run/run_playbook.js';

type FootprintOptions = HostsOptions & { readonly output: 'lines' | 'json' };

/** @returns the exit code: README, "Exit codes" */
export async function tellFootprint(hosts: string, options: FootprintOptions): Promise<number> {
  const input = await readInput(join(shippedPlaybooks, 'footprint.yml'), {
    ...options,
    limit: hosts,
  });
  const { stdout, stderr } = process;
  return runInput('plan', input, options, () =>
    options.output === 'json' ? openObjects() : openAnswers({ stdout, stderr, colour: options.color }),
  );
}

function openObjects(): Report {
  return {
    on(event) {
      if (event.type === 'warning') process.stderr.write(`${visible(event.message)}\n`);
      const told = objectOf(event);
      if (told) process.stdout.write(`${JSON.stringify(told)}\n`);
    },
    pause: (question) => question(),
    close: async () => undefined,
  };
}

function objectOf(event: RunEvent) {
  if (!isOutcome(event)) return undefined;
  const { host, status, message = '' } = event;
  if (status !== 'ok') return { host, status, message };
  return { host, status, recorded: hasRecordIn(message), made: thingsIn(message) };
}
