// The end of a setup: the plan, one question, the files, the run, and what to give to clients.

import type { RunEvent } from '../event.js';
import { commandWords, inventoryWords } from '../project/starting_files.js';
import { openReport } from '../report/index.js';
import { runOver } from '../run/run_playbook.js';
import { foldedLines, foldPlan } from './conversation/folded_plan.js';
import { tellEndpoint } from './ending.js';
import { endpointsOf } from './endpoints.js';
import type { Setup } from './parts.js';
import { inputOf, planFor } from './plan.js';
import { type Talked, wentBackIn } from './talk_about.js';

const INTERRUPTED = 130;

const passwordsLater =
  'Passwords were not written: later runs are given them with --ask-pass and --ask-become-pass, or from an encrypted file.';

/** Changes that are named while the plan is folded. */
const named = 12;

/** @returns the exit code */
export async function finish(setup: Setup, talked: readonly Talked[]): Promise<number> {
  const { options, speaker, pages } = setup;
  let all = talked;
  for (;;) {
    const hosts = all.map(({ host }) => host).join(',');
    speaker.heading(`Looking what would change on ${hosts}`);
    const plan = await planFor(setup, hosts);
    if (plan.code === INTERRUPTED) return plan.code;
    const folded = foldPlan(plan.events);
    if (folded.failed.length > 0 || options.plan) {
      await replay(plan.events, setup);
      if (options.plan) for (const [path, text] of pages.shown()) tellPage(setup, path, text);
      const back = options.plan ? undefined : await otherAnswers(setup, all);
      if (back) {
        all = back;
        continue;
      }
      speaker.remark('Nothing was changed, neither there nor here.');
      return plan.code;
    }
    speaker.list(foldedLines(folded, named));
    speaker.remark(`${[...pages.unwritten().keys()].join(' and ') || 'No file'} would be written here.`);
    const decision = await decide(setup, all, plan.events);
    if (decision === 'apply') return apply(setup, hosts);
    all = decision;
  }
}

/** Where the plan is refused. @returns what was talked about anew; undefined: somebody has had enough, or nobody was asked */
async function otherAnswers(
  { person }: Setup,
  talked: readonly Talked[],
): Promise<readonly Talked[] | undefined> {
  const choice = await person?.choose('The plan is refused. What now?', [
    { value: 'back', name: 'back to the questions' },
    { value: 'end', name: 'end; the answers can be given again' },
  ]);
  return choice === 'back' ? wentBackIn(talked) : undefined;
}

/** As `plan --diff` shows it. */
async function replay(events: readonly RunEvent[], { options }: Setup): Promise<void> {
  const report = openReport('lines', { stdout: process.stdout, diff: true, colour: options.color });
  for (const event of events) report.on(event);
  await report.close();
}

function tellPage({ speaker }: Setup, path: string, text: string): void {
  speaker.heading(`Would be written to ${path}`);
  speaker.list(text.trimEnd().split('\n'));
}

/** @returns what was talked about anew, where somebody went back */
async function decide(
  setup: Setup,
  talked: readonly Talked[],
  events: readonly RunEvent[],
): Promise<'apply' | readonly Talked[]> {
  const { person, speaker } = setup;
  if (!person) return 'apply';
  for (;;) {
    await person.forgetTyped();
    const choice = await person.choose('Apply it?', [
      { value: 'apply', name: 'apply, and prove it' },
      { value: 'show', name: 'show the whole plan first' },
      { value: 'back', name: 'back to the questions' },
    ]);
    if (choice === 'apply') return 'apply';
    if (choice === 'show') await replay(events, setup);
    else {
      const back = await wentBackIn(talked);
      if (back) return back;
      speaker.remark(
        'there is no question to go back to: run it with the flags that you want to be different',
      );
    }
  }
}

/** The files first, so that a run that is interrupted is continued from them. */
async function apply(setup: Setup, hosts: string): Promise<number> {
  const { options, pages, speaker, transport } = setup;
  const written = pages.write();
  if (written.length > 0) speaker.heading(`Wrote ${written.join(' and ')}`);
  const input = await inputOf(setup, hosts);
  const open = { stdout: process.stdout, diff: false, colour: options.color };
  const report = openReport(options.output, open);
  setup.asker.askBeside(report);
  let code: number;
  try {
    code = await runOver(transport, 'apply', input, options, report);
  } finally {
    await report.close();
  }
  if (code !== 0) {
    speaker.remark(`The answers are in ${pages.inventory}: run the same again to go on.`);
    return code;
  }
  for (const endpoint of await endpointsOf(setup, hosts)) tellEndpoint(setup, endpoint);
  if (setup.asker.passwords() > 0) speaker.remark(passwordsLater);
  const { playbook, inventory } = pages;
  const verify = ['hostwright verify', ...inventoryWords(inventory)].join(' ');
  speaker.remark(
    `Later: hostwright plan ${commandWords(playbook, inventory)} tells what drifted, ${verify} proves it again.`,
  );
  return 0;
}
