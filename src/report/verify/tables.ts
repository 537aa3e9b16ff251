// For people: one endpoint with all its findings; of several, the findings that are no success, and a recap.

import type { EndpointFinding, EndpointName, VerifyEvent } from '../../verify_event.js';
import { visible } from '../escape.js';
import { counted, type Page } from '../page.js';
import { wrap } from '../width.js';
import { findingLines } from './finding.js';
import { verifyRecapLines } from './recap.js';
import type { Verified } from './verified.js';

/** Keeps what was told until it can be shown, and gives the lines that are due after each event. */
export function openTables(page: Page): (event: VerifyEvent) => string[] {
  const findings = new Map<string, EndpointFinding[]>();
  const verified: Verified[] = [];
  let alone = true;
  return (event) => {
    switch (event.type) {
      case 'verify':
        alone = event.endpoints.length === 1;
        return beginLines(event, page);
      case 'progress':
        return [page.style('dim', visible(`${titleOf(event)}: ${event.doing}`))];
      case 'finding': {
        const key = keyOf(event);
        findings.set(key, [...(findings.get(key) ?? []), event]);
        return [];
      }
      case 'endpoint': {
        const key = keyOf(event);
        const own = { end: event, findings: findings.get(key) ?? [] };
        findings.delete(key);
        verified.push(own);
        return endpointLines(own, alone, page);
      }
      case 'recap':
        return verifyRecapLines(verified, event, page);
    }
  };
}

function keyOf({ endpoint, host }: EndpointName): string {
  return JSON.stringify([endpoint, host]);
}

function beginLines(
  { endpoints, long, intrusive, seconds }: Extract<VerifyEvent, { type: 'verify' }>,
  page: Page,
) {
  const slow = [
    ...(long ? ['a connection is left idle for more than a minute'] : []),
    ...(intrusive ? [`limits are exceeded, which takes up to ${seconds} s, half of it where they hold`] : []),
  ];
  if (endpoints.length < 2 && slow.length === 0) return [];
  const what = `Asking ${counted(endpoints.length, 'endpoint')}`;
  return wrap(`${[what, ...slow].join('; ')}.`, page.columns);
}

function endpointLines({ end, findings }: Verified, alone: boolean, page: Page): string[] {
  const shown = alone
    ? findings
    : findings.filter(({ status, advice }) => status !== 'passed' || advice !== undefined);
  if (shown.length === 0 && end.message === null) return [];
  const message = end.message === null ? [] : wrap(visible(end.message), page.columns - 2);
  return [
    '',
    page.style('bold', visible(titleOf(end))),
    ...shown.flatMap((finding) => findingLines(finding, page)),
    ...message.map((line) => `  ${line}`),
  ];
}

/** `web-1  wss://rpc.example.org/`; a URL of the command line stands for itself. */
export function titleOf({ endpoint, host }: EndpointName): string {
  return [host, endpoint].filter((part) => part !== null).join('  ');
}
