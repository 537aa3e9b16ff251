// A real host that is broken on purpose while the program works on it: what the tests of the fault table share.

import { expect } from 'vitest';
import { type HostRecap, isOutcome, type RunEvent } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { openNarrator } from '../../../src/report/narrator.js';
import { plainStyle } from '../../../src/report/style.js';
import { eventsOf, type Ran, type Running, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

/** How a run ended. */
export interface Applied {
  readonly code: number | null;
  /** Everything that it complained of. */
  readonly said: string;
  /** All that a person read of it, but for the tables of counts and times; see `steady`. */
  readonly told: string;
  /** The host's line of the recap. */
  readonly recap: HostRecap | undefined;
}

export interface FaultyHost {
  /** Runs a script as root on the host, whatever has become of its network. Answers what it printed. */
  root(script: string): Promise<string>;
  /** A folder with a playbook of these tasks (and handlers) for the host, as root; JSON is YAML. */
  project(tasks: readonly object[], more?: { handlers?: readonly object[]; files?: Files }): string;
  start(folder: string, ...options: readonly string[]): Running;
  apply(folder: string, ...options: readonly string[]): Promise<Applied>;
  /** What every row ends with: the next run fails nothing, the one after changes nothing, and nothing is left over. */
  expectFine(folder: string): Promise<void>;
}

type Files = Readonly<Record<string, string>>;

/** `npm test` breaks a host in a few ways of each kind; in all of them: `npm run test:long -- faults`. */
export const everyFault = process.env.FAULTS === 'all';

/** All rows of a table, or the first ones. */
export function spreadOf<Row>(rows: readonly Row[], first = 1): readonly Row[] {
  return everyFault ? rows : rows.slice(0, first);
}

/** Call at the top of a file. */
export function useFaultyHost(): FaultyHost {
  const lab = useLab([{ name: 'h1', release: 'bookworm' }]);
  const program = useProgram();

  const root: FaultyHost['root'] = async (script) => {
    const { code, stdout, stderr } = await labRun(lab(), 'h1', script);
    expect(code, `${script}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  const start: FaultyHost['start'] = (folder, ...options) =>
    program.start(folder, ['apply', 'play.yml', '-i', lab().inventory, '-o', 'json', ...options]);
  const apply: FaultyHost['apply'] = async (...words) => appliedOf(await start(...words).ended);

  return {
    root,
    start,
    apply,
    project(tasks, { handlers = [], files = {} } = {}) {
      const play = { hosts: 'all', become: true, gather_facts: false, tasks, handlers };
      return program.folderWith({ ...files, 'play.yml': JSON.stringify([play]) });
    },
    async expectFine(folder) {
      const next = await apply(folder);
      expect(next.code, next.said).toBe(0);
      const again = await apply(folder);
      expect(again, again.said).toMatchObject({ code: 0, recap: { changed: 0, failed: 0 } });
      expect(await root(LEFT_OVERS)).toBe('');
    },
  };
}

/** Debts, and the temporaries of atomic writes; nothing here writes below /usr. */
const LEFT_OVERS = `[ ! -d /var/lib/hostwright/debts ] || ls /var/lib/hostwright/debts
find / \\( -path /proc -o -path /sys -o -path /usr \\) -prune -o -name '*.hostwright-*' -print`;

/** What is told has to be this, word for word. To be read as an operator reads it: the cause, and what to do now. */
export async function expectTold(row: string, { code, told }: Applied): Promise<void> {
  await expect(`${told}exit code ${code}\n`).toMatchFileSnapshot(`golden/${row}.txt`);
}

export function appliedOf(ran: Ran): Applied {
  const events = eventsOf(ran);
  const recap = events.find((event) => event.type === 'recap');
  return {
    code: ran.code,
    said: [...events.flatMap(complaint), ran.stderr].join('\n'),
    told: narrated(eventsOf({ ...ran, stdout: steady(ran.stdout) })) + steady(ran.stderr),
    recap: recap?.hosts.h1,
  };
}

/** What is another in each run, by what it is. */
function steady(text: string): string {
  return text
    .replaceAll(/198\.18\.\d+\.\d+/g, 'ADDRESS')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\S+ on \S+ \(process \d+\)/g, 'USER on MACHINE (process PID)')
    .replaceAll(/process \d+/g, 'process PID')
    .replaceAll(/invalid (since|for another) \d[\w ]*/g, 'invalid $1 SPAN')
    .replaceAll(/\/tmp\/hostwright-lab-\w+/g, '/LAB')
    .replaceAll(/SHA256:[\w+/]{43}/g, 'SHA256:FINGERPRINT');
}

function narrated(events: readonly RunEvent[]): string {
  const narrate = openNarrator({ columns: 100, rows: 24, style: plainStyle, diff: false });
  const tables = (line: string) => /^(host {2}|h1 {2,}\d|\d.* in all|Slowest tasks: )/.test(line);
  return events
    .flatMap(narrate)
    .filter((line) => !tables(line))
    .map((line) => `${line}\n`)
    .join('');
}

function complaint(event: RunEvent): readonly string[] {
  if (event.type === 'warning') return [event.message];
  if (!isOutcome(event) || !['failed', 'unreachable'].includes(event.status)) return [];
  return [event.message ?? '', event.advice ?? ''];
}

/** sh: waits until the condition holds, at most 20 s, then does something. Quick enough to hit a write on its way. */
export function when(condition: string, then: string): string {
  return `end=$(($(date +%s) + 20))
until ${condition}; do [ "$(date +%s)" -lt $end ] || { echo 'it never came: ${condition.replaceAll("'", '')}' >&2; exit 1; }; done
${then}`;
}
