// tempfile: names that are drawn, and files that are never another's. On real hosts: test/lab/laws/tempfile.ts.

import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import type { StateModule } from '../../src/module.js';
import { modulesByName } from '../../src/modules/index.js';
import { snippetOf } from '../../src/shell/step.js';
import { useTools } from '../setup/tools.js';
import { refusals } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

useTools({ '/usr/bin/ansible': 'ansible-core' });

const folder = mkdtempSync(join(tmpdir(), 'hostwright-tempfile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const module = modulesByName.get('tempfile') as StateModule<unknown>;

describe.each(localShells)('$name', ({ shell }) => {
  function prepare(params: object) {
    const wanted = module.params.parse({ path: folder, ...params });
    const found = module.read(runLocally(shell, module.probe(wanted as never)), wanted as never);
    const verdict = module.plan(wanted as never, found as never) as Change;
    const [step] = verdict.steps;
    if (!step) throw new Error(JSON.stringify(verdict));
    const { path } = (module.result?.(wanted as never, found as never) ?? {}) as { path: string };
    return { path, make: () => runLocally(shell, snippetOf(step).script) };
  }

  it('makes another one each time', () => {
    const made = [1, 2].map(() => prepare({ suffix: '.txt' }));
    for (const { make } of made) expect(make().code).toBe(0);
    const [one, other] = made.map(({ path }) => path);
    expect(one).not.toBe(other);
    expect(one).toMatch(/\/ansible\.[0-9a-f]{10}\.txt$/);
    expect(statSync(one ?? '').mode & 0o7777).toBe(0o600);
  });

  it.each([
    ['file', (path: string) => writeFileSync(path, 'theirs')],
    ['file', (path: string) => symlinkSync(join(folder, 'elsewhere'), path)],
    ['directory', (path: string) => symlinkSync(folder, path)],
    ['directory', (path: string) => writeFileSync(path, 'theirs')],
  ])('takes nothing for its own %s that is there already', (state, before) => {
    const { path, make } = prepare({ state });
    before(path);
    expect(make().code).not.toBe(0);
    expect(readdirSync(folder)).not.toContain('elsewhere');
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });
});

it('says what Ansible says', () => {
  const args = `path=${folder} state=directory prefix=a suffix=z`;
  const words = ['localhost', '-c', 'local', '-m', 'tempfile', '-a', args, '-o'];
  const said = execFileSync('ansible', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const theirs = JSON.parse(said.replace(/^.*?=>/, '')) as Record<string, unknown>;
  const wanted = module.params.parse({ path: folder, state: 'directory', prefix: 'a', suffix: 'z' });
  const ours = module.result?.(wanted as never, undefined as never) as Record<string, unknown>;
  expect({ ...theirs, path: '' }).toMatchObject({ ...ours, path: '' });
  for (const { path } of [theirs, ours]) expect(path).toMatch(new RegExp(`^${folder}/a\\w{8,}z$`));
  expect(module.params.parse({})).toMatchObject({ prefix: 'ansible.', suffix: '', state: 'file' });
});

it.each([
  [{ prefix: 'a/b' }, 'prefix: expected a part of a name, without /'],
  [{ path: 'a' }, 'path: expected an absolute path, beginning with /'],
])('refuses %j', (params, refusal) => {
  expect(refusals('tempfile', params)).toEqual([refusal]);
});
