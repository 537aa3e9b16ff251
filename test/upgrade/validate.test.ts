// The law of upgrades: what users have written for the last release is taken by what comes after it. Each case is one that
// the release took, which is asked first; its own examples, playbooks and tests are what users learn from.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateFiles } from '../../src/cli/validate/validate.js';
import { modulesByName } from '../../src/modules/index.js';
import { root } from '../cli/hostwright.js';
import { runModel } from '../engine/run_model.js';
import { playsOf, type Row, worldOf } from '../language/row.js';
import { useReleasedSources } from './released.js';

const released = useReleasedSources();

const read = (path: string) => readFileSync(join(released, path), 'utf8');
/** A part of the release's sources, with only what is asked of it here. */
const part = <Part>(path: string) => import(join(released, path)) as Promise<Part>;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(released, 'work-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** @param names of files in the folder */
async function expectTaken(folder: string, ...names: readonly string[]): Promise<void> {
  const then = await part<{ validateFiles: typeof validateFiles }>('src/cli/validate/validate.ts');
  const paths = names.map((name) => join(folder, name));
  await expect(then.validateFiles(paths, {}), 'the release took it').resolves.toBeUndefined();
  await expect(validateFiles(paths, {}), 'it is taken now').resolves.toEqual([]);
}

describe('a folder of the release is taken', () => {
  const playbooks = ['secure-websocket', 'rehearse-renewal'].map((name) => `playbooks/${name}.yml`);

  it('with its playbooks, roles and inventory', () =>
    expectTaken(released, ...playbooks, 'inventory.example.yml'));

  it('with all that its inventory offers set to what it names', async () => {
    const offered = /^ {4}# ((?!ansible_)[a-z_]+: (?!\.\.\.).*)$/gm;
    const inventory = read('inventory.example.yml').replaceAll(offered, '    $1');
    expect(inventory).toContain('\n    node_port: 9944\n');
    const folder = folderWith({ 'site.yml': site, 'inventory.yml': inventory });
    await expectTaken(folder, 'site.yml', 'inventory.yml');
  });

  it('and every setting that its inventory offers is offered still, so that none has lost its effect', () => {
    const settings = (text: string) => [...text.matchAll(/^ {4}# ([a-z_]+): /gm)].map(([, name]) => name);
    const then = settings(read('inventory.example.yml'));
    expect(then).toContain('node_port');
    expect(settings(readFileSync(join(root, 'inventory.example.yml'), 'utf8'))).toEqual(
      expect.arrayContaining(then),
    );
  });

  it('with a playbook and templates that were copied to be changed', async () => {
    const copied = { 'site.yml': read(playbooks[0] ?? ''), 'inventory.yml': read('inventory.example.yml') };
    const folder = folderWith(copied);
    cpSync(join(released, 'templates'), join(folder, 'templates'), { recursive: true });
    await expectTaken(folder, 'site.yml', 'inventory.yml');
  });

  it('that init made', async () => {
    type Init = { startingFiles(): readonly { readonly name: string; readonly text: string }[] };
    const { startingFiles } = await part<Init>('src/cli/init/starting_files.ts');
    const files = startingFiles().map(({ name, text }) => [name, text]);
    await expectTaken(folderWith(Object.fromEntries(files)), 'site.yml', 'inventory.yml');
  });

  it('that setup made', async () => {
    type Pages = { put(host: string, entry: ReadonlyMap<string, unknown>): void; write(): unknown };
    type Setup = { openPages(sources: readonly string[], playbook: string): Pages };
    const { openPages } = await part<Setup>('src/cli/setup/pages.ts');
    const folder = folderWith({});
    const pages = openPages([join(folder, 'inventory.yml')], join(folder, 'site.yml'));
    pages.put('rpc1', new Map([['ansible_host', '192.0.2.1']]));
    pages.put(
      'rpc2',
      new Map(Object.entries({ domain: 'rpc2.example.org', proxy: 'apache2', wss_port: 8443 })),
    );
    pages.write();
    await expectTaken(folder, 'site.yml', 'inventory.yml');
  });

  it('with every example of its modules', async () => {
    type Modules = { modules: readonly { readonly name: string; readonly example: string }[] };
    const { modules } = await part<Modules>('src/modules/index.ts');
    const tasks = modules.map(({ example }) => example.trim().replaceAll(/^/gm, '    ')).join('\n');
    // What examples take for granted: a result of an earlier task, and files.
    const kernel = '    - { command: uname -r, register: kernel }';
    const folder = folderWith({
      'examples.yml': `- hosts: all\n  become: true\n  tasks:\n${kernel}\n${tasks}\n`,
      'nginx/site.conf.hbs': 'server {}\n',
      'setup-Debian.yml': '- debug: { msg: a system }\n',
      'site.yml': '- debug: { msg: "{{site}}" }\n',
      'vars/Debian.yml': 'nginx_package: nginx\n',
      'roles/account/tasks/main.yml': '- debug: { msg: "{{account_name}}" }\n',
      'inventory.yml': inventory,
    });
    await expectTaken(folder, 'examples.yml', 'inventory.yml');
  });

  it('with each playbook of its tests of the language on hosts', async () => {
    type Rows = { languageRows: readonly { readonly files: Readonly<Record<string, string>> }[] };
    const { languageRows } = await part<Rows>('test/lab/language_rows.ts');
    const files = languageRows.flatMap((row, index) =>
      Object.entries(row.files).map(([name, text]) => [`${index}/${name}`, text]),
    );
    const folder = folderWith({ ...Object.fromEntries(files), 'inventory.yml': inventory });
    await expectTaken(folder, ...languageRows.map((_, index) => `${index}/site.yml`), 'inventory.yml');
  });
});

const site = '- import_playbook: secure-websocket.yml\n';
const inventory = 'all:\n  hosts: { h1: { ansible_host: 192.0.2.1 }, h2: { ansible_host: 192.0.2.2 } }\n';

it.each(['block', 'include', 'play', 'rendezvous', 'role', 'task_key'])(
  'each playbook of its %s rows is taken',
  async (kind) => {
    const file = kind === 'task_key' ? 'task_keys' : `${kind}_rows`;
    const suites = await part<Readonly<Record<string, readonly Row[]>>>(`test/language/${file}.ts`);
    const rows = Object.values(suites).flat();
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const { files = {}, hosts = ['h1'], mode = 'plan', tags } = row;
      const run = runModel({
        ...{ plays: playsOf(row), files, hosts, mode, check: true, forks: 3, world: worldOf(row, hosts) },
        ...(tags && { tags: new Set(tags) }),
      });
      await expect(run, row.key).resolves.toBeDefined();
    }
  },
);

it('all parameters that its tests give to modules are taken', async () => {
  type Case = { readonly title: string; readonly wanted: object; readonly content?: string };
  type Laws = { readonly module: string; cases(folder: string): readonly Case[] };
  const { allLaws } = await part<{ allLaws: readonly Laws[] }>('test/lab/laws/index.ts');
  for (const { module: name, cases } of allLaws) {
    const module = modulesByName.get(name);
    if (module?.kind !== 'state') throw new Error(`${name} is no state module any more`);
    for (const { title, wanted, content } of cases('/srv/laws')) {
      const into = module.source?.into;
      const brought = into === undefined || content === undefined ? {} : { [into]: Buffer.from(content) };
      expect(module.params.safeParse({ ...wanted, ...brought }).error, `${name}: ${title}`).toBeUndefined();
    }
  }
});
