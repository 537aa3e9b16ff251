// What `verify --log-in` asks on the hosts themselves, and changes nothing: the playbook compare-certificates.yml, planned.

import { join } from 'node:path';
import { run } from '../engine/run.js';
import { isOutcome, type Outcome, type RunEvent } from '../event.js';
import type { Finding } from '../finding.js';
import { fingerprintSaid } from '../modules/same_certificate.js';
import type { VerifyOptions } from '../options/verify.js';
import { askPassphrase } from '../process/ask.js';
import { openRunLog } from '../process/run_log.js';
import { readInput } from '../project/read_input.js';
import { shippedPlaybooks } from '../project/shipped.js';
import { judgeNodesOnHost } from '../proof/checks/nodes.js';
import { judgeOnHost } from '../proof/checks/on_host.js';
import { visible } from '../report/escape.js';
import { connectTo } from '../transport/index.js';

export interface OnHost {
  readonly findings: readonly Finding[];
  /** The fingerprint of what the host shows and has on its disk; undefined where that differs, or could not be told. */
  readonly served: string | undefined;
}

/**
 * @param hosts names in the inventory
 * @returns by `endpointKey`; a host that could not be asked has a finding, as all its endpoints
 * @throws ProblemError for mistakes in the files
 */
export async function askOnHosts(
  hosts: readonly string[],
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, OnHost>> {
  if (hosts.length === 0) return new Map();
  const { tags: _, ...rest } = options;
  const playbook = join(shippedPlaybooks, 'compare-certificates.yml');
  const input = await readInput(playbook, { ...rest, limit: hosts.join(',') });
  const tell = (message: string) => process.stderr.write(`${visible(message)}\n`);
  const transport = connectTo({ acceptNewHostKeys: false, askPassphrase, tell });
  const findings = new Map<string, OnHost>();
  try {
    await run({
      ...input.inputs,
      ...{ mode: 'plan', runLog: openRunLog('plan'), warnings: [], holder: 'verify', signal },
      ...{ forks: options.forks, window: 32, silenceTimeout: undefined, lookTimeout: 60 },
      patience: { reconnect: 0, lock: 0 },
      listener: (event) => {
        if (!tells(event)) return;
        const endpoint = endpointKey(event.host, 'task' in event ? event.task.item : undefined);
        findings.set(endpoint, joined(findings.get(endpoint), onHostIn(event)));
      },
      addressOf: (host) => transport.addressOf(input.routes(host)),
      connect: (host, connecting) => transport.connect(input.routes(host), connecting),
    });
  } finally {
    await transport.close();
  }
  return findings;
}

/** @param entry its name among several on the host */
export function endpointKey(host: string, entry: string | undefined): string {
  return entry === undefined ? host : `${host} ${entry}`;
}

function onHostIn(event: Outcome): OnHost {
  if (event.type === 'outcome' && event.task.module === 'substrate_node')
    return { findings: [judgeNodesOnHost(event)], served: undefined };
  return { findings: [judgeOnHost(event)], served: servedIn(event) };
}

function joined(before: OnHost | undefined, { findings, served }: OnHost): OnHost {
  return before === undefined
    ? { findings, served }
    : { findings: [...before.findings, ...findings], served: before.served ?? served };
}

function servedIn({ status, message = '' }: Outcome): string | undefined {
  return status === 'ok' ? fingerprintSaid(message) : undefined;
}

const asked: readonly string[] = ['same_certificate', 'substrate_node'];

function tells(event: RunEvent): event is Outcome {
  if (!isOutcome(event)) return false;
  return (
    event.status === 'unreachable' ||
    (event.type === 'outcome' && event.status !== 'skipped' && asked.includes(event.task.module))
  );
}
