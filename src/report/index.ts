// Reports: what a run looks like. A report is given events and writes; it decides nothing and never throws.

import { jsonLine } from './json.js';
import { type Narrator, openNarrator } from './narrator.js';
import { openPage } from './page.js';
import { openProgress } from './progress.js';
import type { Report } from './report.js';
import { openSink } from './sink.js';
import { openStyle } from './style.js';

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

export function openReport(format: Format, { stdout, diff, colour = true }: ReportOptions): Report {
  if (format === 'json') return openLines(stdout, (event) => [jsonLine(event)]);
  const page = openPage(stdout, openStyle(stdout, colour), diff);
  return format === 'progress' && canRedraw(stdout)
    ? openProgress(stdout, page)
    : openLines(stdout, openNarrator(page));
}

function openLines(stdout: NodeJS.WriteStream, narrate: Narrator): Report {
  const sink = openSink(stdout);
  const ended = (line: string) => `${line}\n`;
  return {
    on: (event) => sink.write(narrate(event).map(ended).join('')),
    pause: (question) => question(),
    close: () => sink.flush(),
  };
}

function canRedraw(stdout: NodeJS.WriteStream): boolean {
  return stdout.isTTY && process.env.TERM !== 'dumb';
}
