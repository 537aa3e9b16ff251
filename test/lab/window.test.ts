// The law of the prefetch on real hosts, with real identities: how much is looked at in advance changes the number of
// trips and nothing else. Thousands of playbooks on a model of hosts: test/engine/task/prefetch.test.ts.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOutcome } from '../../src/event.js';
import { labRun } from '../../src/lab/index.js';
import { eventsOf, useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';

const program = useProgram();
const names = ['h1', 'h2'];
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
]);

/** Anybody may make files here; only their owners may write them. */
const ground = '/srv/ground';

/** What a run owes a host is paid by the next one; here each begins with nothing owed. */
const journals = '/var/lib/hostwright /home/operator/.local/state/hostwright';

const path = fc.constantFrom('a', 'b', 'c').map((name) => `${ground}/${name}`);
const text = fc.constantFrom(
  '1',
  '{{ v }}',
  '{{ r.changed }}',
  '{{ s.stdout }}',
  '{{ ansible_facts.hostname }}',
);

const module = fc.oneof(
  { weight: 4, arbitrary: fc.record({ copy: fc.record({ dest: path, content: text }) }) },
  { weight: 2, arbitrary: path.map((file) => ({ shell: `cat ${file}`, changed_when: false })) },
  { weight: 2, arbitrary: path.map((file) => ({ shell: `echo more >>${file}` })) },
  {
    weight: 2,
    arbitrary: fc.tuple(path, path).map(([cmd, creates]) => ({ command: { cmd: `touch ${cmd}`, creates } })),
  },
  { weight: 1, arbitrary: path.map((file) => ({ file: { path: file, state: 'absent' } })) },
  { weight: 1, arbitrary: path.map((file) => ({ file: { path: file, mode: '0600' } })) },
  { weight: 1, arbitrary: path.map((file) => ({ file: { path: file, state: 'directory' } })) },
  { weight: 1, arbitrary: fc.constant({ command: 'false' }) },
  { weight: 1, arbitrary: text.map((v) => ({ set_fact: { v } })) },
  { weight: 1, arbitrary: fc.constant({ pause: 0 }) },
);

const identity = fc.constantFrom({}, { become: true }, { become: true, become_user: 'daemon' });

const keywords = fc.record(
  {
    register: fc.constantFrom('r', 's'),
    when: fc.constantFrom(
      'v == "1"',
      'r.changed',
      's.failed',
      'ansible_facts.distribution_release == "trixie"',
    ),
    delegate_to: fc.constantFrom(...names),
    notify: fc.constant('handle'),
  },
  { requiredKeys: [] },
);

const task = fc
  .tuple(module, identity, keywords, fc.boolean())
  .map((parts) => ({ ...parts[0], ...parts[1], ...parts[2], ignore_errors: parts[3] }));

const playbook = fc.array(task, { minLength: 8, maxLength: 16 }).map((tasks) => [
  {
    hosts: 'all',
    vars: { v: '1' },
    tasks: [
      { command: 'echo registered', register: 'r' },
      { command: 'echo registered', register: 's' },
      ...tasks,
    ],
    handlers: [{ name: 'handle', shell: `echo handled >>${ground}/handled` }],
  },
]);

/** More of them: `npm run test:long -- window-on-hosts`. */
const numRuns = Number(process.env.PLAYBOOKS ?? '2');

it.each(fc.sample(playbook, { numRuns, seed: 2 }).map((plays, index) => ({ plays, nth: index + 1 })))(
  'random playbook $nth: window 1 and window 32 tell and leave the same',
  async ({ plays }) => {
    const folder = program.folderWith({ 'site.yml': JSON.stringify(plays, undefined, 1) });
    expect(await runIn(folder, 'plan', 32)).toEqual(await runIn(folder, 'plan', 1));
    expect(await runIn(folder, 'apply', 32)).toEqual(await runIn(folder, 'apply', 1));
  },
);

/** Hosts take turns: side by side, tasks that are delegated to the other host would race. */
async function runIn(folder: string, verb: 'plan' | 'apply', window: number) {
  await onEach(`rm -rf ${ground} ${journals}; mkdir -m 0777 ${ground}; echo old >${ground}/a`);
  const words = [verb, 'site.yml', '-i', lab().inventory, '--forks', '1', '--output', 'json'];
  const ran = await program.run(folder, [...words, '--window', String(window)]);
  const outcomes = eventsOf({ ...ran, stdout: withoutRandomNames(ran.stdout) }).filter(isOutcome);
  const told = outcomes.map((outcome) => ({ ...outcome, ms: 0 }));
  const left = await onEach(
    `cd ${ground} && find . -printf '%p %y %m %u:%g %s\\n' | sort; grep -r . . 2>/dev/null | sort`,
  );
  expect(told.length).toBeGreaterThan(names.length);
  return { code: ran.code, stderr: ran.stderr, told, left };
}

/** Of temporary files, which errors may name. */
function withoutRandomNames(text: string): string {
  return text.replaceAll(/\.hostwright-[\w.-]+@[\w.-]+@[0-9a-f]+/g, '.hostwright-X');
}

function onEach(script: string): Promise<readonly string[]> {
  return Promise.all(names.map(async (name) => (await labRun(lab(), name, script)).stdout));
}
