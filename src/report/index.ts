// Reports: what a run looks like. A report is given events and writes; it decides nothing and never throws.

import type { Listener } from '../event.js';
import { jsonLine } from './json.js';
import { openNarrator } from './narrator.js';
import type { Page } from './page.js';
import { openSink } from './sink.js';
import { openStyle } from './style.js';

export { exitCodeOf } from './exit_code.js';
export { printProblems } from './problems.js';

/** `progress` needs a terminal and is `lines` elsewhere. */
export type Format = 'progress' | 'lines' | 'json';

export interface ReportOptions {
  readonly stdout: NodeJS.WriteStream;
  /** Show unified diffs. */
  readonly diff: boolean;
  /** true or false: what the person asked for. Absent: as `openStyle` finds out. */
  readonly colour?: boolean;
}

export interface Report {
  readonly listen: Listener;
  /** Puts the terminal back as it was and resolves when everything is written. Also right in the middle of a run. */
  close(): Promise<void>;
}

export function openReport(format: Format, options: ReportOptions): Report {
  const { stdout } = options;
  if (format === 'json') return openLines(stdout, (event) => [jsonLine(event)]);
  return openLines(stdout, openNarrator(openPage(options)));
}

function openLines(
  stdout: NodeJS.WriteStream,
  narrate: (event: Parameters<Listener>[0]) => string[],
): Report {
  const sink = openSink(stdout);
  return {
    listen: (event) =>
      sink.write(
        narrate(event)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    close: () => sink.flush(),
  };
}

function openPage({ stdout, diff, colour }: ReportOptions): Page {
  const style = openStyle(stdout, colour);
  return {
    get columns() {
      return stdout.columns ?? 80;
    },
    style,
    diff,
  };
}
