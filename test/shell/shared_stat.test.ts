// What is asked together answers as each look alone would, whatever is at the paths. Where nothing is prepared the two
// are the same script, so the looks of every other test stand for the other half.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AskedPath } from '../../src/module.js';
import { quote } from '../../src/shell/quote.js';
import { hashPath, listPath, sharedStat } from '../../src/shell/shared_stat.js';
import { localShells, runLocally } from '../modules/local_shell.js';

/** Things that may be at a path; the names of links lie about where a line of ls begins. */
const kinds = ['nothing', 'file', 'big', 'private', 'directory', 'link', 'lying link', 'dangling'] as const;
const names = ['a', 'b', 'a b', "it's", 'ä', '-x', 'b -> a', 'a\nb', 'longer.name_1@x+y'] as const;

const thing = fc.record({ name: fc.constantFrom(...names), kind: fc.constantFrom(...kinds) });
const things = fc.uniqueArray(thing, { minLength: 2, selector: ({ name }) => name });

function make(folder: string, { name, kind }: { name: string; kind: (typeof kinds)[number] }): void {
  const path = `${folder}/${name}`;
  if (['file', 'big', 'private'].includes(kind))
    writeFileSync(path, kind === 'big' ? 'x'.repeat(99_999) : name);
  if (kind === 'private') chmodSync(path, 0o640);
  if (kind === 'directory') mkdirSync(path);
  if (kind === 'link') symlinkSync('a', path);
  if (kind === 'lying link') symlinkSync(`${folder}/b`, path);
  if (kind === 'dangling') symlinkSync('nowhere', path);
}

/** What looks at every path find, with what was prepared before them. */
function lookAtAll(shell: readonly string[], paths: readonly string[], prepare: string): string {
  const probes = paths.map(
    (path) => `( p=${quote(path)}; [ -e "$p" ] || [ -L "$p" ] || exit 0
${listPath}
[ ! -f "$p" ] || {
${hashPath}
}
printf '%s\\n' "$l" "$h" )`,
  );
  const script = `hw_nl='\n'\n${prepare}\n${probes.join('\n')}`;
  const { stdout, stderr } = runLocally(shell, script);
  expect(stderr.toString()).toBe('');
  return stdout.toString();
}

describe.each(localShells)('$name', ({ shell }) => {
  it('answers the same, together or alone', () => {
    fc.assert(
      fc.property(things, (made) => {
        const folder = mkdtempSync(`${tmpdir()}/hostwright-together-`);
        try {
          for (const one of made) make(folder, one);
          const paths = names.map((name) => `${folder}/${name}`);
          const asked = paths.map((path): AskedPath => ({ path, content: true }));
          expect(lookAtAll(shell, paths, sharedStat(asked) ?? '')).toBe(lookAtAll(shell, paths, ''));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('starts two processes for any number of files', () => {
  const folder = mkdtempSync(`${tmpdir()}/hostwright-together-`);
  try {
    const paths = Array.from({ length: 12 }, (_, index) => `${folder}/f${index}`);
    for (const path of paths) writeFileSync(path, path);
    mkdirSync(`${folder}/bin`);
    for (const tool of ['ls', 'sha256sum']) {
      const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
      const counted = `#!/bin/sh\necho ${tool} >>${folder}/started\nexec ${real} "$@"\n`;
      writeFileSync(`${folder}/bin/${tool}`, counted, { mode: 0o755 });
    }
    const prepare = sharedStat(paths.map((path) => ({ path, content: true }))) ?? '';
    lookAtAll(['dash'], paths, `PATH=${folder}/bin:$PATH\n${prepare}`);
    expect(runLocally(['sh'], `cat ${folder}/started`).stdout.toString()).toBe('ls\nsha256sum\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('prepares nothing for one path, or for names that ls and sha256sum may spell differently', () => {
  expect(sharedStat([{ path: '/a', content: true }])).toBeUndefined();
  expect(
    sharedStat([
      { path: '/a b', content: true },
      { path: "/it's", content: true },
    ]),
  ).toBeUndefined();
});
