// What the program says about itself, on a terminal of 80 columns and into a pipe.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { z } from 'zod';
import packageFile from '../../package.json' with { type: 'json' };
import { buildProgram } from '../../src/cli/index.js';
import { modules } from '../../src/modules/index.js';
import { runHere } from './here.js';
import { useProgram } from './hostwright.js';

const program = useProgram();

it.concurrent.for([
  [['--help'], ['plan', 'apply', 'modules', 'lab', '--version']],
  [
    ['help', 'apply'],
    ['--inventory', '--limit', '--tags', '--diff', '--output', 'Examples:', 'Exit codes:'],
  ],
  [
    ['plan', '--help'],
    ['--inventory', '--limit', '--tags', '--diff', '--output', 'Examples:', 'Exit codes:'],
  ],
  [
    ['lab', '--help'],
    ['up', 'list', 'ssh', 'down', 'Examples:'],
  ],
  [
    ['lab', 'up', '--help'],
    ['--hosts', '--host'],
  ],
  [['modules', '--help'], ['hostwright modules apt']],
  [['modules'], modules.map(({ name }) => name)],
] as const)('%s fits 80 columns and names everything', async ([words, named]) => {
  const { code, stdout, stderr } = await runHere('/', words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  for (const name of named) expect(stdout).toContain(name);
});

it.concurrent.for(modules.map(({ name }) => name))(
  'modules %s shows its example and every parameter',
  async (name) => {
    const module = modules.find((each) => each.name === name);
    const { code, stdout } = await runHere('/', ['modules', name]);
    expect(code).toBe(0);
    for (const [parameter, schema] of Object.entries(module?.params.shape ?? {}))
      expect(stdout.includes(`\n  ${parameter} (`), parameter).toBe(isWritten(schema as z.ZodType));
    expect(stdout).toContain(module?.example.split('\n')[0]);
  },
);

/** What a file of this machine brings (bytes, a folder) is no parameter that anybody writes. */
function isWritten(schema: z.ZodType): boolean {
  return !((schema instanceof z.ZodOptional ? schema.unwrap() : schema) instanceof z.ZodCustom);
}

it.each(commandsBelow(await buildProgram(), 'hostwright'))('%s --help fits 80 columns', (_path, command) => {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  expect(help).toContain('Usage: ');
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

function commandsBelow(command: CommandUnknownOpts, path: string): [string, CommandUnknownOpts][] {
  return [
    [path, command],
    ...command.commands.flatMap((each) => commandsBelow(each, `${path} ${each.name()}`)),
  ];
}

it('--version is that of the package', async () => {
  expect(await program.run('/', ['--version'])).toMatchObject({
    code: 0,
    stdout: `${packageFile.version}\n`,
  });
});

it.concurrent.for([
  ['a colour that was asked for', { FORCE_COLOR: '1' }, [], true],
  ['NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: undefined }, [], false],
  ['--no-color', { FORCE_COLOR: '1' }, ['--no-color'], false],
  ['a pipe', {}, [], false],
] as const)('problems and colours: %s', async ([_, env, words, coloured]) => {
  const { stderr } = await program.run('/', ['plan', 'nowhere.yml', ...words], env);
  expect(stderr).toContain('cannot read nowhere.yml');
  expect(stderr.includes('\x1b[')).toBe(coloured);
});

it.concurrent.for(['modules', '--help'])('a reader of %s that went away is no failure', async (words) => {
  const main = join(program.folder, 'dist/main.js');
  const piped = `'${process.execPath}' '${main}' ${words} | true; echo "\${PIPESTATUS[0]}"`;
  expect(await promisify(execFile)('bash', ['-c', piped])).toEqual({ stdout: '0\n', stderr: '' });
});
