// `npx tsx test/trace.ts [FOLDER]`: the way of one task through the code, from its list to the wire and back. FOLDER is another
// checkout to measure. Prints the files that the task enters, how often the way moves from one file to another, and how many
// files of the engine stand in one another where it is deepest. WAY=files names the files, WAY=calls the moves.
//
// It builds src/main.ts with every exported function and method wrapped, and applies one `copy` to this machine, twice: the
// first run changes the file, the second finds nothing to do. What is counted begins where a host gets its list of tasks.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const src = join(root, 'src');

/** Functions are variables in JavaScript, so a module can wrap its own exports. Overloads have one name. */
const wrapping: Plugin = {
  name: 'wrap every export',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const file = relative(src, path);
      const text = readFileSync(path, 'utf8').replaceAll(
        /^export const (\w+)(?=[^=]*=\s*(async )?\()/gm,
        'export let $1',
      );
      const functions = text.matchAll(/^export (?:async )?(?:function|let) (\w+)/gm);
      const wrapped = [...new Set([...functions].map(([, name]) => name))].map(
        (name) => `${name} = globalThis.__wrap(${name}, ${JSON.stringify(file)}, '${name}');`,
      );
      const classes = [...text.matchAll(/^export class (\w+)/gm)].map(
        ([, name]) => `globalThis.__wrapMethods(${name}, ${JSON.stringify(file)});`,
      );
      return { contents: [text, ...wrapped, ...classes].join('\n'), loader: 'ts' };
    });
  },
};

/** Runs before the program: counts calls that lead from one file into another, inside of the task. */
const counting = `
import { AsyncLocalStorage } from 'node:async_hooks';
const roots = ['walk', 'runTasks'];
const way = new AsyncLocalStorage();
const entered = new Map();
const calls = new Map();
let moves = 0;
let deepest = 0;
globalThis.__wrap = (work, file, name) => typeof work !== 'function' ? work : function wrapped(...words) {
  const from = way.getStore();
  if (from === undefined && !roots.includes(name)) return work.apply(this, words);
  if (from?.file === file) return work.apply(this, words);
  moves += 1;
  const depth = (from?.depth ?? 0) + (file.startsWith('engine/') ? 1 : 0);
  deepest = Math.max(deepest, depth);
  entered.set(file, (entered.get(file) ?? 0) + 1);
  const call = (from?.file ?? '') + ' -> ' + file + ' ' + name;
  calls.set(call, (calls.get(call) ?? 0) + 1);
  return way.run({ file, depth }, () => work.apply(this, words));
};
globalThis.__wrapMethods = ({ prototype }, file) => {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name);
    if (name !== 'constructor' && typeof value === 'function')
      Object.defineProperty(prototype, name, { value: globalThis.__wrap(value, file, name) });
  }
};
process.on('exit', () => {
  process.stderr.write('TRACE ' + JSON.stringify({ moves, deepest, entered: [...entered], calls: [...calls] }) + '\\n');
});
`;

interface Trace {
  readonly moves: number;
  readonly deepest: number;
  readonly entered: readonly (readonly [string, number])[];
  /** `FROM -> TO NAME`, and how often. */
  readonly calls: readonly (readonly [string, number])[];
}

const folder = mkdtempSync(join(root, 'node_modules', '.trace-'));
try {
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: [join(src, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [wrapping],
    logLevel: 'warning',
  });
  const counter = join(folder, 'counter.mjs');
  writeFileSync(counter, counting);
  const playbook = join(folder, 'playbook.yml');
  const task = {
    name: 'the message of the day',
    copy: { content: '{{ motd }}', dest: join(folder, 'motd') },
  };
  const plays = [{ hosts: 'all', gather_facts: false, vars: { motd: 'hello' }, tasks: [task] }];
  writeFileSync(playbook, JSON.stringify(plays));
  const inventory = join(folder, 'inventory.yml');
  writeFileSync(inventory, JSON.stringify({ all: { hosts: { here: { ansible_connection: 'local' } } } }));
  for (const what of ['changes', 'finds nothing to do']) {
    const words = ['--import', counter, outfile, 'apply', playbook, '-i', inventory];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    const told = /^TRACE (.*)$/m.exec(stderr)?.[1];
    if (status !== 0 || told === undefined) throw new Error(`${stdout}${stderr}`);
    report(what, JSON.parse(told) as Trace);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(what: string, { moves, deepest, entered, calls }: Trace): void {
  const ours = entered.filter(([file]) => file.startsWith('engine/'));
  const inside = ours.reduce((sum, [, count]) => sum + count, 0);
  console.log(
    `${what}: ${entered.length} files, ${moves} moves; of these in engine/ ${ours.length} files, ${inside} moves, ${deepest} deep`,
  );
  const told = { files: entered, calls }[process.env.WAY ?? ''] ?? [];
  for (const [what, count] of told) console.log(`  ${String(count).padStart(3)} ${what}`);
}
