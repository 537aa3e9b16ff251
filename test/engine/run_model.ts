// Runs a playbook, given as data, on a model world, and returns everything that the run told and left behind.

import { checkRun } from '../../src/engine/preflight.js';
import { run } from '../../src/engine/run.js';
import {
  type HostOutcome,
  isOutcome,
  type Mode,
  type Recap,
  type RunEvent,
  type TaskOutcome,
} from '../../src/event.js';
import {
  final,
  type HostsVariable,
  scopeOf,
  type Variable,
  type Variables,
} from '../../src/expression/scope.js';
import { localFiles } from '../../src/files/files.js';
import type { Host } from '../../src/inventory/inventory.js';
import { inOrder } from '../../src/playbook/order.js';
import type { Pages } from '../../src/playbook/pages.js';
import { playbookFrom } from '../../src/playbook/parse.js';
import type { Play } from '../../src/playbook/play.js';
import { fail } from '../../src/problem.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { Killed, modelModules, newWorld, type World } from './model.js';

export interface ModelRun {
  /** YAML, or data. */
  readonly plays: unknown;
  /** Texts of other files of the playbook, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  readonly hosts?: readonly string[];
  readonly mode?: Mode;
  readonly window?: number;
  readonly forks?: number;
  readonly tags?: ReadonlySet<string>;
  readonly world?: World;
  readonly vars?: Variables;
  /** Of the command line. */
  readonly extra?: Variables;
  readonly random?: () => number;
  readonly check?: boolean;
  /** Seconds. */
  readonly reconnect?: number;
  /** A second name for a machine is a mistake. */
  readonly oneNameEach?: boolean;
  readonly signal?: AbortSignal;
  /** Told the type of each event. */
  readonly listener?: (type: RunEvent['type']) => void;
}

export interface Told {
  readonly events: readonly RunEvent[];
  readonly outcomes: readonly TaskOutcome[];
  /** What happened outside tasks. */
  readonly hostOutcomes: readonly HostOutcome[];
  readonly recap: Recap;
  readonly world: World;
}

export async function runModel(options: ModelRun): Promise<Told> {
  const names = options.hosts ?? ['h1'];
  const world = options.world ?? newWorld(names, options.random);
  world.isDead = false;
  const text = typeof options.plays === 'string' ? options.plays : JSON.stringify(options.plays);
  const yaml = parseYaml(text, 'model.yml', 'playbook');
  const playbook = playbookFrom(yaml, 'model.yml', modelModules, pagesOf(options.files ?? {}));
  const hosts = names.map(
    (name): Host => ({
      name,
      place,
      source: '',
      groups: [],
      levels: { 'inventory hosts': options.vars ?? new Map() },
    }),
  );
  const events: RunEvent[] = [];
  const hostvars = hostvarsOf(hosts);
  const inputs = {
    playbook,
    hostsOf: ({ order }: Play) =>
      inOrder(names, order).flatMap((name) => hosts.find((host) => host.name === name) ?? []),
    modules: modelModules,
    files: localFiles([]),
    given: (host: Host) => ({
      ...host.levels,
      'extra vars': options.extra ?? new Map(),
      'magic variables': new Map<string, Variable>([
        ['inventory_hostname', final(host.name)],
        ['hostvars', hostvars],
      ]),
    }),
    tags: options.tags,
  };
  if (options.check) checkRun({ ...inputs, isHost: (name) => names.includes(name) });
  const recap = await run({
    ...inputs,
    mode: options.mode ?? 'apply',
    connect: (host) => world.connect(host),
    addressOf: async (host) => host,
    forks: options.forks ?? 1,
    window: options.window ?? 32,
    oneNameEach: () => options.oneNameEach === true,
    silenceTimeout: undefined,
    lookTimeout: 60,
    warnings: [],
    holder: 'this test',
    runLog: () => ({ lines: () => [], add: () => undefined }),
    patience: { reconnect: options.reconnect ?? 1, lock: 0 },
    listener: (event) => {
      events.push(event);
      options.listener?.(event.type);
    },
    signal: options.signal ?? new AbortController().signal,
  });
  if (world.isDead) throw new Killed();
  const outcomes = events.filter((event) => event.type === 'outcome');
  const hostOutcomes = events.filter((event) => event.type === 'host_outcome');
  return { events, outcomes, hostOutcomes, recap, world };
}

function hostvarsOf(hosts: readonly Host[]): HostsVariable {
  const scopes = new Map(hosts.map(({ name, levels }) => [name, scopeOf(levels)] as const));
  return { kind: 'hosts', names: [...scopes.keys()], scopeOf: (name) => scopes.get(name) };
}

/** What two runs have to agree on: outcomes host by host, counts, and what is on the hosts; not times and requests. */
export function reportOf({ events, recap, world }: Told) {
  const outcomes = events.filter(isOutcome);
  const byHost = Object.keys(recap.hosts).map((host) =>
    outcomes.filter((outcome) => outcome.host === host).map((outcome) => ({ ...outcome, ms: 0 })),
  );
  const counts = Object.entries(recap.hosts).map(([host, { round_trips: _, time: __, ...rest }]) => [
    host,
    rest,
  ]);
  const cells = [...world.hosts].map(([host, map]) => [host, [...map].sort()]);
  return { byHost, counts, cells };
}

/** Files that are only texts. */
export function pagesOf(files: Readonly<Record<string, string>>): Pages {
  return {
    read: (path, place) => parseYaml(files[path] ?? fail(`cannot read ${path}`, place), path, 'playbook'),
    isThere: (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
    filesUnder: (folder, depth) =>
      Object.keys(files)
        .filter((file) => folder === '.' || file.startsWith(`${folder}/`))
        .map((file) => (folder === '.' ? file : file.slice(folder.length + 1)))
        .filter((file) => file.split('/').length <= depth),
    roleFolders: ['shipped/roles'],
    playbookFolders: ['shipped'],
  };
}

const place = { file: 'inventory.yml', line: 1, column: 1 };
