// What hosts answered to one task: equal answers once, under the names of all who gave them. For `exec`.

import type { Outcome, TaskOutcome } from '../event.js';
import { visible, visibleLines } from './escape.js';
import { digestOf } from './fold.js';
import { hostsText } from './host_list.js';
import { outcomeLines } from './outcome.js';
import { counted, openPage, type Page } from './page.js';
import type { Report } from './report.js';
import { openSink } from './sink.js';
import { isFailure, shownStatus, statusFormats, statusWords } from './status.js';
import { openStyle } from './style.js';
import { wrap } from './width.js';

export interface AnswersOptions {
  readonly stdout: NodeJS.WriteStream;
  /** Warnings go there and, where it is a terminal, how many hosts are done: what stdout gets may be read by a program. */
  readonly stderr: NodeJS.WriteStream;
  readonly colour: boolean;
}

interface Answer {
  readonly outcome: Outcome;
  readonly hosts: string[];
}

/** Prints at the end, because only then it is known which answers are alike; in the order of the hosts, failures last. */
export function openAnswers({ stdout, stderr, colour }: AnswersOptions): Report {
  const [out, err] = [openSink(stdout), openSink(stderr)];
  const page = openPage(stdout, openStyle(stdout, colour), false);
  const answers = new Map<string, Answer>();
  let all: readonly string[] = [];
  let done = 0;
  const clearCount = () => (stderr.isTTY ? err.write('\r\x1b[K') : undefined);
  return {
    on(event) {
      switch (event.type) {
        case 'run':
          all = event.hosts;
          return;
        case 'outcome':
        case 'host_outcome':
          return add(answers, event);
        case 'warning':
          clearCount();
          return err.write(`${event.host ? `${visible(event.host)}: ` : ''}${visible(event.message)}\n`);
        case 'host':
          if (event.state !== 'done' || !stderr.isTTY) return;
          done += 1;
          return err.write(`\r\x1b[K${done} of ${counted(all.length, 'host')} done`);
        case 'recap':
          clearCount();
          return out.write(
            inOrder(answers, all)
              .map((answer) => answerText(answer, all, page))
              .join(''),
          );
        default:
          return;
      }
    },
    pause(question) {
      clearCount();
      return question();
    },
    async close() {
      await Promise.all([out.flush(), err.flush()]);
    },
  };
}

function add(answers: Map<string, Answer>, outcome: Outcome): void {
  const { host, ms: _, ...said } = { ms: 0, ...outcome };
  const key = digestOf(said);
  const known = answers.get(key);
  if (known) known.hosts.push(host);
  else answers.set(key, { outcome, hosts: [host] });
}

function inOrder(answers: ReadonlyMap<string, Answer>, all: readonly string[]): readonly Answer[] {
  const ranks = new Map(all.map((host, rank) => [host, rank]));
  const rank = (host: string | undefined) => ranks.get(host ?? '') ?? all.length;
  const sorted = [...answers.values()].map(({ outcome, hosts }) => ({
    outcome,
    hosts: hosts.sort((one, other) => rank(one) - rank(other)),
  }));
  return sorted.sort(
    (one, other) =>
      Number(isFailure(one.outcome)) - Number(isFailure(other.outcome)) ||
      rank(one.hosts[0]) - rank(other.hosts[0]),
  );
}

/** The output of a command is all there is to say of it, unless it failed; what a module did is told as in other reports. */
function answerText({ outcome, hosts }: Answer, all: readonly string[], page: Page): string {
  const output = outputOf(outcome);
  const status = shownStatus(outcome);
  const ended = output && output.code !== 0 ? `, exit code ${output.code}` : '';
  const word =
    output && !isFailure(outcome) ? '' : `: ${page.style(statusFormats[status], statusWords[status])}`;
  const printed = output ? [output.stdout, output.stderr].flatMap((text) => visibleLines(text)) : [];
  const told = output
    ? [...untold(outcome), ...printed].map((line) => `  ${line}`)
    : outcomeLines(outcome, '  ', page);
  const lines = [...told, ...adviceLines(outcome, page)];
  return `${page.style('bold', hostsText(hosts, all))}${word}${ended}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** What went wrong besides the command's own words and exit code. */
function untold(outcome: Outcome): readonly string[] {
  const { message } = outcome;
  const isTold = message === undefined || /^exit \d+[:,]/.test(message) || outputOf(outcome) === undefined;
  return isTold ? [] : visibleLines(message);
}

function outputOf(outcome: Outcome): TaskOutcome['output'] {
  return outcome.type === 'outcome' ? outcome.output : undefined;
}

/** As the other reports give it. */
function adviceLines(outcome: Outcome, page: Page): readonly string[] {
  if (!isFailure(outcome)) return [];
  return visibleLines(outcome.advice ?? '')
    .flatMap((line) => wrap(line, page.columns - 2))
    .map((line) => `  ${page.style('cyan', line)}`);
}
