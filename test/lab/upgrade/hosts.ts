// Endpoints that the last release has made on lab hosts, with both programs to look at them: what the tests of upgrades share.

import { beforeAll, expect } from 'vitest';
import { isOutcome, outcomeName } from '../../../src/event.js';
import { type Lab, labRun, type Release } from '../../../src/lab/index.js';
import { eventsOf, type Program, type Ran, useProgram } from '../../cli/hostwright.js';
import type { Traits } from '../../upgrade/named.js';
import { useReleased } from '../../upgrade/released.js';
import { useLab } from '../hosts.js';
import { domainOf } from '../letsencrypt/hosts.js';
import { hostAddress } from '../secure-websocket/seed.js';
import type { CertificateKind, Certificates } from './kinds.js';

export interface HostWish {
  readonly name: string;
  readonly release: Release;
  readonly proxy: 'nginx' | 'apache2';
}

export type Vars = Readonly<Record<string, unknown>>;

export interface ReleasedEndpoints {
  readonly names: readonly string[];
  /** As the last release is, and as it is now. */
  readonly released: Program;
  readonly program: Program;
  readonly lab: () => Lab;
  readonly certificates: () => Certificates;
  traitsOf(name: string): Traits;
  addressOf(name: string): string;
  /** A folder with an inventory of these hosts, with these variables for all of them, and other files. */
  folder(vars?: Vars, files?: Readonly<Record<string, string>>): string;
  root(name: string, script: string): Promise<string>;
}

/** What both programs are given: each has a playbook of that name. */
export const endpointWords = ['secure-websocket.yml', '-i', 'inventory.yml', '-o', 'json'];

/** Call in a describe block or at the top of a file. @param commit the one that has made them, instead of the last release */
export function useReleasedEndpoints(
  wishes: readonly HostWish[],
  kind: CertificateKind,
  commit?: string,
): ReleasedEndpoints {
  const names = wishes.map(({ name }) => name);
  const lab = useLab([...kind.servers, ...wishes]);
  const released = useReleased(commit);
  const program = useProgram();
  const addressOf = (name: string) => hostAddress(lab(), name);
  let certificates: Certificates | undefined;
  const prepared = () => certificates ?? fail('certificates are there only while tests run');

  const folder: ReleasedEndpoints['folder'] = (vars = {}, files = {}) => {
    const hosts = wishes.map(({ name, proxy }) => {
      const address = addressOf(name);
      const way = { ansible_host: address, ansible_user: lab().hosts[0]?.user };
      const endpoint = { proxy, domain: domainOf(name), proof_address: address };
      return [name, { ...way, ...endpoint, ...prepared().varsOf(name) }];
    });
    const keys = { ansible_ssh_private_key_file: lab().privateKey, known_hosts_file: lab().knownHosts };
    const inventory = { all: { vars: { ...keys, ...vars }, hosts: Object.fromEntries(hosts) } };
    return program.folderWith({ ...files, 'inventory.yml': JSON.stringify(inventory) });
  };

  beforeAll(async () => {
    certificates = await kind.prepare(lab(), names);
    expectDone(await released.run(folder(), ['apply', ...endpointWords]));
  });

  return {
    ...{ names, released, program, lab, addressOf, folder, certificates: prepared },
    traitsOf: (name) => {
      const { proxy, release } = wishes.find((wish) => wish.name === name) ?? fail(`no host ${name}`);
      return { proxy, release, certificate: kind.certificate };
    },
    root: async (name, script) => {
      const { code, stdout, stderr } = await labRun(lab(), name, script);
      expect(code, `${name}: ${script}\n${stdout}${stderr}`).toBe(0);
      return stdout;
    },
  };
}

export function expectDone({ code, stdout, stderr }: Ran): void {
  expect(code, stdout + stderr).toBe(0);
}

export function everywhere({ names, root }: ReleasedEndpoints, script: string): Promise<readonly string[]> {
  return Promise.all(names.map((name) => root(name, script)));
}

/** sh: waits for a condition, at most a minute. */
export function until(condition: string): string {
  return `end=$(($(date +%s) + 60)); until ${condition}; do [ "$(date +%s)" -lt $end ] || exit 1; sleep 0.2; done`;
}

/** What a run said of a host, task by task. */
export function outcomesOf(ran: Ran, name: string): readonly string[] {
  return eventsOf(ran)
    .filter(isOutcome)
    .filter(({ host }) => host === name)
    .map((outcome) => `${outcomeName(outcome)}: ${outcome.status}: ${outcome.message ?? ''}`);
}

function fail(message: string): never {
  throw new Error(message);
}
