// One module on a real host, looked at and applied as the engine does it: over ssh, by the driver, as root.

import { afterAll, beforeAll } from 'vitest';
import type { Verdict } from '../../src/change.js';
import type { Connection, Identity } from '../../src/connection.js';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import type { JsonObject } from '../../src/json.js';
import type { Lab } from '../../src/lab/index.js';
import type { Output, StateModule } from '../../src/module.js';
import { modulesByName } from '../../src/modules/index.js';
import { snippetOf } from '../../src/shell/step.js';
import { connectTo } from '../../src/transport/index.js';

/** What became of one application. */
export interface Applied {
  readonly verdict: Verdict;
  /** The exit code of the last step that ran, 0 where there was none. */
  readonly code: number;
  readonly lines: readonly string[];
  readonly stderr: string;
  /** The verdict afterwards. */
  readonly after: Verdict;
}

export interface Driven {
  /** Runs a script as root; what it printed on standard output. Fails the test where the script fails. */
  sh(script: string): Promise<string>;
  plan(module: string, params: JsonObject): Promise<Verdict>;
  apply(module: string, params: JsonObject): Promise<Applied>;
  /** Runs the steps of a verdict that was reached before. */
  act(verdict: Verdict): Promise<Pick<Applied, 'code' | 'lines' | 'stderr'>>;
}

const root: Identity = { kind: 'become', user: 'root' };

/** Call in a describe block: connects before its tests and closes after them. */
export function useDriven(lab: () => Lab, host: string): Driven {
  const connector = connectTo({ acceptNewHostKeys: false });
  let connection: Connection;
  beforeAll(async () => {
    connection = await connector.connect(connectionSettingsOf(lab(), host), new AbortController().signal);
  });
  afterAll(async () => {
    await connection?.close();
    await connector.close();
  });

  const look = async (name: string, params: JsonObject) => {
    const module = stateModule(name);
    const wanted = module.params.parse(params);
    const { probes } = await connection.run(root, { steps: [], probes: [module.probe(wanted)] });
    return module.plan(wanted, module.read(expectSuccess(probes[0]), wanted));
  };
  const act: Driven['act'] = async (verdict) => {
    const lines: string[] = [];
    const steps = verdict?.kind === 'change' ? verdict.steps.map((step) => snippetOf(step)) : [];
    const reply = await connection.run(root, { steps, probes: [] }, { onLine: (line) => lines.push(line) });
    const last = reply.steps.at(-1);
    return { lines, code: last?.code ?? 0, stderr: last?.stderr.toString() ?? '' };
  };
  return {
    sh: async (script) => {
      const { probes } = await connection.run(root, { steps: [], probes: [script] });
      return expectSuccess(probes[0]).stdout.toString();
    },
    plan: look,
    act,
    apply: async (name, params) => {
      const verdict = await look(name, params);
      return { verdict, ...(await act(verdict)), after: await look(name, params) };
    },
  };
}

function expectSuccess(output: Output | undefined): Output {
  if (output?.code === 0) return output;
  throw new Error(`exit code ${output?.code}: ${output?.stderr.toString()}`);
}

function stateModule(name: string): StateModule<unknown> {
  const module = modulesByName.get(name);
  if (module?.kind !== 'state') throw new Error(`${name} is no state module`);
  return module;
}

function connectionSettingsOf(lab: Lab, name: string): ConnectionSettings {
  const host = lab.hosts.find((one) => one.name === name);
  if (!host) throw new Error(`no host ${name} in the lab`);
  return {
    host: name,
    connection: 'ssh',
    address: host.address,
    port: undefined,
    user: host.user,
    privateKeyFile: lab.privateKey,
    knownHostsFiles: [lab.knownHosts],
    jump: undefined,
    connectTimeout: undefined,
  };
}
