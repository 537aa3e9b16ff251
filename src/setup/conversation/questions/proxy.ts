// Which proxy, and on which port: whose the ports are already decides most of it.

import { port } from '../../../module_parts/params.js';
import { type HostReport, isProxy, ownerOf, type ProxyName, proxies } from '../host_report.js';
import type { Case, Choice, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { oneOf, path } from './schemas.js';

/** Both listen on 80 as Debian packages them, Apache on 443 too. */
const ownPorts: { readonly [name in ProxyName]: readonly number[] } = { nginx: [80], apache2: [80, 443] };

/**
 * Why a proxy cannot be used here, as a clause. One that serves nothing but the endpoint hands its ports over to the other
 * (role handover).
 */
function blockerOf(name: ProxyName, { hostReport, known }: Case): string | undefined {
  const taken = ownPorts[name].find((number) => (ownerOf(hostReport, number) ?? name) !== name);
  const owner = taken === undefined ? undefined : ownerOf(hostReport, taken);
  const before = hostReport.proxies.find((proxy) => proxy.name === owner);
  const handsOver = before?.name === known.proxy && before?.sites.length === 0;
  return owner === undefined || handsOver ? undefined : `port ${taken} belongs to ${owner}`;
}

function choices(given: Case): readonly Choice[] {
  return proxies.map((name) => ({
    value: name,
    about: aboutProxy(name, given.hostReport),
    refused: blockerOf(name, given),
  }));
}

function aboutProxy(name: ProxyName, hostReport: HostReport): string {
  const found = hostReport.proxies.find((proxy) => proxy.name === name);
  if (!found)
    return name === 'nginx' ? 'carries more connections with less' : 'keeps a thread busy for each client';
  const sites = found.sites.length === 0 ? '' : `, and serves ${found.sites.slice(0, 3).join(', ')}`;
  return found.runs ? `runs here${sites}` : 'is installed here';
}

function suggestProxy(given: Case): string | undefined {
  const { known, hostReport } = given;
  const running = hostReport.proxies.find(({ runs }) => runs) ?? hostReport.proxies[0];
  const liked = [known.proxy, ownerOf(hostReport, 80), ownerOf(hostReport, 443), running?.name, ...proxies];
  return liked.filter(isProxy).find((name) => blockerOf(name, given) === undefined);
}

/** Somebody else listens there, who does not hand it over. */
function strangerOn(number: number, { answers, hostReport, known }: Case): string | undefined {
  const owner = ownerOf(hostReport, number);
  return owner === answers.proxy || owner === known.proxy ? undefined : owner;
}

export const proxyQuestions: readonly Question[] = [
  {
    id: 'proxy',
    takes: '<proxy>',
    about: 'nginx or apache2',
    variable: 'proxy',
    isCommon: true,
    schema: oneOf(...proxies),
    message: () => 'Proxy',
    choices,
    suggest: suggestProxy,
    applies: () => true,
    isOpen: () => true,
    refuse: (answer, given) => choices(given).find(({ value }) => value === answer)?.refused,
  },
  {
    id: 'port',
    takes: '<port>',
    about: 'the public port (443)',
    variable: 'wss_port',
    isCommon: false,
    schema: port(),
    message: () => 'Public port',
    remark: (given) => {
      const owner = strangerOn(443, given);
      return owner === undefined ? undefined : `port 443 belongs to ${owner}`;
    },
    suggest: (given) => {
      if (typeof given.known.wss_port === 'number') return given.known.wss_port;
      return [443, 8443, 9443].find((number) => strangerOn(number, given) === undefined);
    },
    applies: ({ answers }) => answers.proxy !== undefined,
    isOpen: (given) => strangerOn(443, given) !== undefined,
    refuse: (answer, given) => {
      if (answer === 80) return 'port 80 is for http';
      const owner = strangerOn(Number(answer), given);
      return owner === undefined ? undefined : `port ${answer} belongs to ${owner}`;
    },
  },
  {
    id: 'path',
    takes: '<path>',
    about: 'the path of the URL, where a host has several endpoints: /kusama; / for the whole site',
    variable: 'wss_path',
    isCommon: false,
    schema: path(),
    message: () => 'Path of the URL',
    suggest: ({ known }) => (typeof known.wss_path === 'string' ? known.wss_path : '/'),
    applies: (given) => given.meant !== undefined && !isBootnode(given),
    isOpen: () => true,
  },
];
