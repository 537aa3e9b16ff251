// `hostwright completion`: somebody presses Tab, in the real shells at a terminal.

import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/index.js';
import { useTools } from '../setup/tools.js';
import { useProgram } from './hostwright.js';
import { openScreen, type Screen } from './screen.js';

useTools({ '/usr/bin/zsh': 'zsh', '/usr/bin/fish': 'fish' });
const program = useProgram();

/** How it is begun without the files of whoever runs the tests, and how it learns what we complete. */
const shells = {
  bash: ['bash --noprofile --norc -i', 'source completion'],
  zsh: ['zsh -f -i', 'autoload -U compinit && compinit -D -u && source ./completion'],
  fish: ['fish --no-config -i', 'source completion'],
} as const;

/** Ctrl-U and Ctrl-L: the line, and what was listed below it. */
const clearLine = '\x15\x0c';

describe.each(Object.entries(shells))('%s', (shell, [command, learn]) => {
  let screen: Screen;

  beforeAll(async () => {
    const { code, stdout } = await program.run('/', ['completion', shell]);
    expect(code).toBe(0);
    const cwd = program.folderWith({
      completion: stdout,
      'my inventory.yml': '',
      'site.yml': '- { hosts: all, tasks: [ { debug: hi, tags: [publish, prove] } ] }\n',
      'inventory.yml': 'all: { children: { archive: { hosts: { rpc-one: null } } } }\n',
      'bin/hostwright': `#!/bin/sh\nexec '${process.execPath}' '${program.folder}/dist/main.js' "$@"\n`,
    });
    chmodSync(join(cwd, 'bin/hostwright'), 0o755);
    mkdirSync(join(cwd, 'folder'));
    const env = { HOME: cwd, XDG_CONFIG_HOME: cwd, PS1: '$ ', PATH: `${cwd}/bin:${process.env.PATH}` };
    screen = openScreen({ command, cwd, env, columns: 120 });
    screen.type(`${learn}; echo lear''ned\r`);
    await screen.shows('learned');
  });

  afterAll(() => screen.close());

  const lastLine = () => screen.text().split('\n').at(-1) ?? '';

  it.each([
    ['hostwright val', 'hostwright validate'],
    ['hostwright secrets enc', 'hostwright secrets encrypt'],
    ['hostwright plan --list-h', 'hostwright plan --list-hosts'],
    ['hostwright lab do', 'hostwright lab down'],
    ['hostwright plan --tags web --out', 'hostwright plan --tags web --output'],
    ['hostwright plan -o js', 'hostwright plan -o json'],
    ['hostwright plan --output=js', 'hostwright plan --output=json'],
    ['hostwright schema inv', 'hostwright schema inventory'],
    ['hostwright plan si', 'hostwright plan site.yml'],
    [
      'hostwright plan -i my',
      /hostwright plan -i my\\ inventory\.yml|hostwright plan -i 'my inventory\.yml'/,
    ],
    ['hostwright plan site.yml --iden', 'hostwright plan site.yml --identity'],
    ['hostwright init fo', 'hostwright init folder/'],
    ['hostwright exec rpc', 'hostwright exec rpc-one'],
    ['hostwright plan site.yml -l arch', 'hostwright plan site.yml -l archive'],
    ['hostwright plan site.yml --tags pub', 'hostwright plan site.yml --tags publish'],
    ['hostwright exec rpc-one -m substr', 'hostwright exec rpc-one -m substrate_node'],
    ['hostwright modules substr', 'hostwright modules substrate_node'],
  ])('%s', async (typed, shown) => {
    screen.type(`${clearLine}${typed}\t`);
    await expect.poll(lastLine, { timeout: 20_000 }).toMatch(shown);
  });

  it('lists the commands', async () => {
    screen.type(`${clearLine}hostwright \t\t`);
    const { commands } = await buildProgram();
    const names = commands.map((each) => each.name());
    const missing = () => names.filter((name) => !screen.text().includes(name));
    await expect.poll(missing, { timeout: 20_000 }).toEqual([]);
  });
});
