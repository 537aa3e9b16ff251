// Which proxy, and on which port: whose the ports are already decides most of it.

import { port } from '../../../module_parts/params.js';
import { everyProxy, isProxy, type ProxyName, proxies, proxyNames } from '../../../module_parts/proxies.js';
import { type HostReport, isKept, ownerOf } from '../host_report.js';
import { proxyBlocker } from '../proxy_blocker.js';
import type { Case, Choice, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { oneOf, path } from './schemas.js';

function choices(given: Case): readonly Choice[] {
  return proxyNames.map((name) => ({
    value: name,
    about: aboutProxy(name, given.hostReport),
    refused: proxyBlocker(name, given),
  }));
}

function aboutProxy(name: ProxyName, hostReport: HostReport): string {
  const found = hostReport.proxies.find((proxy) => proxy.name === name);
  if (!found) return proxies[name].about;
  const sites = found.sites.length === 0 ? '' : `, and serves ${found.sites.slice(0, 3).join(', ')}`;
  return found.runs ? `runs here${sites}` : 'is installed here';
}

function suggestProxy(given: Case): string | undefined {
  const { known, hostReport } = given;
  const running = hostReport.proxies.find(({ runs }) => runs) ?? hostReport.proxies[0];
  const liked = [
    known.proxy,
    ownerOf(hostReport, 80),
    ownerOf(hostReport, 443),
    running?.name,
    ...proxyNames,
  ];
  return liked.filter(isProxy).find((name) => proxyBlocker(name, given) === undefined);
}

/** Somebody else listens there, who does not hand it over. */
function strangerOn(number: number, { answers, hostReport, known }: Case): string | undefined {
  const owner = ownerOf(hostReport, number);
  if (isKept(hostReport, owner, number)) return owner;
  return owner === answers.proxy || owner === known.proxy ? undefined : owner;
}

export const proxyQuestions: readonly Question[] = [
  {
    id: 'proxy',
    takes: '<proxy>',
    about: everyProxy('or', 'name'),
    variable: 'proxy',
    isCommon: true,
    schema: oneOf(...proxyNames),
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
