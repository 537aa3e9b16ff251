// Reports: what a run looks like. A report is given events and writes; it decides nothing and never throws.

import type { Listener } from '../event.js';
import { jsonLine } from './json.js';
import { openNarrator } from './narrator.js';
import type { Page } from './page.js';
import { openProgress } from './progress.js';
import type { Report } from './report.js';
import { openSink } from './sink.js';
import { openStyle } from './style.js';

export { exitCodeOf } from './exit_code.js';
export { printProblems } from './problems.js';
export type { Report } from './report.js';

/** `progress` needs a terminal and is `lines` elsewhere. */
export type Format = 'progress' | 'lines' | 'json';

export interface ReportOptions {
  readonly stdout: NodeJS.WriteStream;
  /** Show unified diffs. */
  readonly diff: boolean;
  /** false: never. true (the default): where the stream shows colours, see src/report/style.ts. */
  readonly colour?: boolean;
}

export function openReport(format: Format, options: ReportOptions): Report {
  const { stdout } = options;
  if (format === 'json') return openLines(stdout, (event) => [jsonLine(event)]);
  const page = openPage(options);
  return format === 'progress' && stdout.isTTY
    ? openProgress(stdout, page)
    : openLines(stdout, openNarrator(page));
}

function openLines(
  stdout: NodeJS.WriteStream,
  narrate: (event: Parameters<Listener>[0]) => string[],
): Report {
  const sink = openSink(stdout);
  return {
    on: (event) =>
      sink.write(
        narrate(event)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    close: () => sink.flush(),
  };
}

function openPage({ stdout, diff, colour = true }: ReportOptions): Page {
  const style = openStyle(stdout, colour);
  return {
    get columns() {
      return stdout.columns ?? 80;
    },
    style,
    diff,
  };
}
