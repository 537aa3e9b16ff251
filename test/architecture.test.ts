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
  report: [],
  lab: [],
  secrets: ['yaml'],
  expression: ['yaml', 'files'],
  playbook: ['yaml', 'expression'],
  inventory: ['yaml', 'expression', 'files'],
  modules: ['shell', 'proof'],
  transport: ['shell', 'inventory'],
  setup: ['modules', 'proof'],
  engine: ['expression', 'playbook', 'inventory', 'files', 'shell'],
  cli: [
    'report',
    'engine',
    'transport',
    'modules',
    'inventory',
    'playbook',
    'expression',
    'files',
    'lab',
    'proof',
    'secrets',
    'setup',
    'yaml',
  ],
  main: ['cli'],
};

const laws: Readonly<Record<string, string>> = {
  engine: 'the engine is handed its modules and connections as values; it never imports them',
  report: 'a report knows events and nothing else',
  modules: 'a module knows its contract and how to build shell, not who runs it',
  contract: 'a contract knows no room',
  lab: 'the lab stands alone: hosts do not know what will be done to them',
};

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function roomOf(file: string): string {
  if (file === 'main.ts') return 'main';
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'contract';
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)\.js'|import\('(\.[^']+)\.js'\)/g)].map(([, stated, loaded]) =>
    relative(src, resolve(dirname(join(src, file)), `${stated ?? loaded}.ts`)),
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
    const edge = ['files', 'transport', 'proof', 'lab', 'cli', 'main'];
    // Telling an address from a name (isIP) is no traffic.
    const worldly =
      /(?<!\bisIP(v[46])? \}) from 'node:(fs|fs\/promises|net|tls|http|https|child_process|dns|dgram)'/;
    const broken = files.filter((file) => {
      return !edge.includes(roomOf(file)) && worldly.test(readFileSync(join(src, file), 'utf8'));
    });
    expect(broken, 'reading and deciding must not touch disk, network or processes').toEqual([]);
  });
});
