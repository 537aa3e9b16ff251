// Hosts that get their certificates from the lab's own ACME server, by the playbook that is shipped.

import type { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import type { Lab, LabHostWish } from '../../../src/lab/index.js';
import { useLab } from '../hosts.js';
import { type HostVariables, type Report, runPlaybook } from '../secure-websocket/hostwright.js';
import { hostAddress } from '../secure-websocket/seed.js';
import { type Acme, startAcme } from './acme.js';

/** Call at the top of a file. Orders of other files are none of its budget. */
export function useStateFolder(): void {
  const { XDG_STATE_HOME: before } = process.env;
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostwright-state-'));
    process.env.XDG_STATE_HOME = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
    rmSync(folder, { recursive: true });
  });
}

export interface AcmeLab {
  readonly lab: () => Lab;
  readonly acme: () => Acme;
  /** Runs a playbook that is shipped, by default the one for endpoints, on the hosts named, with these variables beside those that every host has. */
  run(
    verb: 'apply' | 'plan' | 'verify',
    hosts: HostVariables,
    playbook?: string,
    words?: readonly string[],
  ): Promise<Report>;
  /** SHA-256 fingerprint of the certificate that a client is shown. */
  served(host: string): Promise<string>;
  /** Whether its time is over. */
  servesExpired(host: string): Promise<boolean>;
}

/** Call at the top of a file. Hosts whose names begin with `apache` or `haproxy` are to use it. */
export function useAcmeLab(hosts: readonly LabHostWish[], packages?: readonly string[]): AcmeLab {
  useStateFolder();
  const lab = useLab([{ name: 'acme', release: 'bookworm' }, ...hosts], packages);
  let acme: Acme | undefined;
  let root = '';
  beforeAll(async () => {
    acme = await startAcme(lab(), 'acme');
    root = await acme.root();
  });
  const started = () => {
    if (acme === undefined) throw new Error('the ACME server is up only while tests run');
    return acme;
  };
  return {
    lab,
    acme: started,
    run: (verb, vars, playbook = 'secure-websocket', words = []) => {
      const all = Object.entries(vars).map(([name, own]) => {
        const proxy = name.startsWith('apache')
          ? 'apache2'
          : name.startsWith('haproxy')
            ? 'haproxy'
            : 'nginx';
        return [name, { proxy, ...acmeVariables(lab(), started(), root, name), ...own }];
      });
      return runPlaybook(playbook, verb, lab(), Object.fromEntries(all), words);
    },
    served: async (name) => (await servedBy(hostAddress(lab(), name), domainOf(name))).fingerprint256,
    servesExpired: async (name) =>
      new Date((await servedBy(hostAddress(lab(), name), domainOf(name))).validTo) < new Date(),
  };
}

/** What a host has to know of the authority. @param root by which clients trust what it issues (PEM) */
export function acmeVariables(lab: Lab, { server, ca }: Acme, root: string, name: string) {
  return {
    domain: domainOf(name),
    proof_address: hostAddress(lab, name),
    certificate: 'letsencrypt',
    certificate_authority: root,
    acme_accept_terms: true,
    acme_email: 'admin@lab.test',
    acme_server: server,
    acme_ca: ca,
    acme_name_server: `${hostAddress(lab, 'acme')}:8053`,
    // More than all drifts on all hosts.
    acme_orders_per_hour: 500,
  };
}

export function domainOf(host: string): string {
  return `${host}.lab.test`;
}

/** Names of the fields in which a host is to change. */
export function fieldsOf({ text }: Report, host: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{"type":"outcome"')) return [];
    const event = JSON.parse(line);
    return event.host === host ? event.fields.map(({ name }: { name: string }) => name) : [];
  });
}

function servedBy(host: string, servername: string): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 443, servername, rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate) resolve(certificate);
      else reject(new Error(`${servername} shows no certificate`));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
