// Every kind of record that the last release can write is read. What it wrote here is kept under test/upgrade/records, word
// for word but for times and numbers, so that `npm test` reads it too (test/upgrade/records.test.ts), and releases after the
// next one do. For a new release: `npm run test:long -- upgrade -u` writes them.

import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Module } from '../../../src/module.js';
import { encryptAge, makeIdentity } from '../../../src/secrets/age.js';
import { eventsOf } from '../../cli/hostwright.js';
import { recordsFolder } from '../../upgrade/released.js';
import { everywhere, expectDone, outcomesOf, type ReleasedEndpoints, until } from './hosts.js';

type Task = Readonly<Record<string, unknown>> & { readonly name?: string };

/** One handler for the example of each module that can be one, and one for each thing that a debt may hold besides. */
function handlersOf(modules: readonly Module[]): readonly Task[] {
  const examples = modules.flatMap(({ kind, name, example, ...module }): readonly Task[] => {
    if (kind !== 'state' || ('source' in module && module.source !== undefined)) return [];
    return (parse(example) as readonly Task[]).map((task, index) => ({
      name: `${name} ${index}`,
      [name]: task[name],
    }));
  });
  return [
    ...examples,
    { name: 'bytes', copy: { dest: '/srv/bytes', content: 'häßlich\n' } },
    { name: 'rendered', template: { src: 'x.hbs', dest: '/srv/rendered' } },
    { name: 'as somebody', shell: { cmd: 'id', creates: '/srv/id' }, become_user: 'operator' },
    { name: 'with surroundings', shell: { cmd: 'env', creates: '/srv/env' }, environment: { LANG: 'C' } },
    { name: 'secret', copy: { dest: '/srv/secret', content: '{{token}}' } },
  ];
}

/** Causes all of them, and one by a task that is secret, and waits inside a block. */
function playOf(handlers: readonly Task[]) {
  const wait = { irreversible: true, shell: 'touch /run/owed; until [ -e /run/paid ]; do sleep 0.1; done' };
  const block = [{ copy: { dest: '/srv/in-block', content: 'x' } }, wait];
  return {
    ...{ hosts: 'all', become: true, gather_facts: false },
    vars_files: ['secret.yml'],
    tasks: [
      { copy: { dest: '/srv/cause', content: 'x' }, notify: handlers.map(({ name }) => name) },
      { copy: { dest: '/srv/secret-cause', content: '{{token}}' }, notify: 'hushed' },
      { name: 'a block', block, undo: 'true' },
    ],
    handlers: [...handlers, { name: 'hushed', copy: { dest: '/srv/hushed', content: 'x' } }],
  };
}

const words = ['-i', 'inventory.yml', '-o', 'json', '--lock-wait', '60'];
const state = '/var/lib/hostwright';

async function filesOf(handlers: readonly Task[]): Promise<Readonly<Record<string, string>>> {
  const { identity, recipient } = await makeIdentity();
  const secret = Buffer.from('token: canary\n');
  const other = { hosts: 'all', become: true, gather_facts: false, tasks: [{ debug: { msg: 'x' } }] };
  return {
    'owing.yml': JSON.stringify([playOf(handlers)]),
    'secret.yml': await encryptAge(secret, { kind: 'recipients', recipients: [recipient] }),
    id: `${identity}\n`,
    'x.hbs': 'rendered: {{domain_of_all}}\n',
    'other.yml': JSON.stringify([other]),
  };
}

/** Call in a describe block or at the top of a file. */
export function debtLaws(hosts: ReleasedEndpoints): void {
  it('every kind of debt, a block and a lock of then are as they are kept here, and plan reads them', async () => {
    const { modules } = (await import(`${hosts.released.folder}/src/modules/index.ts`)) as {
      modules: readonly Module[];
    };
    const handlers = handlersOf(modules);
    const folder = hosts.folder({ domain_of_all: 'lab.test' }, await filesOf(handlers));
    const run = hosts.released.start(folder, ['apply', 'owing.yml', '--identity', 'id', ...words]);
    await everywhere(hosts, until('[ -e /run/owed ]'));
    for (const [name, script] of Object.entries({
      debts: `for f in ${state}/debts/*.json; do cat "$f"; echo; done`,
      blocks: `for f in ${state}/transactions/*/about.json; do cat "$f"; echo; done`,
      holder: `cat ${state}/holder`,
    }))
      for (const text of await everywhere(hosts, script))
        await expect(steady(text)).toMatchFileSnapshot(`${recordsFolder}/${name}.txt`);
    run.child.kill('SIGKILL');
    await run.ended;
    await everywhere(hosts, `touch /run/paid; flock -w 60 ${state}/lock true`);

    const planned = await hosts.program.run(folder, ['plan', 'other.yml', ...words]);
    expect(planned).toMatchObject({ code: 2, stderr: '' });
    for (const host of hosts.names) {
      const warnings = eventsOf(planned).flatMap((event) =>
        event.type === 'warning' ? [event.message] : [],
      );
      expect(warnings.filter((each) => each.includes('cannot be read'))).toEqual([]);
      const told = [...outcomesOf(planned, host), ...warnings].join('\n');
      for (const { name } of [...handlers, { name: 'hushed' }]) expect(told, host).toContain(name);
    }
    await everywhere(hosts, `rm ${state}/debts/*.json`);
    expectDone(await hosts.program.run(folder, ['apply', 'other.yml', ...words]));
  });
}

/** What is another each time. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-30T00:00:00.000Z')
    .replaceAll(
      /^\{"id":"[0-9a-f]{24}","name":"a block"/gm,
      '{"id":"0123456789abcdef01234567","name":"a block"',
    )
    .replaceAll(/^.* on .* \(process \d+\)/gm, 'root on desk (process 1)');
}
