// The controller is killed while it turns bare hosts into endpoints: after one event of the run after the other, on new
// hosts each time. Whatever the moment, no managed file is half-written, and the next apply ends converged and proven.
//
// A few moments, spread over the run; 25: `npm run test:long -- crash-points-25`; after every single event, which are some
// 380, most of them lines that apt prints, and hours on two cores: `npm run test:long -- crash-points`.

import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, labDown, labRun, labUp } from '../../../src/lab/index.js';
import { useProgram } from '../../cli/hostwright.js';
import { needLab, temporaryFolder, uniqueName } from '../hosts.js';

const wishes = [
  { name: 'nginx12', release: 'bookworm', proxy: 'nginx' },
  { name: 'apache12', release: 'bookworm', proxy: 'apache2' },
] as const;

needLab();
const program = useProgram();
const playbook = () => `${program.folder}/playbooks/secure-websocket.yml`;

/**
 * Content of every file that the playbook writes, as it is at the end; the certificate is new each time. A temporary is
 * none: the step that writes it may still be running.
 */
const managed = `find /etc/nginx /etc/apache2 /etc/systemd/system -name '*hostwright*' -not -name '.*' -type f -exec sha256sum {} + 2>/dev/null`;
/** What an atomic write leaves behind when it is torn. */
const torn = `find / -xdev -name '*.hostwright-*' -not -path '/proc/*'`;

async function withHosts<T>(use: (lab: Lab, inventory: string) => Promise<T>): Promise<T> {
  const lab = await labUp({
    name: uniqueName(),
    hosts: wishes,
    folder: temporaryFolder(),
    say: () => undefined,
  });
  try {
    return await use(lab, inventoryOf(lab));
  } finally {
    await labDown({ name: lab.name, say: () => undefined });
  }
}

/** JSON is YAML. The name is fixed, so that the files are the same on every lab. */
function inventoryOf(lab: Lab): string {
  const hosts = wishes.map(({ name, proxy }) => {
    const address = lab.hosts.find((host) => host.name === name)?.address;
    return [name, { ansible_host: address, proxy, domain: 'rpc.example.org', proof_address: address }];
  });
  const vars = {
    ansible_user: lab.hosts[0]?.user,
    ansible_ssh_private_key_file: lab.privateKey,
    known_hosts_file: lab.knownHosts,
  };
  const folder = program.folderWith({
    'inventory.yml': JSON.stringify({ all: { vars, hosts: Object.fromEntries(hosts) } }),
  });
  return `${folder}/inventory.yml`;
}

const words = (verb: string, inventory: string) => [
  verb,
  playbook(),
  '-i',
  inventory,
  '-o',
  'json',
  '--lock-wait',
  '60',
];

async function hashes(lab: Lab, host: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await labRun(lab, host, managed);
  const lines = stdout.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** Starts an apply and kills it when it has told so many events. */
async function killAfter(events: number, inventory: string): Promise<void> {
  const run = program.start(program.folder, words('apply', inventory));
  let told = 0;
  run.child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString().split('\n').length - 1;
    if (told >= events) run.child.kill('SIGKILL');
  });
  await run.ended;
}

function recapOf(stdout: string): Record<string, { failed: number; unreachable: number; changed: number }> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}').hosts;
}

describe('the controller is killed', () => {
  const final = new Map<string, ReadonlyMap<string, string>>();
  let events = 0;

  beforeAll(async () => {
    await withHosts(async (lab, inventory) => {
      const { stdout, code } = await program.run(program.folder, words('apply', inventory));
      expect(code, stdout).toBe(0);
      events = stdout.trim().split('\n').length;
      for (const { name } of wishes) final.set(name, await hashes(lab, name));
    });
  });
  afterAll(() => final.clear());

  const wanted = process.env.CRASH_POINTS ?? '1';
  /** Each has hosts of its own, and waits most of its time. */
  const limit = pLimit(2);
  const secondsEach = 240;

  it(
    `after its events in turn, or ${wanted} of them: nothing is torn, and the next apply finishes the job`,
    async () => {
      expect(final.get('nginx12')?.size).toBeGreaterThan(3);
      const count = wanted === 'all' ? events - 1 : Number(wanted);
      const points = Array.from({ length: count }, (_, index) => index + 1);
      const moments = points.map((point) => Math.ceil((point * (events - 1)) / (count + 1)));
      const ends = await Promise.allSettled(
        moments.map((moment) =>
          limit(() => withHosts((lab, inventory) => dieAndRecover(lab, inventory, moment))),
        ),
      );
      expect(ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))).toEqual([]);
    },
    (wanted === 'all' ? 500 : Number(wanted)) * secondsEach * 1000,
  );

  async function dieAndRecover(lab: Lab, inventory: string, moment: number): Promise<void> {
    const where = `killed after event ${moment} of ${events}`;
    await killAfter(moment, inventory);
    for (const { name } of wishes) {
      for (const [file, hash] of await hashes(lab, name)) {
        expect(hash, `${where}: ${name}: ${file} is neither old nor new`).toBe(final.get(name)?.get(file));
      }
    }
    const next = await program.run(program.folder, words('apply', inventory));
    expect(next.code, `${where}: the next apply says:\n${next.stdout}${next.stderr}`).toBe(0);
    const again = await program.run(program.folder, words('apply', inventory));
    for (const { name } of wishes) {
      expect(recapOf(again.stdout)[name], `${where}: ${name}`).toMatchObject({ changed: 0, failed: 0 });
      expect(await hashes(lab, name), `${where}: ${name}`).toEqual(final.get(name));
      const left = await labRun(lab, name, `${torn}; ls /var/lib/hostwright/debts`);
      expect(left.stdout, `${where}: ${name}`).toBe('');
    }
  }
});
