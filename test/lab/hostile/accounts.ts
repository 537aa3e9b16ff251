// The accounts of hosts in bad faith and of their good neighbours, and what one of them says that it is owed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import type { Meeting, Mode } from './beside.js';

/** What an earlier run is said to owe: each is refused, by itself, by the schema or by the decoder. */
const debts = [
  { wanted: null },
  { wanted: {} },
  { identity: { kind: 'become' } },
  { identity: { kind: 'become', user: '-u#0' }, environment: { 'X=1; touch /tmp/planted; Y': 'z' } },
  { id: '../../../etc/passwd' },
  { module: '__proto__' },
  { module: 'command', wanted: { cmd: { toString: 1 } } },
  { since: 'x'.repeat(20_000) },
].map((part) => ({
  ...{ id: 'ab12', name: 'planted', module: 'command', wanted: { cmd: 'touch /tmp/planted' } },
  ...{ identity: { kind: 'login' }, since: '2026-01-01T00:00:00.000Z', ...part },
}));
const records = [
  ...debts.map((debt) => JSON.stringify(debt)),
  ...['', 'null', '1e999', '{"__proto__":{"module":"command"}}', '['.repeat(30_000), '\x1d\x1d\xff', '{'],
];

/** Accounts good0 to good8 on the good hosts, and evil-MODE on the other, each with the lab's key. */
export async function makeAccounts({ lab, good, evil }: Meeting, which: readonly Mode[]): Promise<void> {
  const shell = readFileSync(join(import.meta.dirname, 'shell.pl')).toString('base64');
  const install = `echo ${shell} | base64 -d >/usr/local/sbin/evil; chmod 755 /usr/local/sbin/evil`;
  const run = async (host: string, script: string) =>
    expect(await labRun(lab, host, `set -e\n${script}`)).toMatchObject({ code: 0 });
  for (const host of good) await run(host, nine.map((name) => account(name, '/bin/sh')).join('\n'));
  const bad = which.map((mode) =>
    account(`evil-${mode}`, '/usr/local/sbin/evil', mode === 'debts' ? records : []),
  );
  await run(evil, [install, ...bad].join('\n'));
}

/** What the inventory calls the good hosts. */
export const nine = Array.from({ length: 9 }, (_, index) => `good${index}`);

/** @param owed what it has in its folder of debts */
function account(name: string, shell: string, owed: readonly string[] = []): string {
  const planted = owed.map(
    (text, index) => `echo ${Buffer.from(text).toString('base64')} | base64 -d >$state/${index}.json`,
  );
  return `home=/home/${name} state=/home/${name}/.local/state/hostwright/debts
id ${name} >/dev/null 2>&1 || useradd -m -s ${shell} ${name}
mkdir -p $home/.ssh $state; cp /home/operator/.ssh/authorized_keys $home/.ssh/
${planted.join('\n')}
chown -R ${name}: $home; chmod -R go= $home`;
}
