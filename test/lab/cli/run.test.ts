// A run from its first apply to a silent one, drift and repair, as told by exit codes and `--output json`; and runs
// that are interrupted, or whose reader goes away.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isOutcome, type Outcome, outcomeName, type Recap, type RunEvent } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../../cli/hostwright.js';
import { makeAccounts } from '../hostile/accounts.js';
import { expectUnharmed, isAhead, type Mode, runBeside } from '../hostile/beside.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
]);

function run(verb: 'apply' | 'plan', folder: string, ...words: readonly string[]): Promise<Ran> {
  return program.run(folder, [verb, 'site.yml', '-i', lab().inventory, '--output', 'json', ...words]);
}

async function onHost(host: string, script: string): Promise<string> {
  return (await labRun(lab(), host, script)).stdout;
}

/** What the recap says of each host, without zeros, times and trips. */
function countsOf(ran: Ran): unknown {
  const counts = Object.entries(recapOf(ran).hosts).map(
    ([host, { time: _, round_trips: __, ...numbers }]) => [
      host,
      Object.fromEntries(Object.entries(numbers).filter(([, number]) => number > 0)),
    ],
  );
  return Object.fromEntries(counts);
}

function recapOf(ran: Ran): Recap {
  const last = eventsOf(ran).at(-1);
  if (last?.type !== 'recap') throw new Error(`no recap at the end:\n${ran.stdout}${ran.stderr}`);
  return last;
}

/** Tasks with this status, as `h1: its name`. */
function tasksThat(status: Outcome['status'], ran: Ran): readonly string[] {
  const outcomes = eventsOf(ran).filter(isOutcome);
  return outcomes
    .filter((each) => each.status === status)
    .map((outcome) => `${outcome.host}: ${outcomeName(outcome)}`);
}

it('exec runs a command or a module on all hosts, shows equal answers once, and tells failures by its code', async () => {
  const exec = (...words: readonly string[]) =>
    program.run('/', ['exec', 'all', '-i', lab().inventory, ...words]);
  expect(await exec('-b', '--', 'id', '-un')).toEqual({
    code: 0,
    stdout: 'all 2 hosts\n  root\n',
    stderr: '',
  });
  expect(await exec('--', '. /etc/os-release; echo "$VERSION_CODENAME"')).toEqual({
    code: 0,
    stdout: 'h1\n  bookworm\nh2\n  trixie\n',
    stderr: '',
  });
  expect(await exec('--', 'grep -q bookworm /etc/os-release')).toMatchObject({
    code: 1,
    stdout: 'h1\nh2: failed, exit code 1\n',
  });
  const made = await exec('-b', '-m', 'file', '-a', 'path=/srv/exec state=directory mode=0750', '-o', 'json');
  expect(tasksThat('changed', made)).toEqual(expect.arrayContaining(['h1: file', 'h2: file']));
  expect(await onHost('h2', 'stat -c %a /srv/exec')).toBe('750\n');
});

describe('a playbook with handlers, facts, guards and two identities', () => {
  const site = `
- hosts: all
  become: true
  vars: { folder: /srv/site }
  tasks:
    - { name: folder, file: { path: "{{ folder }}", state: directory, mode: "0755" } }
    - { name: page, template: { src: page.hbs, dest: "{{ folder }}/page" }, notify: restart }
    - { name: unit, copy: { dest: /etc/systemd/system/site.service, content: "[Service]\\nExecStart=/bin/sleep 1d\\n[Install]\\nWantedBy=multi-user.target\\n" }, notify: restart }
    - { name: reload, command: systemctl daemon-reload, when: false }
    - { name: started, service: { name: site, state: started, enabled: true } }
    - { name: mine, copy: { dest: ~/mine, content: x }, become: false, when: false }
    - { name: own, copy: { dest: /tmp/own, content: "{{ ansible_facts.user_id }}" }, become: false }
    - { name: once, command: { cmd: "touch {{ folder }}/once", creates: "{{ folder }}/once" } }
    - { name: release, debug: "{{ ansible_facts.distribution_release }}" }
  handlers:
    - { name: restart, service: { name: site, state: restarted } }
`;
  const files = {
    'site.yml': site.replace('~/mine', '/tmp/mine'),
    'page.hbs': 'on {{ inventory_hostname }}\n',
  };

  it('is planned, applied, silent, and repaired where it drifted', async () => {
    const folder = program.folderWith(files);

    const first = await run('plan', folder);
    expect(first).toMatchObject({ code: 2, stderr: '' });
    expect(await onHost('h1', 'ls -d /srv/site 2>&1')).toContain('No such file');

    expect(await run('apply', folder)).toMatchObject({ code: 0, stderr: '' });
    expect(await onHost('h2', 'cat /srv/site/page; stat -c %U /tmp/own; systemctl is-active site')).toBe(
      'on h2\noperator\nactive\n',
    );

    const again = await run('apply', folder);
    expect({ code: again.code, counts: countsOf(again) }).toEqual({
      code: 0,
      counts: { h1: { ok: 7, skipped: 2 }, h2: { ok: 7, skipped: 2 } },
    });
    for (const host of Object.values(recapOf(again).hosts)) expect(host.round_trips).toBeLessThanOrEqual(2);
    expect((await run('plan', folder)).code).toBe(0);

    await onHost('h2', 'echo drifted >/srv/site/page; rm /tmp/own');
    const drifted = await run('plan', folder);
    expect(drifted.code).toBe(2);
    expect(tasksThat('would_change', drifted)).toEqual(['h2: page', 'h2: own', 'h2: restart']);
    expect((await run('plan', folder, '--limit', 'h1')).code).toBe(0);

    const repaired = await run('apply', folder);
    expect(repaired.code).toBe(0);
    expect(tasksThat('changed', repaired)).toEqual(['h2: page', 'h2: own', 'h2: restart']);
    expect(countsOf(await run('apply', folder))).toEqual(countsOf(again));
  });

  it('is told as JSON lines: first the run, last the recap, every one with a type', async () => {
    const events = eventsOf(await run('plan', program.folderWith(files)));
    expect(events[0]).toEqual({
      type: 'run',
      version: 2,
      mode: 'plan',
      playbook: 'site.yml',
      hosts: ['h1', 'h2'],
    });
    const types: readonly RunEvent['type'][] = [
      'run',
      'play',
      'host',
      'start',
      'line',
      'outcome',
      'host_outcome',
      'warning',
      'recap',
    ];
    for (const event of events) expect(types).toContain(event.type);
    expect(events.filter(({ type }) => type === 'recap')).toEqual([events.at(-1)]);
    expect(
      Object.keys(recapOf({ code: 0, stdout: JSON.stringify(events.at(-1)), stderr: '' }).hosts.h1 ?? {}),
    ).toEqual([
      'ok',
      'changed',
      'would_change',
      'unknown',
      'skipped',
      'failed',
      'rescued',
      'ignored',
      'unreachable',
      'round_trips',
      'time',
    ]);
  });
});

it('a failure on one host is exit code 1, and the other host is finished', async () => {
  const site = `
- hosts: all
  tasks:
    - { name: breaks, command: "false", when: inventory_hostname == "h1" }
    - { name: after, command: "true" }
`;
  const ran = await run('apply', program.folderWith({ 'site.yml': site }));
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  expect(tasksThat('failed', ran)).toEqual(['h1: breaks']);
  expect(tasksThat('changed', ran)).toEqual(['h2: after']);
});

it('a command without a guard is pending for ever; a result that only apply knows is unknown', async () => {
  const site = (task: string) => ({ 'site.yml': `[{ hosts: h1, tasks: [${task}] }]` });
  const pending = await run('plan', program.folderWith(site('{ command: "true" }')));
  expect({ code: pending.code, counts: countsOf(pending) }).toEqual({
    code: 2,
    counts: { h1: { would_change: 1 } },
  });
  const unknown = await run('plan', program.folderWith(site('{ command: "true", changed_when: false }')));
  expect({ code: unknown.code, counts: countsOf(unknown) }).toEqual({
    code: 2,
    counts: { h1: { unknown: 1 } },
  });
});

describe('interrupted', () => {
  const site = (seconds: number) => `
- hosts: all
  tasks:
    - { name: long, shell: "rm -f /tmp/finished; sleep ${seconds}; touch /tmp/finished" }
    - { name: next, command: touch /tmp/next }
`;
  const start = (seconds: number, ...words: readonly string[]) => {
    const folder = program.folderWith({ 'site.yml': site(seconds) });
    return program.start(folder, ['apply', 'site.yml', '-i', lab().inventory, ...words]);
  };
  const bothStarted = async ({ printed }: ReturnType<typeof start>) => {
    for (const host of ['h1', 'h2']) await printed(`{"type":"start","host":"${host}"`);
  };

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s: running steps are finished, nothing else is begun',
    async (signal) => {
      const running = start(2, '--output', 'json');
      await bothStarted(running);
      running.child.kill(signal);
      const ran = await running.ended;
      expect(ran.code).toBe(130);
      expect(ran.stderr).toBe('');
      const warned = eventsOf(ran).flatMap((event) => (event.type === 'warning' ? [event.message] : []));
      const waits = 'waiting for h1 ("long"), h2 ("long")';
      expect(warned).toEqual([
        `interrupted: the running steps are finished; once more stops at once; ${waits}`,
      ]);
      expect(recapOf(ran).interrupted).toBe(true);
      expect(countsOf(ran)).toEqual({ h1: { changed: 1 }, h2: { changed: 1 } });
      for (const host of ['h1', 'h2'])
        expect(await onHost(host, 'ls /tmp/finished /tmp/next 2>/dev/null')).toBe('/tmp/finished\n');
    },
  );

  it('twice: it ends at once', async () => {
    const running = start(60, '--output', 'json');
    await bothStarted(running);
    const began = performance.now();
    running.child.kill('SIGINT');
    await sleep(200);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(performance.now() - began).toBeLessThan(2000);
    await onHost('h1', 'pkill -x sleep');
    await onHost('h2', 'pkill -x sleep');
  });

  describe('in a block that is whole or not at all', () => {
    const block = `
- hosts: h1
  become: true
  tasks:
    - name: whole
      undo: "true"
      block:
        - { name: new, copy: { dest: /srv/whole, content: new } }
        - { name: long, shell: "sleep 3", irreversible: true }
        - { name: last, copy: { dest: /srv/last, content: new } }
`;
    const interrupt = async (times: number) => {
      await onHost('h1', 'printf old | sudo tee /srv/whole');
      const folder = program.folderWith({ 'site.yml': block });
      const words = ['apply', 'site.yml', '-i', lab().inventory, '--output', 'json'];
      const running = program.start(folder, words);
      await running.printed('"name":"long"');
      for (let time = 1; time <= times; time += 1) {
        running.child.kill('SIGINT');
        await sleep(200);
      }
      return { ran: await running.ended, folder };
    };

    it('once: what it had changed is put back', async () => {
      const { ran } = await interrupt(1);
      expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 130, stderr: '' });
      expect(await onHost('h1', 'cat /srv/whole')).toBe('old');
    });

    it('twice: the next plan says that it is open, and the next apply puts it back first', async () => {
      const { ran, folder } = await interrupt(2);
      expect(ran.code).toBe(130);
      const planned = await run('plan', folder);
      expect(planned.code).toBe(2);
      expect(planned.stdout).toContain('put back: whole');
      // What was running goes on until the host has noticed.
      const applied = await run('apply', folder, '--lock-wait', '30');
      expect(applied.code).toBe(0);
      expect(tasksThat('ok', applied)).toEqual([expect.stringMatching(/^h1: put back: whole, left open by/)]);
      expect(tasksThat('changed', applied)).toEqual(['h1: new', 'h1: long', 'h1: last']);
      expect(await onHost('h1', 'cat /srv/whole')).toBe('new');
    });
  });

  it.each([
    { what: 'while it connects', task: 'debug: hello', host: '250', seen: '"connecting"' },
    { what: 'while it pauses', task: 'pause: 60', host: '11', seen: '{"type":"start"' },
  ])('$what: nothing is waited for', async ({ task, host, seen }) => {
    const inventory = readFileSync(lab().inventory, 'utf8').replace(/\.11 }/, `.${host} }`);
    const site = `- hosts: h1\n  tasks:\n    - ${task}\n    - command: touch /tmp/next`;
    const folder = program.folderWith({ 'site.yml': site, 'inventory.yml': inventory });
    const running = program.start(folder, ['apply', 'site.yml', '--output', 'json']);
    await running.printed(seen);
    const began = performance.now();
    running.child.kill('SIGINT');
    const ran = await running.ended;
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 130, stderr: '' });
    expect(recapOf(ran)).toMatchObject({ interrupted: true, hosts: { h1: { failed: 0, unreachable: 0 } } });
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

it('a reader that goes away does not end the work on the hosts', async () => {
  const site = `
- hosts: all
  tasks:
    - { shell: "rm -f /tmp/unread; sleep 1" }
    - { command: touch /tmp/unread }
`;
  const main = join(program.folder, 'dist/main.js');
  const words = `apply site.yml -i '${lab().inventory}' --output json`;
  const piped = `'${process.execPath}' '${main}' ${words} | head -n 1 | cut -c 1-12; echo "\${PIPESTATUS[0]}"`;
  const cwd = program.folderWith({ 'site.yml': site });
  const read = await promisify(execFile)('bash', ['-c', piped], { cwd });
  expect(read).toEqual({ stdout: '{"type":"run\n0\n', stderr: '' });
  for (const host of ['h1', 'h2']) expect(await onHost(host, 'ls /tmp/unread')).toBe('/tmp/unread\n');
});

// All ways, beside nine hosts of their own: `npm run test:long -- hostile-hosts`.
it('hosts in bad faith harm no other, and the run ends by itself', async () => {
  const which: readonly Mode[] = ['flood', 'step-hang'];
  const meeting = { program, lab: lab(), good: ['h1', 'h2'], evil: 'h2' };
  await makeAccounts(meeting, which);
  const ran = await runBeside(meeting, which);
  expectUnharmed(ran, which);
  expect(isAhead(ran)).toBe(true);
});
