// The law of a host's words: whatever a host says, and by whichever way of the user's text it comes to another host, it is data
// there. It is never a template, never a setting of how that host is reached or who acts, and leads to no file of this machine.
// HEARD=2000 tries as many (npm run test:long -- hostile).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connection, Reply } from '../../../src/connection.js';
import { localFiles } from '../../../src/files/files.js';
import { fail } from '../../../src/problem.js';
import { factsScript } from '../../../src/shell/facts.js';
import { runLocally } from '../../modules/local_shell.js';
import { newWorld, type World } from '../model.js';
import { runModel } from '../run_model.js';

const tries = Number(process.env.HEARD ?? 100);
const patience = Math.max(120_000, tries * 60);

const folder = mkdtempSync(join(tmpdir(), 'hostwright-heard-'));
const secret = 'a secret of this machine';
writeFileSync(join(folder, 'secret'), secret);
afterAll(() => rmSync(folder, { recursive: true }));

/** What an attacker would try, and anything else. No line ends, which a register takes from the end of what was printed. */
const words = fc
  .oneof(
    fc.constantFrom(
      ...[
        '{{ansible_facts.kernel}}',
        '{{lookup hostvars "good"}}',
        '{{#if true}}x{{/if}}',
        '{{{',
        '{{',
        '\\{{x}}',
      ],
      ...['$(touch /x)', '`id`', "'; touch /x; '", '"', '\\', '!', '-oProxyCommand=x', '--', '#', '%', '~'],
      ...[
        'root',
        'su',
        'doas',
        'local',
        'ssh',
        'localhost',
        '127.0.0.1',
        'good',
        'evil',
        'true',
        'false',
        'null',
      ],
      ...[
        '__proto__',
        'constructor',
        '1e999',
        '-1',
        '[]',
        '{}',
        'x: y',
        '- x',
        '!unsafe x',
        '\x1b[2J',
        '\x1e',
      ],
      ...[
        join(folder, 'secret'),
        relative(process.cwd(), join(folder, 'secret')),
        '../../../../etc/passwd',
        'package.json',
      ],
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ minLength: 1, maxLength: 20 }),
  )
  .filter((text) => !/[\r\n\0]/.test(text) && text.trim() === text);

/** evil says these words in its facts, and in all that its command `say` prints; `sent` is what good is sent. */
function speaking(word: string, world: World, sent: string[]): World {
  const honest = world.connect;
  world.connect = async (host) => {
    const connection: Connection = await honest(host);
    const speak = (
      { probes, steps, ...rest }: Reply,
      scripts: readonly string[],
      asked: readonly string[],
    ): Reply => ({
      ...rest,
      steps: steps.map((output, index) =>
        scripts[index]?.includes('"bump":"say"') ? { ...output, stdout: Buffer.from(word) } : output,
      ),
      probes: probes.map((output, index) =>
        asked[index] === factsScript
          ? { ...output, stdout: Buffer.from(`system=Linux\nid=debian\nrelease=${word}\nkernel=1`) }
          : output,
      ),
    });
    return {
      ...connection,
      get roundTrips() {
        return connection.roundTrips;
      },
      run: async (identity, request, limits) => {
        const scripts = request.steps.map(({ script }) => script);
        if (host === 'good') sent.push(...scripts);
        const reply = await connection.run(identity, request, limits);
        return host === 'evil' ? speak(reply, scripts, request.probes) : reply;
      },
    };
  };
  return world;
}

/** The ways by which the user's text names another host's words, as good reads them. */
const ways = {
  'hostvars, a registered result': 'lookup (lookup (lookup hostvars "evil") "said") "stdout"',
  'hostvars, a fact that was set': 'lookup (lookup hostvars "evil") "who"',
  'hostvars, the facts': 'lookup (lookup (lookup hostvars "evil") "ansible_facts") "distribution_release"',
  run_once: 'lookup once "stdout"',
  delegate_to: 'lookup lent "stdout"',
  'a fact of its own, made of it': 'lookup own "x"',
} as const;
type Way = keyof typeof ways;

const toHear = [
  { bump: { name: 'say' }, register: 'said', when: 'inventory_hostname == "evil"' },
  { assign: { who: '{{said.stdout}}' }, when: 'inventory_hostname == "evil"' },
  { bump: { name: 'say' }, register: 'once', run_once: true },
  { bump: { name: 'say' }, register: 'lent', delegate_to: 'evil', when: 'inventory_hostname == "good"' },
  {
    assign: { own: { x: `{{${ways['hostvars, a registered result']}}}` } },
    when: 'inventory_hostname == "good"',
  },
];

async function hear(word: string, way: Way, ...tasks: readonly object[]) {
  const sent: string[] = [];
  const world = speaking(word, newWorld(['evil', 'good']), sent);
  const connected: string[] = [];
  const connect = world.connect;
  world.connect = (host) => {
    // Whoever gives the way to a host knows the inventory alone (src/project/routes.ts), where this machine always is.
    if (!['evil', 'good', 'localhost', '127.0.0.1'].includes(host))
      fail(`there is no host "${host}" in the inventory`);
    connected.push(host);
    return connect(host);
  };
  const mine = tasks.map((task: { readonly vars?: object }) => ({
    ...task,
    vars: { x: `{{${ways[way]}}}`, ...task.vars },
    when: 'inventory_hostname == "good"',
  }));
  const plays = [{ hosts: 'all', gather_facts: true, tasks: [...toHear, ...mine] }];
  const told = await runModel({ plays, hosts: ['evil', 'good'], forks: 2, world });
  return { ...told, sent, connected, cells: world.hosts.get('good') ?? new Map<string, string>() };
}

const anyWay = fc.constantFrom(...(Object.keys(ways) as Way[]));
const always = (law: (word: string, way: Way) => Promise<void>, share: number) =>
  fc.assert(fc.asyncProperty(words, anyWay, law), { numRuns: Math.ceil(tries * share) });

describe('the words of one host on another', () => {
  it('are the same words, rendered once', { timeout: patience }, () =>
    always(async (word, way) => {
      const { cells, outcomes } = await hear(
        word,
        way,
        { cell: { name: 'plain', value: '{{x}}' } },
        { assign: { again: '{{x}}' } },
        { cell: { name: 'twice', value: '<{{again}}>' } },
      );
      const failed = outcomes.filter(({ status }) => status === 'failed').map(({ message }) => message);
      expect(failed, way).toEqual([]);
      expect(cells.get('plain'), way).toBe(word);
      expect(cells.get('twice'), way).toBe(`<${word}>`);
    }, 0.4),
  );

  it('are quoted where they go into a shell', { timeout: patience }, () =>
    always(async (word, way) => {
      const { sent } = await hear(word, way, { print: 'V', environment: { V: '{{x}}' } });
      const script = sent.find((one) => one.includes('"print":"V"')) ?? '';
      const shown = script.replace(/\n?\{"print":"V"\}$/, '\nprintf %s "$V"');
      const { stdout, stderr } = runLocally(['sh'], shown);
      expect(stdout.toString() + stderr.toString()).toBe(word);
    }, 0.2),
  );

  const become = { become: true };
  it.each<[string, object]>([
    ['become_user', { ...become, become_user: '{{x}}' }],
    ['ansible_become_user', { ...become, vars: { ansible_become_user: '{{x}}' } }],
    ['become_method', { ...become, become_method: '{{x}}' }],
    ['ansible_become_method', { ...become, vars: { ansible_become_method: '{{x}}' } }],
    ['become', { become: '{{x}}' }],
    ['ansible_become', { vars: { ansible_become: '{{x}}' } }],
    ['ansible_connection', { vars: { ansible_connection: '{{x}}', ansible_host: '{{x}}' } }],
    ['ansible_ssh_common_args', { vars: { ansible_ssh_common_args: '{{x}}', ansible_user: '{{x}}' } }],
    ['delegate_to', { delegate_to: '{{x}}' }],
  ])('decide nothing as %s', { timeout: patience }, (name, setting) =>
    always(async (word, way) => {
      const root = name.includes('become_') ? become : {};
      const { world, connected, cells } = await hear(
        word,
        way,
        { cell: { name: root === become ? 'a' : 'Root', value: '1' }, ...setting },
        { assign: { [name]: '{{x}}' } },
        { cell: { name: root === become ? 'b' : 'Root', value: '1' }, ...root },
      );
      for (const flight of world.flights.filter((each) => each.startsWith('good ')))
        expect(['good login', 'good become root'], `${name}, ${way}`).toContain(flight);
      for (const host of connected) expect(['good', 'evil'], `${name}, ${way}`).toContain(host);
      // It is root's.
      expect(cells.has('Root'), `${name}, ${way}`).toBe(false);
    }, 0.05),
  );

  it('read no file of this machine', { timeout: patience }, () =>
    always(async (word, way) => {
      const { cells, events } = await hear(word, way, { cell: { name: 'stolen', value: '{{file x}}' } });
      expect(JSON.stringify([...cells, ...events])).not.toContain(secret);
      expect(cells.has('stolen')).toBe(word === 'package.json');
    }, 0.2),
  );
});

it('a path of a host’s words leads into the folders of the playbook, or nowhere', () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    'test',
    'engine',
    'model.ts',
    'package.json',
    folder,
    'secret',
    '~',
    'node_modules',
  );
  const place = { file: join(process.cwd(), 'play.yml'), line: 1, column: 1 };
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const path = parts.join('/');
      const find = () => localFiles([]).find('file', path, place, 'the facts of evil');
      let found: string;
      try {
        found = find();
      } catch {
        return;
      }
      expect(relative(process.cwd(), found)).not.toMatch(/^\.\.|^\//);
    }),
    { numRuns: tries },
  );
});
