// What `verify` looks like: tables for people, JSON lines for programs. Decides nothing and never throws.

import type { VerifyListener } from '../../verify_event.js';
import { visibleJson } from '../escape.js';
import { openPage } from '../page.js';
import { openSink } from '../sink.js';
import { openStyle } from '../style.js';
import { openTables } from './tables.js';

export { verifyExitCode } from './exit_code.js';

export interface VerifyReport {
  readonly on: VerifyListener;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

interface VerifyReportOptions {
  readonly stdout: NodeJS.WriteStream;
  /** false: none. true: where the stream shows colours. */
  readonly colour: boolean;
}

export function openVerifyReport(
  format: 'table' | 'json',
  { stdout, colour }: VerifyReportOptions,
): VerifyReport {
  const sink = openSink(stdout);
  const tables = openTables(openPage(stdout, openStyle(stdout, colour), false));
  return {
    on: (event) => {
      const lines = format === 'json' ? [visibleJson(JSON.stringify(event))] : tables(event);
      sink.write(lines.map((line) => `${line}\n`).join(''));
    },
    close: () => sink.flush(),
  };
}
