// What a look has found, as lines for people. Pure; what the host said is still untrusted text.

import {
  exposedPorts,
  type FoundCertificate,
  type FoundProxy,
  type HostReport,
  leadsToHost,
  ownerOf,
} from './host_report.js';

/** What it is about, and what was found. */
export type SummaryLine = readonly [subject: string, words: string];

/** @param now for the days that certificates have left */
export function summaryLines(hostReport: HostReport, now: Date): readonly SummaryLine[] {
  const { proxies, certificates, firewall } = hostReport;
  return [
    ['system', hostReport.system],
    ['node', nodeWords(hostReport)],
    ['proxy', proxies.length === 0 ? 'none is installed' : proxies.map(proxyWords).join('; ')],
    ['ports', portWords(hostReport)],
    [
      'certificates',
      certificates.length === 0
        ? 'none but our own'
        : certificates.map((each) => certificateWords(each, now)).join('; '),
    ],
    ['firewall', firewall === 'absent' ? 'ufw is not installed' : `ufw is ${firewall}`],
    ['names', nameWords(hostReport)],
  ];
}

/** `Westend on port 9944, a full node; refuses unsafe methods` */
export function nodeWords({ node: { port, report } }: HostReport): string {
  if (report.kind === 'silent') return `none answers on port ${port}: ${report.why}`;
  const roles = report.roles.length === 0 ? 'role not told' : report.roles.join(', ');
  const methods = {
    refused: 'refuses unsafe methods',
    served: 'SERVES UNSAFE METHODS',
    untold: 'does not clearly refuse unsafe methods',
  }[report.unsafe.kind];
  return `${report.chain ?? 'a chain without a name'} on port ${port} (${roles}), ${methods}`;
}

function proxyWords({ name, runs, sites }: FoundProxy): string {
  const shown = sites.slice(0, 4).join(', ') + (sites.length > 4 ? ', ...' : '');
  return `${name} ${runs ? 'runs' : 'is installed'}${shown && `, serves ${shown}`}`;
}

function portWords(hostReport: HostReport): string {
  const public_ = [80, 443].map((port) => `${port} ${wordsOfOwner(ownerOf(hostReport, port))}`);
  const open = exposedPorts(hostReport, [hostReport.node.port, 9933, 9615]);
  return [...public_, ...open.map((port) => `${port} open to others (${ownerOf(hostReport, port)})`)].join(
    ', ',
  );
}

function wordsOfOwner(owner: string | undefined): string {
  return owner === undefined ? 'free' : `belongs to ${owner}`;
}

function certificateWords({ names, path, until }: FoundCertificate, now: Date): string {
  const days = Math.floor((until.getTime() - now.getTime()) / 86_400_000);
  const left = days < 0 ? 'expired' : `${days} days left`;
  return `${names.slice(0, 3).join(', ') || 'no names'}, ${left} (${path})`;
}

export function nameWords(hostReport: HostReport): string {
  const words = Object.entries(hostReport.names).map(([name, { here }]) => {
    if (leadsToHost(hostReport, name, 'here')) return `${name} leads here`;
    return here.length === 0 ? `${name} has no address` : `${name} leads to ${here.slice(0, 2).join(', ')}`;
  });
  return words.join(', ') || 'none is known';
}
