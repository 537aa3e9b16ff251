// What editors show: the files with the line for yaml-language-server that the README has, in the real language server.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, useProgram } from './hostwright.js';
import { type LanguageServer, type Position, startLanguageServer } from './language_server.js';

const program = useProgram();
const read = (file: string) => readFileSync(join(root, file), 'utf8');
let server: LanguageServer;

beforeAll(async () => {
  const schema = async (what: string) => (await program.run('/', ['schema', what])).stdout;
  const folder = program.folderWith({
    'playbook.schema.json': await schema('playbook'),
    'inventory.schema.json': await schema('inventory'),
  });
  server = await startLanguageServer(folder);
});

afterAll(() => server.close());

/** As the README has it. */
const forPlaybooks = /^# yaml-language-server: .*playbook.*$/m.exec(read('README.md'))?.[0] ?? '';
const forInventories = forPlaybooks.replace('playbook', 'inventory');

const playbook = `${forPlaybooks}
- name: Web servers
  hosts: web
  tasks:
    - name: nginx is there
      apt: { name: nginx }
    - name: it runs
      service:
        name: nginx
        state: started
`;

/** Where a text stands. */
function positionOf(text: string, words: string, after = 0): Position {
  const before = text.slice(0, text.indexOf(words) + after).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

it.each([
  ['a playbook', 'site.yml', playbook],
  ['the shipped playbook', 'shipped.yml', `${forPlaybooks}\n${read('playbooks/secure-websocket.yml')}`],
  ['the rehearsal', 'rehearsal.yml', `${forPlaybooks}\n${read('playbooks/rehearse-renewal.yml')}`],
  ['the playbook of init', 'start.yml', `${forPlaybooks}\n${read('templates/init/site.yml')}`],
  [
    'the inventory of init',
    'start_inventory.yml',
    `${forInventories}\n${read('templates/init/inventory.yml')}`,
  ],
  ['the example of an inventory', 'inventory.yml', `${forInventories}\n${read('inventory.example.yml')}`],
])('%s has nothing underlined', async (_, name, text) => {
  expect(await server.diagnose(name, text)).toEqual([]);
});

it.each([
  ['a key of a play', playbook, 'hosts: web', 'hots: web', 'hots'],
  ['a module', playbook, 'apt: {', 'aptt: {', 'aptt'],
  ['a parameter', playbook, 'apt: { name', 'apt: { nam', 'nam:'],
  ['a value', playbook, 'state: started', 'state: begun', 'begun'],
  [
    'a key of an inventory',
    `${forInventories}\n${read('inventory.example.yml')}`,
    '\n  hosts:',
    '\n  hostz:',
    'hostz',
  ],
])('%s that is misspelt is underlined where it stands', async (what, text, right, wrong, at) => {
  const spoilt = text.replace(right, wrong);
  expect(spoilt).not.toBe(text);
  const found = await server.diagnose(`${what}.yml`, spoilt);
  expect(found.map(({ range }) => range.start.line)).toContain(positionOf(spoilt, at).line);
});

it.each([
  ['a play', '  tasks:', '  \n  tasks:', ['vars', 'become', 'handlers']],
  ['a task', '      apt: {', '      \n      apt: {', ['when', 'register', 'loop', 'notify']],
  ['a module', '        state: started', '        \n        state: started', ['enabled']],
])('the keys of %s are offered', async (what, words, withLine, keys) => {
  const text = playbook.replace(words, withLine);
  const { line } = positionOf(text, withLine, 1);
  await server.diagnose(`offered in ${what}.yml`, text);
  const offered = await server.complete(`offered in ${what}.yml`, {
    line,
    character: withLine.indexOf('\n'),
  });
  expect(offered).toEqual(expect.arrayContaining(keys));
});

it('a module says what it is for', async () => {
  await server.diagnose('hover.yml', playbook);
  expect(await server.hover('hover.yml', positionOf(playbook, 'apt:', 1))).toContain('packages of Debian');
});
