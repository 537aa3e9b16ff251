// The end of `verify`: a table where there are several endpoints, the addresses to give to clients, and a sentence.

import type { Finding } from '../../finding.js';
import type { EndpointVerified, VerifyRecap } from '../../verify_event.js';
import { durationText } from '../duration.js';
import { visible } from '../escape.js';
import { counted, type Page } from '../page.js';
import type { Format } from '../style.js';
import { type Column, tableLines } from '../table.js';
import { truncate, wrap } from '../width.js';
import { verifyExitCode } from './exit_code.js';
import type { Verified } from './verified.js';

export function verifyRecapLines(verified: readonly Verified[], recap: VerifyRecap, page: Page): string[] {
  const table = verified.length > 1 ? ['', ...tableLines(columnsOf(verified), page)] : [];
  const links = verified.flatMap(({ end }) => linkLines(end, page));
  return [...table, ...links, '', ...verdictLines(recap, page)];
}

const nameLimit = 40;

function columnsOf(verified: readonly Verified[]): Column[] {
  const count = (title: string, status: Finding['status'], format: Format): Column => ({
    title,
    cells: verified.map(({ findings }) => String(findings.filter((each) => each.status === status).length)),
    align: 'right',
    format,
  });
  const text = (title: string, of: (end: EndpointVerified) => string, spare = 0): Column => ({
    title,
    cells: verified.map(({ end }) => truncate(visible(of(end)), nameLimit)),
    align: 'left',
    spare,
  });
  const named = verified.some(({ end }) => end.host !== null);
  return [
    ...(named ? [text('host', ({ host }) => host ?? '')] : []),
    text('endpoint', ({ endpoint }) => endpoint ?? 'not known', named ? 2 : 0),
    text('', ({ status }) => status),
    count('ok', 'passed', 'green'),
    count('failed', 'failed', ['red', 'bold']),
    count('not told', 'untried', 'magenta'),
    {
      title: 'time',
      cells: verified.map(({ end }) => durationText(end.ms)),
      align: 'right',
      spare: 1,
    },
  ];
}

/** Not broken into lines, so that it can be copied. */
function linkLines({ endpoint, link }: EndpointVerified, page: Page): string[] {
  if (link === null || endpoint === null) return [];
  return ['', page.style('bold', visible(endpoint)), `  ${page.style('cyan', visible(link))}`];
}

function verdictLines(recap: VerifyRecap, page: Page): string[] {
  const code = verifyExitCode(recap);
  const format: Format = code === 0 ? ['green', 'bold'] : code === 2 ? ['yellow', 'bold'] : ['red', 'bold'];
  return wrap(verdictText(recap), page.columns).map((line) => page.style(format, line));
}

function verdictText({ endpoints, interrupted }: VerifyRecap): string {
  const { proven, failed, unreachable, unknown } = endpoints;
  const parts = [
    ...(failed > 0 ? [`${counted(failed, 'endpoint')} failed`] : []),
    ...(unreachable > 0 ? [`${counted(unreachable, 'endpoint')} could not be reached`] : []),
    ...(unknown > 0 ? [`${counted(unknown, 'endpoint')} could not be told`] : []),
    ...(proven > 0 ? [`${counted(proven, 'endpoint')} proven`] : []),
  ];
  if (interrupted) return `Interrupted${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
  return `${parts.join(', ')}.`;
}
