// A world small enough to be certain about: hosts that hold named cells, and modules that look at and change them.
//
// The engine takes its modules and connections as values, so it runs here as it runs on real hosts, thousands of times
// a second. Scripts are JSON; a connection answers them in order, after a delay that is different each time.

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { change, missing, sh } from '../../src/change.js';
import type { Connection, Identity, Trip } from '../../src/connection.js';
import { identityName } from '../../src/connection.js';
import { defineAction, defineModule, type Module, type Output } from '../../src/module.js';

export type Cells = Map<string, string>;

export interface World {
  readonly hosts: ReadonlyMap<string, Cells>;
  /** Every flight, to count and to look at: host and identity. */
  readonly flights: string[];
  connect(host: string): Promise<Connection>;
}

interface Script {
  readonly get?: readonly string[];
  readonly set?: string;
  readonly to?: string;
  readonly bump?: string;
  readonly fails?: boolean;
}

export function newWorld(names: readonly string[], random: () => number = () => 0): World {
  const hosts = new Map(names.map((name) => [name, new Map<string, string>([['owner', name]])] as const));
  const flights: string[] = [];
  return {
    hosts,
    flights,
    connect: async (host) => connectionTo(host, hosts.get(host) ?? new Map(), flights, random),
  };
}

function connectionTo(host: string, cells: Cells, flights: string[], random: () => number): Connection {
  let trips = 0;
  return {
    get roundTrips() {
      return trips;
    },
    async run(identity: Identity, trip: Trip) {
      const nth = trips + 1;
      flights.push(`${host} ${identityName(identity)}`);
      const pause = async () => {
        for (let turn = Math.floor(random() * 3); turn > 0; turn -= 1) await setImmediate();
      };
      const steps: Output[] = [];
      for (const { script } of trip.steps) {
        await pause();
        const output = execute(JSON.parse(script) as Script, cells, identity);
        steps.push(output);
        if (output.code !== 0) break;
      }
      const looks: Output[] = [];
      for (const script of trip.looks) {
        await pause();
        looks.push(execute(parseLook(script), cells, identity));
      }
      await pause();
      trips = Math.max(trips, nth);
      return { steps, looks };
    },
    close: async () => {},
  };
}

/** The facts script is the only look that is no JSON. */
function parseLook(script: string): Script {
  return script.startsWith('{') ? (JSON.parse(script) as Script) : { get: ['facts'] };
}

function execute(script: Script, cells: Cells, identity: Identity): Output {
  if (script.get?.[0] === 'facts') return said('system=Linux\nid=debian\nrelease=bookworm');
  if (script.get) return said(JSON.stringify(script.get.map((name) => cells.get(name) ?? null)));
  if (script.bump) {
    const next = String(Number(cells.get(script.bump) ?? 0) + 1);
    cells.set(script.bump, next);
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

function cellModule(name: string, more: { slow?: boolean; fails?: boolean; stays?: boolean }): Module {
  return defineModule({
    ...described,
    kind: 'state',
    name,
    params: cellParams,
    slow: more.slow ?? false,
    probe: (wanted) => look(wanted.name),
    read: (output) => readCells(output)[0] ?? null,
    plan(wanted, found) {
      if (found === wanted.value) return null;
      const to = more.stays ? `${wanted.value} but not quite` : wanted.value;
      return change(
        [{ name: 'value', from: found, to: wanted.value }],
        [assignment(wanted.name, to, more.fails)],
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
    if (other === null || other === undefined) return missing(`there is no cell ${wanted.from}`);
    const to = `${other}+`.slice(-12);
    if (own === to) return null;
    // A cell derived from itself never settles: the check after the act has to find that out.
    return change([{ name: 'value', from: own ?? null, to }], [assignment(wanted.name, to)]);
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
    return change([], [sh(JSON.stringify({ bump: `count-${wanted.name}` }))], 'exit');
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

export const modelModules: ReadonlyMap<string, Module> = new Map(
  [
    cellModule('cell', {}),
    cellModule('slow_cell', { slow: true }),
    cellModule('broken', { fails: true }),
    cellModule('stubborn', { stays: true }),
    derived,
    bump,
    assign,
    wait,
  ].map((module) => [module.name, module]),
);
