// `hostwright exec`: the run of a playbook that has one task.

import { modulesByName } from '../../modules/index.js';
import type { HostsOptions } from '../../options/hosts.js';
import { noPages } from '../../playbook/pages.js';
import { playbookFrom } from '../../playbook/parse.js';
import { readInputFor } from '../../project/read_input.js';
import { openAnswers } from '../../report/answers.js';
import { openReport } from '../../report/index.js';
import { runInput } from '../../run/run_playbook.js';
import { playbookOf, type TaskWords } from './task.js';

type ExecOptions = TaskWords & HostsOptions & { readonly output: 'lines' | 'json' };

/** @returns the exit code: README, "Exit codes" */
export async function execTask(
  pattern: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<number> {
  const play = playbookOf(pattern, command, options, modulesByName);
  const yaml = { documents: [{ kind: 'list', items: [play], place: play.place } as const], warnings: [] };
  const load = async () => playbookFrom(yaml, 'the command line', modulesByName, noPages);
  const input = await readInputFor(load, options);
  const { stdout, stderr } = process;
  return runInput('apply', input, options, () =>
    options.output === 'json'
      ? openReport('json', { stdout, diff: false })
      : openAnswers({ stdout, stderr, colour: options.color }),
  );
}
