// The endpoints of a playbook: its prove tasks, filled in for each host as `apply` does it, without touching the host.
//
// What only a run brings to light (registered results, facts) is not known here. Where that is the certificate, the
// rest is proven and the certificate is said not to be; where it is anything else, the whole proof is unknown.

import pLimit from 'p-limit';
import { selectParts } from '../engine/play/tags.js';
import { HostVariables } from '../engine/variables/host_variables.js';
import { futureVariables, playLevels } from '../engine/variables/levels.js';
import type { Scope } from '../expression/scope.js';
import type { Host } from '../inventory/inventory.js';
import { type ProveParams, targetOptionsOf } from '../modules/prove.js';
import { tasksIn } from '../playbook/parts_of.js';
import type { Task } from '../playbook/play.js';
import { type Resolved, type ResolvedReady, resolveTask } from '../playbook/resolve.js';
import { fail } from '../problem.js';
import { type InputOptions, readInput } from '../project/read_input.js';
import type { Trust } from '../proof/target.js';
import { createAddressReader } from '../transport/index.js';
import type { Subject } from './subject.js';

type Input = Awaited<ReturnType<typeof readInput>>;

/** Names of parameters without which an endpoint can be proven in part. */
const ofTrust: readonly string[] = ['fingerprint', 'ca'];

/** @throws ProblemError for mistakes in the files, and where there is nothing to prove */
export async function subjectsOfPlaybook(file: string, options: InputOptions): Promise<readonly Subject[]> {
  const input = await readInput(file, options);
  const { playbook, hostsOf, given, modules, tags } = input.inputs;
  const promises = futureVariables(playbook, modules);
  const addresses = await addressesOf(playbook.plays.flatMap(hostsOf), input);
  let tasks = 0;
  const subjects = playbook.plays.flatMap((play) => {
    const proofs = tasksIn(selectParts(play.tasks, tags)).filter((task) => task.module === 'prove');
    tasks += proofs.length;
    const hosts = hostsOf(play);
    const levels = playLevels(
      play,
      hosts.map(({ name }) => name),
    );
    return hosts.flatMap((host) => {
      const scope = new HostVariables({ promises, ...given(host) }).scope(levels);
      const address = addresses.get(host) ?? host.name;
      return proofs.flatMap((task) => subjectsOfTask(task, { host, address }, scope, input));
    });
  });
  if (tasks === 0) {
    const advice = 'name the endpoints instead: hostwright verify wss://NAME/';
    fail(`no task of ${file} proves anything`, undefined, advice);
  }
  return subjects.length > 0 ? subjects : fail(`every prove task of ${file} is skipped for these hosts`);
}

/** Where ~/.ssh/config tells hosts apart, each costs a process: so many at once. */
const questions = pLimit(16);

async function addressesOf(hosts: readonly Host[], { routes }: Input): Promise<ReadonlyMap<Host, string>> {
  const read = createAddressReader();
  const addresses = hosts.map((host) =>
    questions(async () => [host, await read(routes(host.name))] as const),
  );
  return new Map(await Promise.all(addresses));
}

interface Addressed {
  readonly host: Host;
  readonly address: string;
}

function subjectsOfTask(task: Task, at: Addressed, scope: Scope, input: Input): readonly Subject[] {
  const whole = resolve(task, scope, input);
  const unknown = whole.find((item) => item.kind === 'unknown');
  const [part, trust] = unknown
    ? [resolve(withoutTrust(task), scope, input), { kind: 'unknown', because: reasonOf(unknown) } as const]
    : [whole, undefined];
  return part.flatMap((item): readonly Subject[] => {
    if (item.kind === 'skip') return [];
    if (item.kind === 'unknown') return [{ kind: 'unknown', host: at.host.name, because: reasonOf(item) }];
    return [subjectOf(item, at, trust)];
  });
}

function subjectOf(item: ResolvedReady, { host, address }: Addressed, trust: Trust | undefined): Subject {
  const targetOptions = targetOptionsOf(item.wanted as ProveParams, address);
  return {
    kind: 'known',
    host: host.name,
    entry: item.item,
    targetOptions,
    trust,
    secret: item.secret.size > 0,
  };
}

function resolve(task: Task, scope: Scope, { inputs }: Input): readonly Resolved[] {
  const module = inputs.modules.get(task.module);
  return module ? resolveTask(task, module, scope, { files: inputs.files }) : [];
}

function withoutTrust(task: Task): Task {
  const entries = task.params.entries.filter(({ key }) => !ofTrust.includes(key));
  return { ...task, params: { ...task.params, entries } };
}

function reasonOf({ variable, because }: Extract<Resolved, { kind: 'unknown' }>): string {
  return `${variable} is not known without a run (${because})`;
}
