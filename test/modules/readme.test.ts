// The example in src/modules/README.md, the module and its cases, could be added as it stands.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const blocks = [...readFileSync('src/modules/README.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)];
const paths = ['src/modules/timezone.ts', 'test/lab/laws/timezone.ts'].map((path) => resolve(path));
const written = new Map(paths.map((path, at) => [path, blocks[at]?.[1] ?? '']));

it('has the right types', () => {
  expect(blocks.length).toBe(paths.length);
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => written.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const text = written.get(name);
    return text === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram(paths, options, host);
  const problems = paths.flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
