// A world small enough to be certain about: hosts that hold named cells, and modules that look at and change them.
//
// The engine takes its modules and connections as values, so it runs here as it runs on real hosts, thousands of times
// a second. Scripts are JSON; a connection answers them in order, after a delay that is different each time.

import { setImmediate, setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { change, missing, sh } from '../../src/change.js';
import {
  type Connection,
  type Identity,
  identityName,
  type Request,
  SessionRefused,
  type Snippet,
  Unreachable,
} from '../../src/connection.js';
import { askClock } from '../../src/engine/play/clock_check.js';
import { defineAction, defineModule, type Module, type Output } from '../../src/module.js';
import { includeRole } from '../../src/modules/include_role.js';
import { includeTasks } from '../../src/modules/include_tasks.js';
import { includeVars } from '../../src/modules/include_vars.js';
import { meta } from '../../src/modules/meta.js';
import { factsScript } from '../../src/shell/facts.js';
import { machineScript } from '../../src/shell/machine.js';
import { listPendingHandlers, PENDING_SEPARATOR } from '../../src/shell/pending_handlers.js';
import { ROLLED_BACK } from '../../src/shell/rollback_marker.js';
import { readTransactions } from '../../src/shell/transaction.js';

export type Cells = Map<string, string>;

export interface World {
  readonly hosts: ReadonlyMap<string, Cells>;
  /** The pending handlers that runs recorded, on each host. */
  readonly pending: ReadonlyMap<string, Map<string, string>>;
  /** What a host says of the machine that it is. */
  readonly machines: Map<string, string>;
  /** What was in the cells of each host before the transaction that is open on it. */
  readonly kept: Map<string, Cells>;
  /** Names of cells and counters on each host, in the order in which they were set. */
  readonly log: ReadonlyMap<string, string[]>;
  /** Every flight, to count and to look at: host and identity. */
  readonly flights: string[];
  /** Moments so far: the beginning and the end of every flight, and the beginning of every step. */
  moments: number;
  /** Host and identity, where a lock was taken. */
  readonly locks: string[];
  /** Changes that were made while nobody held the lock of the host, over whichever connection. */
  readonly unlocked: string[];
  /** What happens at one moment: the controller dies, or the connection is lost, or it is and the host with it. */
  fault: { readonly at: number; readonly kind: 'killed' | 'lost' | 'gone' } | undefined;
  /** The controller has died: it reaches nothing any more, whatever it goes on to do. */
  isDead: boolean;
  /** Attempts to connect that fail before a host is there; Infinity: it never is. */
  readonly absent: Map<string, number>;
  /** Boots of a host, and how many attempts each takes to be over. */
  bootTakes: number;
  /** An identity for which the hosts have no session left. */
  sessionless: string | undefined;
  /** Nobody can take the lock of a host, for this reason. */
  lockless: string | undefined;
  connect(host: string): Promise<Connection>;
}

/** The controller is dead: nothing that it tries reaches a host. */
export class Killed extends Error {}

interface Script {
  readonly get?: readonly string[];
  readonly set?: string;
  readonly to?: string;
  readonly bump?: string;
  readonly fails?: boolean;
  /** An environment variable to print. */
  readonly print?: string;
  /** The boot that is to end. */
  readonly reboots?: string;
}

export function newWorld(names: readonly string[], random: () => number = () => 0): World {
  const world: World = {
    hosts: new Map(names.map((name) => [name, new Map<string, string>([['owner', name]])] as const)),
    pending: new Map(names.map((name) => [name, new Map()])),
    machines: new Map(),
    kept: new Map(),
    log: new Map(names.map((name) => [name, []])),
    flights: [],
    locks: [],
    unlocked: [],
    moments: 0,
    isDead: false,
    fault: undefined,
    lockless: undefined,
    sessionless: undefined,
    absent: new Map(),
    bootTakes: 2,
    connect: async (host) => {
      if (world.isDead) throw new Killed();
      const missing = world.absent.get(host) ?? 0;
      world.absent.set(host, missing - 1);
      if (isGone(world) || missing > 0) throw new Unreachable(`${host}: there is no route to the host`);
      return connectionTo(host, world, random);
    },
  };
  return world;
}

function isGone({ fault, moments }: World): boolean {
  return fault?.kind === 'gone' && moments >= fault.at;
}

function connectionTo(host: string, world: World, random: () => number): Connection {
  const cells = world.hosts.get(host) ?? new Map<string, string>();
  const pending = world.pending.get(host) ?? new Map<string, string>();
  const log = world.log.get(host) ?? [];
  let requests = 0;
  let held = false;
  const boot = bootOf(cells);
  const moment = async () => {
    for (let turn = Math.floor(random() * 3); turn > 0; turn -= 1) await setImmediate();
    if (world.isDead) throw new Killed();
    world.moments += 1;
    const strikes = world.moments === world.fault?.at || isGone(world);
    world.isDead ||= strikes && world.fault?.kind === 'killed';
    if (world.isDead) throw new Killed();
    if (!strikes && bootOf(cells) === boot) return;
    throw new Unreachable(`${host}: the connection was lost`);
  };
  return {
    get roundTrips() {
      return requests;
    },
    forward: () => Promise.reject(new Error('the model has no ports')),
    async run(identity: Identity, request: Request) {
      const nth = requests + 1;
      world.flights.push(`${host} ${identityName(identity)}`);
      if (world.sessionless === identityName(identity)) throw new SessionRefused(host, 'open failed');
      await moment();
      const steps: Output[] = [];
      if (request.hold !== undefined) {
        held = true;
        world.locks.push(`${host} ${identityName(identity)}`);
      }
      const hold = world.lockless === undefined || !request.hold ? undefined : said('', 1, world.lockless);
      for (const step of hold ? [] : request.steps) {
        await moment();
        reboot(host, world, cells, step.script);
        const output =
          writeDown(step, pending) ??
          transact(step.script, host, world) ??
          execute(step.script, cells, identity);
        if (isQuestion(step.script)) {
          steps.push(compared(output, step));
          if (steps.at(-1)?.code !== 0) break;
          continue;
        }
        if (!held) world.unlocked.push(`${host} ${changedBy(step.script)}`);
        log.push(changedBy(step.script));
        steps.push(output);
        if (output.code !== 0) break;
      }
      const probes: Output[] = [];
      for (const script of request.probes)
        probes.push(
          readLook(script, pending, bootOf(cells), world.machines.get(host)) ??
            execute(script, cells, identity),
        );
      await moment();
      requests = Math.max(requests, nth);
      return { ...(hold && { hold }), steps, probes };
    },
    close: async () => {},
  };
}

/** A chain asks probes among its steps. */
function isQuestion(script: string): boolean {
  const json = withoutEnvironment(script);
  return json.startsWith('{') && (JSON.parse(json) as Script).get !== undefined;
}

function compared(output: Output, { expects }: Snippet): Output {
  if (expects === undefined) return output;
  return output.code === 0 && output.stdout.toString() === expects ? said('') : said('', 1);
}

function bootOf(cells: Cells): string {
  return cells.get('boot') ?? '1';
}

/** The connection is lost with the step, and the next ones fail for a while. */
function reboot(host: string, world: World, cells: Cells, script: string): void {
  const { reboots } = script.startsWith('{') ? (JSON.parse(script) as Script) : {};
  if (reboots === undefined || reboots !== bootOf(cells)) return;
  cells.set('boot', String(Number(reboots) + 1));
  world.absent.set(host, world.bootTakes);
}

/** The engine's own scripts are sh; the modules' of this world are JSON. */
function readLook(
  script: string,
  pending: ReadonlyMap<string, string>,
  boot: string,
  machine = '',
): Output | undefined {
  if (script === factsScript) return said(`system=Linux\nid=debian\nrelease=bookworm\nkernel=${boot}`);
  if (script === ':' || script === readTransactions) return said('');
  if (script === machineScript) return said(machine);
  if (script === listPendingHandlers)
    return said([...pending.values()].map((each) => each + PENDING_SEPARATOR).join(''));
  if (script === askClock) return said(String(Date.now() / 1000));
  return undefined;
}

/** What stands behind the variables that a task sets for its scripts. */
function withoutEnvironment(script: string): string {
  return script.replace(/^export .*\n/, '');
}

function changedBy(script: string): string {
  const json = withoutEnvironment(script);
  const { set, bump } = json.startsWith('{') ? (JSON.parse(json) as Script) : {};
  return bump === undefined ? (set ?? '') : `count-${bump}`;
}

function writeDown({ script, input }: Snippet, pending: Map<string, string>): Output | undefined {
  // What was made is recorded, too; nothing here reads that.
  if (script.startsWith('hw_made=')) return said('');
  const written = /mv -f (\w+)\.new/.exec(script)?.[1];
  if (written !== undefined) pending.set(written, Buffer.from(input ?? []).toString());
  const removed = /rm -f -- (.*); \}/.exec(script)?.[1];
  for (const file of removed?.split(' ') ?? []) pending.delete(file.replace('.json', ''));
  return written !== undefined || removed !== undefined ? said('') : undefined;
}

/** A transaction keeps all cells when it begins, but for the counters: what a command did nobody takes back. */
function transact(script: string, host: string, world: World): Output | undefined {
  if (script.includes('transactions/') && script.includes('hw_keep')) return said('');
  const cells = world.hosts.get(host) ?? new Map<string, string>();
  if (script.includes('about.new')) {
    if (!world.kept.has(host)) world.kept.set(host, new Map(cells));
    return said('');
  }
  const kept = world.kept.get(host);
  const ends = /mv \w+ \w+\.done/.test(script);
  if (!ends && !/sh "\$hw_state\/transactions\/\w+\.sh"/.test(script)) return undefined;
  world.kept.delete(host);
  if (ends) return kept ? said('') : said('', ROLLED_BACK);
  for (const name of kept ? [...cells.keys()] : []) if (!name.startsWith('count-')) cells.delete(name);
  for (const [name, value] of kept ?? []) if (!name.startsWith('count-')) cells.set(name, value);
  return said('');
}

function execute(text: string, cells: Cells, identity: Identity): Output {
  const script = JSON.parse(withoutEnvironment(text)) as Script;
  const [, assignments = ''] = /^export (.*)/.exec(text) ?? [];
  if (script.print)
    return said(new RegExp(`(?:^| )${script.print}='?([^ ']*)`).exec(assignments)?.[1] ?? 'unset');
  if (script.get) return said(JSON.stringify(script.get.map((name) => cells.get(name) ?? null)));
  if (script.bump) {
    const counter = `count-${script.bump}`;
    const next = String(Number(cells.get(counter) ?? 0) + 1);
    cells.set(counter, next);
    return said(next);
  }
  // Cells whose name begins with a capital belong to root, as files do.
  if (script.set && /^[A-Z]/.test(script.set) && identity.kind === 'login')
    return said('', 1, 'permission denied');
  if (script.set) cells.set(script.set, script.to ?? '');
  return script.fails ? said('', 3, 'broken on purpose') : said('');
}

function said(stdout: string, code = 0, stderr = ''): Output {
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
}

const cellParams = z.object({ name: z.string().describe('cell'), value: z.string().describe('content') });
const readCells = (output: Output) => JSON.parse(output.stdout.toString()) as (string | null)[];
const look = (...get: string[]) => JSON.stringify({ get });
const assignment = (set: string, to: string, fails = false) => sh(JSON.stringify({ set, to, fails }));
const described = { summary: 'a test module', example: '' };

function cellModule(
  name: string,
  more: { slow?: boolean; fails?: boolean; stays?: boolean; detached?: boolean },
): Module {
  return defineModule({
    ...described,
    kind: 'state',
    name,
    params: cellParams,
    slow: more.slow ?? false,
    undoable: true,
    makes: ({ value }) => [value],
    // One that stays otherwise is what its exit code does not say.
    brief: !more.stays && !more.detached,
    probe: (wanted) => look(wanted.name),
    read: (output) => readCells(output)[0] ?? null,
    plan(wanted, found) {
      if (found === wanted.value) return null;
      const to = more.stays ? `${wanted.value} but not quite` : wanted.value;
      return change(
        [{ name: 'value', from: found, to: wanted.value }],
        [{ ...assignment(wanted.name, to, more.fails), ...(more.detached && { detached: true }) }],
      );
    },
    result: (_wanted, found) => ({ value: found }),
  });
}

/** Its wanted state depends on another cell of the host: what an earlier task does changes what it finds. */
const derived = defineModule({
  ...described,
  kind: 'state',
  name: 'derived',
  params: z.object({ name: z.string().describe('cell'), from: z.string().describe('other cell') }),
  probe: (wanted) => look(wanted.name, wanted.from),
  read: (output) => readCells(output),
  plan(wanted, [own, other]) {
    if (other === null || other === undefined)
      return { ...missing(`there is no cell ${wanted.from}`), result: { needs: wanted.from } };
    const to = `${other}+`.slice(-12);
    if (own === to) return null;
    // A cell derived from itself never settles: the check after the act has to find that out.
    return change([{ name: 'value', from: own ?? null, to }], [assignment(wanted.name, to)]);
  },
});

/** The same, as files are: what it writes settles, and may go along with other changes. */
const following = {
  ...described,
  kind: 'state' as const,
  params: z.object({ name: z.string().describe('cell'), from: z.string().describe('other cell') }),
  undoable: true,
  brief: true,
  probe: (wanted: { name: string; from: string }) => look(wanted.name, wanted.from),
  read: (output: Output) => readCells(output),
  plan({ name, from }: { name: string; from: string }, [own = null, other = null]: (string | null)[]) {
    const to = `${other}+`.slice(-12);
    if (name === from || own === to) return null;
    return change([{ name: 'value', from: own, to }], [assignment(name, to)]);
  },
};
const follows = defineModule({ ...following, name: 'follows' });

/** The same, with a guess of what it will find: that the other cell has the value that was set last. It is right but sometimes. */
const foretold = defineModule({
  ...following,
  name: 'foretold',
  foretell: (output, made) => {
    const [own = null, other = null] = readCells(output);
    return said(JSON.stringify([own, made.at(-1) ?? other]));
  },
});

/** A command: no state, judged by its exit code, with a guard. */
const bump = defineModule({
  ...described,
  kind: 'state',
  name: 'bump',
  params: z.object({
    name: z.string().describe('counter'),
    unless: z.string().optional().describe('a cell'),
  }),
  probe: (wanted) => look(wanted.unless ?? 'owner'),
  read: (output) => readCells(output)[0] ?? null,
  plan(wanted, found) {
    if (wanted.unless !== undefined && found !== null) return null;
    return change([], [sh(JSON.stringify({ bump: wanted.name }))], 'exit');
  },
});

/** A service: whether it is on is in a cell; a poke does something each time, and only where it is on. */
const daemon = defineModule({
  ...described,
  kind: 'state',
  name: 'daemon',
  params: z.object({
    name: z.string().describe('cell'),
    state: z.enum(['on', 'poked']).describe('what it is to be'),
  }),
  undoable: true,
  units: ({ name }) => [name],
  rereads: ({ name, state }) => (state === 'poked' ? [name] : []),
  probe: ({ name }) => look(name),
  read: (output) => readCells(output)[0] ?? null,
  plan({ name, state }, found) {
    if (state === 'on')
      return found === 'on'
        ? null
        : {
            ...change([{ name: 'state', from: found, to: 'on' }], [assignment(name, 'on')]),
            starts: [name],
          };
    return found === 'on' ? change([], [sh(JSON.stringify({ bump: name }))], 'exit') : null;
  },
});

/** A command that prints an environment variable. */
const print = defineModule({
  ...described,
  kind: 'state',
  name: 'print',
  params: z.object({ name: z.string().describe('environment variable') }),
  bare: 'name',
  probe: () => look('owner'),
  read: () => null,
  plan: ({ name }) => change([], [sh(JSON.stringify({ print: name }))], 'exit'),
});

/** A reboot: it has always something to do, and the host goes away for it. */
const restart = defineModule({
  ...described,
  kind: 'state',
  name: 'restart',
  params: z.object({
    timeout: z.number().default(5).describe('seconds'),
    test: z.string().optional().describe('cell'),
  }),
  probe: () => look('boot'),
  read: (output) => readCells(output)[0] ?? '1',
  plan: ({ timeout, test }, boot) => ({
    ...change([{ name: 'rebooted', from: false, to: true }], [sh(JSON.stringify({ reboots: boot }))], 'exit'),
    absence: {
      delay: 0,
      timeout,
      ...(test !== undefined && { test: JSON.stringify({ fails: test === 'fails' }) }),
    },
  }),
});

const waitFor = defineAction({
  ...described,
  kind: 'action',
  name: 'wait_for',
  params: z.object({ timeout: z.number().default(5).describe('seconds') }),
  plan: { skip: 'plan does not wait' },
  barrier: true,
  awaitsHost: true,
  run: async ({ timeout }, { untilReached }) => {
    await untilReached({ delay: 0, pause: 0.01, timeout });
    return {};
  },
});

const assign = defineAction({
  ...described,
  kind: 'action',
  name: 'assign',
  params: z.object({}).catchall(z.json()),
  plan: 'run',
  barrier: false,
  assigns: true,
  run: (wanted) => ({ facts: wanted as Record<string, string> }),
});

/** An action that looks: it warns of what a cell holds, fails on `2`, and tells beforehand what it will register. */
const heed = defineAction({
  ...described,
  kind: 'action',
  name: 'heed',
  params: cellParams,
  plan: 'run',
  barrier: false,
  probe: (wanted) => look(wanted.name),
  foretells: ({ value }) => ({ value }),
  run: ({ value }, { seen }) => {
    const [found = null] = seen ? readCells(seen) : [];
    return { failed: found === '2', message: 'heeded', result: { value }, warnings: [`found ${found}`] };
  },
});

/** What `validate` runs: it fails on `false`. */
const shell = defineModule({
  ...described,
  kind: 'state',
  name: 'shell',
  params: z.object({ cmd: z.string() }),
  bare: 'cmd',
  probe: () => look('owner'),
  read: () => null,
  plan: ({ cmd }) => change([], [sh(JSON.stringify({ fails: cmd === 'false' }))], 'exit'),
});

/** An action that fails and says whose fault it is. */
const accuse = defineAction({
  ...described,
  kind: 'action',
  name: 'accuse',
  params: z.object({ blame: z.enum(['change', 'other']) }),
  bare: 'blame',
  plan: { skip: 'plan accuses nobody' },
  barrier: false,
  run: ({ blame }) => ({ failed: true, message: `the fault of the ${blame}`, blame }),
});

const wait = defineAction({
  ...described,
  kind: 'action',
  name: 'wait',
  params: z.object({}),
  plan: { skip: 'plan does not wait' },
  barrier: true,
  run: async () => {
    await setImmediate();
    return {};
  },
});

/** An action that ends by its signal only. */
const doze = defineAction({
  ...described,
  kind: 'action',
  name: 'doze',
  params: z.object({}),
  plan: { skip: 'plan does not wait' },
  barrier: true,
  run: async (_, { signal }) => {
    await setTimeout(60_000, undefined, { signal });
    return {};
  },
});

export const modelModules: ReadonlyMap<string, Module> = new Map(
  [
    cellModule('cell', {}),
    cellModule('slow_cell', { slow: true }),
    // A model has no jobs: only for what loses the connection.
    cellModule('detached', { detached: true }),
    cellModule('broken', { fails: true }),
    cellModule('stubborn', { stays: true }),
    derived,
    follows,
    foretold,
    bump,
    daemon,
    print,
    assign,
    heed,
    shell,
    accuse,
    wait,
    doze,
    waitFor,
    restart,
    meta,
    includeTasks,
    includeRole,
    includeVars,
  ].map((module) => [module.name, module]),
);
