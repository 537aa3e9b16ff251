// A change that may cut off whoever makes it: the host takes it back by itself unless somebody comes in anew. A firewall
// that drops ssh, on real hosts whose connection is really gone. The tests mostly wait, so they wait together, each with hosts
// of its own.

import { beforeAll, describe, expect, it } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, type Running, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const names = {
  cut12: 'bookworm',
  cut13: 'trixie',
  confirmed: 'bookworm',
  killed: 'bookworm',
  commanded: 'bookworm',
  rebooted: 'trixie',
} as const;
const lab = useLab(Object.entries(names).map(([name, release]) => ({ name, release })));
const program = useProgram();

async function root(name: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await labRun(lab(), name, script);
  expect(code, `${name}: ${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** Rules that let ssh in, or not. */
function rules(cuts: boolean, comment: string): string {
  return `#!/usr/sbin/nft -f
# ${comment}
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0;
    tcp dport 22 ${cuts ? 'drop' : 'accept'}
  }
}
`;
}

interface Wish {
  readonly hosts: string;
  readonly cuts: boolean;
  readonly comment: string;
  /** Seconds. */
  readonly confirm: number;
}

/** A folder with a playbook that sets the rules; JSON is YAML. */
function firewall({ hosts, cuts, comment, confirm }: Wish): string {
  const block = [
    { copy: { dest: '/etc/nftables.conf', content: rules(cuts, comment) }, notify: 'Load the rules' },
    { service: { name: 'nftables', enabled: true } },
  ];
  const undo = 'nft -f /etc/nftables.conf || nft flush ruleset';
  const tasks = [
    { apt: { name: 'nftables' } },
    { name: 'the firewall', block, validate: 'nft -c -f /etc/nftables.conf', confirm: `${confirm}s`, undo },
  ];
  const handlers = [{ name: 'Load the rules', command: 'nft -f /etc/nftables.conf' }];
  return program.folderWith({
    'play.yml': JSON.stringify([{ hosts, become: true, gather_facts: false, tasks, handlers }]),
  });
}

const words = (verb: string) => [verb, 'play.yml', '-i', lab().inventory, '-o', 'json', '--lock-wait', '60'];
const start = (folder: string, ...more: readonly string[]): Running =>
  program.start(folder, [...words('apply'), ...more]);

function saidIn(ran: Ran): string {
  return eventsOf(ran)
    .flatMap((event) => (isOutcome(event) && event.message ? [event.message] : []))
    .join('\n');
}

/** What the firewall is, and everything of ours. The rules of a host that never had any are none. */
const standing = `cat /etc/nftables.conf 2>/dev/null; nft list ruleset 2>/dev/null; systemctl is-enabled nftables 2>/dev/null
ls /etc/systemd/system/*hostwright* /etc/systemd/system/*/*hostwright* /var/lib/hostwright/transactions/* 2>/dev/null; :`;

/** Waits until nothing is open on the host any more. */
const settled = `end=$(($(date +%s) + 90))
while ls /var/lib/hostwright/transactions/* >/dev/null 2>&1; do [ "$(date +%s)" -lt $end ] || exit 1; sleep 0.5; done
while ls /etc/systemd/system/hostwright-undo-* >/dev/null 2>&1; do sleep 0.2; done`;

beforeAll(async () => {
  const install = 'apt-get install -qq nftables >/dev/null 2>&1; nft -f /etc/nftables.conf';
  await Promise.all(Object.keys(names).map((name) => root(name, install)));
});

describe.concurrent('a change that has to be confirmed', () => {
  it('a firewall that cuts ssh undoes itself on the first run, and the run ends 1', async () => {
    const both = ['cut12', 'cut13'];
    const before = await Promise.all(both.map((name) => root(name, standing)));
    const folder = firewall({ hosts: both.join(), cuts: true, comment: 'first', confirm: 25 });
    // An operator with little patience is still told what became of it.
    const ran = await start(folder, '--reconnect-timeout', '5').ended;
    expect(ran.code, ran.stdout + ran.stderr).toBe(1);
    expect(await Promise.all(both.map((name) => root(name, standing)))).toEqual(before);
    expect(saidIn(ran)).toContain('as it was before');
  });

  it('one that lets ssh in is confirmed by coming in anew, and stays', async () => {
    const folder = firewall({ hosts: 'confirmed', cuts: false, comment: 'fine', confirm: 20 });
    const ran = await start(folder).ended;
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    const stands = await root('confirmed', standing);
    expect(stands).toContain('# fine');
    expect(stands).toContain('tcp dport 22 accept');
    expect(stands).not.toContain('hostwright');
    await root('confirmed', 'sleep 21');
    expect(await root('confirmed', standing)).toBe(stands);
  });

  it('is undone without anybody when the controller is killed in the window, and plan finds nothing open then', async () => {
    const before = await root('killed', standing);
    const folder = firewall({ hosts: 'killed', cuts: true, comment: 'killed', confirm: 12 });
    const run = start(folder);
    await run.printed('"name":"Load the rules"');
    run.child.kill('SIGKILL');
    await run.ended;
    await root('killed', settled);
    expect(await root('killed', standing)).toBe(before);
    const plan = await program.run(folder, words('plan'));
    expect(plan.code).toBe(2);
    expect(saidIn(plan)).not.toContain('did not end here');
  });

  it('what a command has done, of which nothing can be kept, is undone by the command beside it', async () => {
    const before = await root('commanded', standing);
    const cut =
      "nft 'table inet cut { chain input { type filter hook input priority 1; tcp dport 22 drop; }; }'";
    const block = [{ name: 'cuts', shell: cut, irreversible: true }];
    const tasks = [{ name: 'the cut', confirm: '10s', undo: 'nft delete table inet cut', block }];
    const folder = program.folderWith({
      'play.yml': JSON.stringify([{ hosts: 'commanded', become: true, gather_facts: false, tasks }]),
    });
    const ran = await start(folder, '--reconnect-timeout', '5').ended;
    expect(ran.code, ran.stdout + ran.stderr).toBe(1);
    await root('commanded', settled);
    expect(await root('commanded', standing)).toBe(before);
  });

  it('survives a reboot of the host in the window', async (context) => {
    const before = await root('rebooted', standing);
    const folder = firewall({ hosts: 'rebooted', cuts: true, comment: 'rebooted', confirm: 15 });
    const run = start(folder);
    await run.printed('"name":"Load the rules"');
    run.child.kill('SIGKILL');
    await run.ended;
    const boot = await root('rebooted', 'cat /proc/sys/kernel/random/boot_id');
    await labRun(lab(), 'rebooted', 'systemctl reboot --force --force');
    const isNew = async () => {
      const { stdout } = await labRun(lab(), 'rebooted', 'cat /proc/sys/kernel/random/boot_id');
      return stdout !== '' && stdout !== boot;
    };
    await context.expect.poll(isNew, { timeout: 60_000, interval: 1000 }).toBe(true);
    await root('rebooted', settled);
    expect(await root('rebooted', standing)).toBe(before);
  });
});
