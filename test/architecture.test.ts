import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

// ARCHITECTURE.md, "Which room may know which". Files directly in src/ are contracts: every room may know them.
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  yaml: [],
  files: [],
  shell: [],
  proof: [],
  web: [],
  report: [],
  lab: [],
  secrets: ['yaml'],
  expression: ['yaml', 'files'],
  playbook: ['yaml', 'expression'],
  inventory: ['yaml', 'expression', 'files'],
  module_parts: ['shell', 'proof', 'web'],
  modules: ['module_parts', 'shell', 'proof', 'web'],
  transport: ['shell', 'inventory'],
  engine: ['expression', 'playbook', 'inventory', 'files', 'shell'],
  options: [],
  process: ['playbook', 'report'],
  project: [
    'options',
    'process',
    'engine',
    'modules',
    'inventory',
    'playbook',
    'expression',
    'files',
    'secrets',
    'yaml',
  ],
  run: ['project', 'options', 'process', 'engine', 'transport', 'report', 'playbook'],
  verify: [
    'proof',
    'project',
    'options',
    'process',
    'engine',
    'modules',
    'transport',
    'report',
    'playbook',
    'inventory',
    'expression',
    'files',
    'secrets',
  ],
  'setup/conversation': ['module_parts', 'proof'],
  setup: [
    'setup/conversation',
    'verify',
    'proof',
    'run',
    'project',
    'options',
    'process',
    'engine',
    'transport',
    'report',
    'inventory',
    'expression',
    'files',
    'secrets',
  ],
  cli: [
    'setup',
    'setup/conversation',
    'verify',
    'run',
    'project',
    'options',
    'process',
    'lab',
    'report',
    'modules',
    'module_parts',
    'inventory',
    'playbook',
    'expression',
    'files',
    'secrets',
    'yaml',
  ],
  main: ['cli', 'process'],
  launcher: [],
};

const laws: Readonly<Record<string, string>> = {
  engine: 'the engine is handed its modules and connections as values; it never imports them',
  report: 'a report knows events and nothing else',
  module_parts: 'a part of modules knows how to build shell; it knows no module',
  modules: 'a module knows its contract and how to build shell, not who runs it',
  contract: 'a contract knows no room',
  'setup/conversation':
    'a conversation is a value: what is asked, answered and concluded, without a terminal or a host',
  lab: 'the lab stands alone: hosts do not know what will be done to them',
};

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function roomOf(file: string): string {
  if (file === 'main.ts') return 'main';
  if (file.startsWith('setup/conversation/')) return 'setup/conversation';
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'contract';
}

const imports = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const known = imports.get(file) ?? readImports(file);
  imports.set(file, known);
  return known;
}

function readImports(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from|^import) '(\.[^']+)\.js'|import\('(\.[^']+)\.js'\)/gm)].map(
    ([, stated, loaded]) => relative(src, resolve(dirname(join(src, file)), `${stated ?? loaded}.ts`)),
  );
}

describe('architecture', () => {
  it.each(files)('%s knows only the rooms that it may know', (file) => {
    const room = roomOf(file);
    const allowed = mayKnow[room];
    expect(allowed, `${file} is in a room that ARCHITECTURE.md does not name`).toBeDefined();
    const broken = importsOf(file).filter((other) => {
      const target = roomOf(other);
      return target !== room && target !== 'contract' && !allowed?.includes(target);
    });
    const law = laws[room] ?? `imports go one way; see ARCHITECTURE.md`;
    expect(broken, `${file} imports ${broken.join(', ')}, but ${law}`).toEqual([]);
  });

  it.each(files)('%s says on its first line what it is for', (file) => {
    const [first, second] = readFileSync(join(src, file), 'utf8').split('\n');
    const line = first?.startsWith('#!') ? second : first;
    expect(line, `${file} must begin with a comment that says what it is for`).toMatch(/^\/\/ \S+|^\/\*\*/);
  });

  it('only the rooms at the edge touch the world', () => {
    const edge = [
      'files',
      'transport',
      'proof',
      'web',
      'lab',
      'process',
      'project',
      'verify',
      'setup',
      'cli',
      'main',
      'launcher',
    ];
    // Telling an address from a name (isIP) is no traffic.
    const worldly =
      /(?<!\bisIP(v[46])? \}) from 'node:(fs|fs\/promises|net|tls|http|https|child_process|dns|dgram)'/;
    const broken = files.filter((file) => {
      return !edge.includes(roomOf(file)) && worldly.test(readFileSync(join(src, file), 'utf8'));
    });
    expect(broken, 'reading and deciding must not touch disk, network or processes').toEqual([]);
  });
});

// Rooms inside the engine, the lowest first: each may know those that stand beside it here. Values and types alike.
const engineRooms: Readonly<Record<string, readonly string[]>> = {
  order: [],
  variables: ['order'],
  host: [],
  journal: ['host'],
  task: ['journal', 'host', 'variables', 'order'],
  play: ['task', 'journal', 'host', 'variables', 'order'],
  run: ['play', 'task', 'journal', 'host', 'variables', 'order'],
};

/** `run`: the files that lie in src/engine itself. */
function engineRoomOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : 'run';
}

describe('inside the engine', () => {
  const inside = files.filter((file) => roomOf(file) === 'engine');

  it.each(inside)('%s imports downward only', (file) => {
    const room = engineRoomOf(file);
    const lower = engineRooms[room];
    expect(lower, `${file} is in a room of the engine that ARCHITECTURE.md does not name`).toBeDefined();
    const broken = importsOf(file).filter((other) => {
      const target = engineRoomOf(other);
      return roomOf(other) === 'engine' && target !== room && !lower?.includes(target);
    });
    const below = lower?.join(', ') || 'nothing';
    expect(
      broken,
      `${file} imports ${broken.join(', ')}, but ${room}/ knows only what is below: ${below}`,
    ).toEqual([]);
  });
});

/** Files that import each other in a circle, by values or types: each circle sorted, the circles too. */
function circles(): readonly (readonly string[])[] {
  const reached = new Map(files.map((file) => [file, reachedFrom(file)] as const));
  const inCircle = files.filter((file) => reached.get(file)?.has(file));
  const groups = inCircle.map((file) =>
    inCircle.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)).sort(),
  );
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

/** All files that a file imports, directly or not. */
function reachedFrom(file: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...importsOf(file)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next) || !files.includes(next)) continue;
    reached.add(next);
    open.push(...importsOf(next));
  }
  return reached;
}

/** The honest recursions, by their files. A new one is not added without a reason that stands here. */
const knownCircles: readonly (readonly string[])[] = [
  // A scope holds variables by level, and a level holds variables, which may be templates with a scope.
  ['expression/precedence.ts', 'expression/scope.ts'],
  // A play holds the arguments of its roles, and they are checked in the scope of a play.
  [
    'playbook/arguments/problems.ts',
    'playbook/batch_limits.ts',
    'playbook/play.ts',
    'playbook/task_scope.ts',
  ],
  // Parts hold blocks, roles and includes, which hold parts.
  [
    'playbook/handlers.ts',
    'playbook/imports.ts',
    'playbook/include.ts',
    'playbook/include_branches.ts',
    'playbook/parts.ts',
    'playbook/role.ts',
    'playbook/role_call.ts',
    'playbook/role_files.ts',
    'playbook/role_meta.ts',
  ],
];

describe('circles', () => {
  it('no files import each other in a circle, not even by types', () => {
    const known = new Set(knownCircles.map((circle) => circle.join()));
    const news = circles().filter((circle) => !known.has(circle.join()));
    const told = news.map((circle) => circle.join(' -> ')).join('\n');
    expect(
      news,
      `these files import each other in a circle; move what they share into a file below:\n${told}`,
    ).toEqual([]);
  });

  it('every circle that is named here is one', () => {
    const found = new Set(circles().map((circle) => circle.join()));
    expect(knownCircles.filter((circle) => !found.has(circle.join()))).toEqual([]);
  });
});

describe('verbs', () => {
  const inCli = files.filter((file) => /^cli\/[^/]+$/.test(file));

  it('stand in src/cli, one file each', () => {
    const listed = new Set([...importsOf('cli/index.ts'), 'cli/index.ts', 'cli/hostwright.ts']);
    const others = inCli.filter((file) => !listed.has(file));
    expect(others, 'src/cli shows the verbs, and index.ts lists them; these are none').toEqual([]);
  });
});

describe('modules', () => {
  const modules = files.filter((file) => roomOf(file) === 'modules' && file !== 'modules/index.ts');

  it('stand in src/modules, one file each and nothing else', () => {
    const listed = new Set(importsOf('modules/index.ts'));
    const others = modules.filter((file) => !listed.has(file));
    expect(
      others,
      `src/modules shows the modules; these are not in its index.ts, so they belong in src/module_parts`,
    ).toEqual([]);
  });

  it.each(modules)('%s imports no other module', (file) => {
    const broken = importsOf(file).filter((other) => modules.includes(other));
    expect(
      broken,
      `${file} imports the module ${broken.join(', ')}: what modules share stands in src/module_parts`,
    ).toEqual([]);
  });
});
