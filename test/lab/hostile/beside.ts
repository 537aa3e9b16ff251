// Hosts in bad faith beside nine good ones in one run: what becomes of the nine, of the run, and of this machine's memory.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isOutcome, type RunEvent } from '../../../src/event.js';
import type { Lab } from '../../../src/lab/index.js';
import { eventsOf, type Program } from '../../cli/hostwright.js';
import { nine } from './accounts.js';

const unasked = /it answered what was not asked$/;
/** On a busy machine its time may be over before its bytes are. */
const endless = /it answered with more than 32 MiB$|^look_timeout: taking the lock took longer than 6 s$/;
const late = /^look_timeout: taking the lock took longer than 6 s$/;
const untrue = /^this does not hold: ansible_facts.memtotal_mb > 0$/;
const unread = /^the facts of the host could not be read$/;

/** How an account's login shell behaves (shell.pl; that of `debts` is honest), and how its failure is told. */
const told = {
  frames: unasked,
  numbers: unasked,
  header: /its answer has a header that never ends$/,
  flood: endless,
  errors: endless,
  beats: endless,
  beat: late,
  drip: late,
  hang: late,
  noise: /its login shell prints without end$/,
  mute: /^connect_timeout: starting a shell on the host took longer than 6 s$/,
  facts:
    /is named by what a host said \(the facts of evil-facts\), and leads out of the folders of the playbook/,
  templates: /there is no file "app-\{\{lookup\}\} \{\{file "\/etc\/hostname"\}\} \{%"/,
  range: untrue,
  negative: untrue,
  utf8: /^what the host says is not UTF-8 text$/,
  names: unread,
  empty: unread,
  debts: /^13 pending handlers of an earlier run cannot be read and stay where they are$/,
  'step-flood': /^timeout: the task took longer than 20 s$/,
  'step-drip': /^timeout: the task took longer than 20 s$/,
  'step-beat': /^silence_timeout: the next line from the host took longer than 6 s$/,
  'step-frames': unasked,
  'step-hang': /^silence_timeout: the next line from the host took longer than 6 s$/,
} as const;
export type Mode = keyof typeof told;
export const modes = Object.keys(told) as readonly Mode[];

/** Bytes that the program may take, however it is lied to: 300 MB. */
const MEMORY = 300e6;

const play = `- hosts: all
  tasks:
    - { name: facts, assert: { that: ansible_facts.memtotal_mb > 0 } }
    - { name: file, copy: { dest: "/tmp/{{inventory_hostname}}", content: "{{inventory_hostname}}" } }
    - { name: own, copy: { src: "app-{{ansible_facts.distribution_release}}", dest: "/tmp/app-{{inventory_hostname}}" } }
    - { name: said, copy: { dest: "/tmp/said-{{inventory_hostname}}", content: "{{ansible_facts.user_dir}}" } }
    - { name: work, shell: "echo at work; sleep 1", timeout: 20, notify: last }
  handlers:
    - { name: last, command: "true" }
`;

export interface Beside {
  readonly code: number | null;
  /** The last event. */
  readonly recap: RunEvent | undefined;
  /** Bytes. */
  readonly peak: number;
  /** All that it complained of, as `host: message`. */
  readonly said: readonly string[];
  /** Milliseconds from the start until a host was done. */
  readonly done: ReadonlyMap<string, number>;
}

export interface Meeting {
  readonly program: Program;
  readonly lab: Lab;
  /** The lab's hosts that nine names of the inventory stand for, in turn. */
  readonly good: readonly string[];
  /** The lab's host with the accounts of `makeAccounts`. */
  readonly evil: string;
}

/** One apply on nine good hosts, and one for each mode. */
export async function runBeside(
  { program, lab, good, evil }: Meeting,
  which: readonly Mode[],
): Promise<Beside> {
  const addressOf = (name = '') => lab.hosts.find((host) => host.name === name)?.address;
  const well = nine.map((name, index): [string, object] => [
    name,
    { ansible_host: addressOf(good[index % good.length]), ansible_user: name },
  ]);
  const bad = which.map((mode): [string, object] => [
    `evil-${mode}`,
    { ansible_host: addressOf(evil), ansible_user: `evil-${mode}` },
  ]);
  const vars = { ansible_ssh_private_key_file: lab.privateKey, known_hosts_file: lab.knownHosts };
  const folder = program.folderWith({
    'play.yml': play,
    'inventory.yml': JSON.stringify({ all: { vars, hosts: Object.fromEntries([...well, ...bad]) } }),
    ...{ 'files/app-bookworm': 'app', 'files/app-trixie': 'app' },
  });
  const peakFile = join(folder, 'peak');
  const began = performance.now();
  const limits = ['--look-timeout', '6', '--silence-timeout', '6', '--connect-timeout', '6'];
  const running = program.start(
    folder,
    ['apply', 'play.yml', '-i', 'inventory.yml', '-o', 'json', ...limits],
    {
      NODE_OPTIONS: `--require=${join(import.meta.dirname, 'peak.cjs')}`,
      PEAK_FILE: peakFile,
    },
  );
  const done = new Map<string, number>();
  running.child.stdout?.on('data', (text: string) => {
    for (const [, host = ''] of text.matchAll(/"host":"([\w-]+)","state":"done"/g))
      done.set(host, performance.now() - began);
  });
  const ran = await running.ended;
  const peak = Number(readFileSync(peakFile, 'utf8')) * 1024;
  const events = eventsOf(ran);
  return {
    code: ran.code,
    recap: events.at(-1),
    peak,
    said: [...events.flatMap(complaint), ran.stderr],
    done,
  };
}

function complaint(event: RunEvent): readonly string[] {
  if (event.type === 'warning') return [`${event.host}: ${event.message}`];
  if (!isOutcome(event) || !['failed', 'unreachable'].includes(event.status)) return [];
  return [`${event.host}: ${event.message}`];
}

/** The run ended by itself, with a recap, in bounds; the nine are done, and the others have failed as they should. */
export function expectUnharmed(ran: Beside, which: readonly Mode[]): void {
  const { recap, code, peak, said } = ran;
  if (recap?.type !== 'recap') throw new Error(`no recap at the end: ${said.join('\n')}`);
  const failed = Object.entries(recap.hosts).filter(([, counts]) => counts.failed + counts.unreachable > 0);
  // What an unknown version left on a host is told, and is no failure.
  const toFail = which.filter((mode) => mode !== 'debts').map((mode) => `evil-${mode}`);
  expect(failed.map(([name]) => name)).toEqual(toFail);
  expect(Object.keys(recap.hosts)).toHaveLength(9 + which.length);
  for (const mode of which) {
    const words = said.flatMap((line) => line.split(`evil-${mode}: `).at(-1)?.split('\n')[0] ?? []);
    expect(words).toContainEqual(expect.stringMatching(told[mode]));
  }
  if (toFail.length > 0) expect([1, 4], said.join('\n')).toContain(code);
  expect(peak, which.join()).toBeLessThan(MEMORY);
}

/** Whether the nine did not wait for the others. */
export function isAhead(ran: Beside): boolean {
  return lastOf(ran, 'good') < lastOf(ran, 'evil');
}

/** Milliseconds until the last of those whose names begin so was done. */
export function lastOf({ done }: Beside, kind: 'good' | 'evil'): number {
  return Math.max(...[...done].flatMap(([host, ms]) => (host.startsWith(kind) ? [ms] : [])));
}
