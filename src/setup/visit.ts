// A visit to a host before anything is asked: one connection, one request, the node through a forwarded port, names in DNS.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Connection } from '../connection.js';
import { lockOwnerOf } from '../engine/host/lock_owner.js';
import { scopeOf } from '../expression/scope.js';
import type { Input } from '../project/read_input.js';
import { askNode } from '../proof/node.js';
import { addressesOf } from '../proof/probes/records.js';
import type { Connector } from '../transport/index.js';
import { CANARY } from './conversation/blocker.js';
import { hostProbes, readHostProbes } from './conversation/host_probe.js';
import type { HostReport, LookedUp } from './conversation/host_report.js';
import type { Case, MeantEndpoint } from './conversation/question.js';
import { candidateNames } from './conversation/questions/name.js';
import { endpointsIn, hostIn, knownOf } from './known.js';
import type { Speaker } from './speaker.js';

export interface Visit {
  readonly hostReport: HostReport;
  readonly known: Case['known'];
  /** Names of the endpoints that the inventory lists; undefined: it has no list. */
  readonly endpoints: readonly string[] | undefined;
  /** What is known where one endpoint is talked about, with what was seen of it. */
  about(meant: MeantEndpoint): Promise<Pick<Visit, 'hostReport' | 'known'>>;
  /** Looks again at what an answer is about. */
  learn(what: 'name' | 'node', answer: unknown, before: HostReport): Promise<HostReport>;
  close(): Promise<void>;
}

/** Seconds for each question to a name server, and for the node. */
const patience = 5;

/**
 * @param typed what the host was called on the command line
 * @throws Unreachable, BecomeRefused, ProbeError
 */
export async function visit(
  host: string,
  typed: string,
  input: Input,
  transport: Connector,
  speaker: Speaker,
): Promise<Visit> {
  const { inputs, routes } = input;
  const endpoint = routes(host);
  const known = knownOf(host, input);
  const { signal } = new AbortController();
  speaker.heading(`Connecting to ${host}`);
  const connection = await transport.connect(endpoint, signal);
  try {
    speaker.heading(`Looking at ${host}`);
    speaker.remark('its system, proxies, ports, certificates, firewall and node; names in DNS');
    const identity = lockOwnerOf(inputs.playbook.plays, scopeOf(inputs.given(hostIn(input, host))));
    const nodePort = typeof known.node_port === 'number' ? known.node_port : 9944;
    const nameServer = typeof known.acme_name_server === 'string' ? known.acme_name_server : undefined;
    const [reply, node, addresses] = await Promise.all([
      connection.run(identity, { steps: [], probes: hostProbes }),
      nodeAt(connection, nodePort, signal),
      lookUp(endpoint.address),
    ]);
    const look = readHostProbes(reply.probes, addresses);
    const domain = typeof known.domain === 'string' ? [known.domain] : [];
    const names = await lookUpAll([...domain, ...candidateNames(look, typed)].slice(0, 4), nameServer);
    const hostReport = { host, ...look, node, names };
    const learn: Visit['learn'] = async (what, answer, before) => {
      if (what === 'node') return { ...before, node: await nodeAt(connection, Number(answer), signal) };
      const found = await lookUpAll([String(answer)], nameServer);
      return { ...before, names: { ...before.names, ...found } };
    };
    return {
      hostReport,
      known,
      endpoints: endpointsIn(host, input),
      learn,
      about: async (meant) => {
        const own = knownOf(host, input, meant);
        const port = own.node_port ?? nodePort;
        const here = port === nodePort ? hostReport : await learn('node', port, hostReport);
        return {
          known: own,
          hostReport: own.domain === undefined ? here : await learn('name', own.domain, here),
        };
      },
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function nodeAt(
  connection: Connection,
  port: number,
  signal: AbortSignal,
): Promise<HostReport['node']> {
  const open = () => connection.forward(port);
  return { port, report: await askNode({ open, port, unsafeCanary: CANARY, timeout: patience, signal }) };
}

async function lookUpAll(
  names: readonly string[],
  nameServer: string | undefined,
): Promise<Readonly<Record<string, LookedUp>>> {
  const unique = [...new Set(names)].filter((name) => isIP(name) === 0);
  const found = unique.map(async (name) => {
    const [here, published] = await Promise.all([lookUp(name), addressesOf(name, nameServer, patience)]);
    return [name, { here, published }] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** None where the name leads nowhere, or nobody knows just now. */
async function lookUp(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name];
  const found = await lookup(name, { all: true, verbatim: true }).catch(() => []);
  return found.map(({ address }) => address);
}
