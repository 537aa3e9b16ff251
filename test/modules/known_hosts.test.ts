// What known_hosts makes of a text where it is meant to do other than Ansible's, and mistakes in it. Where it does the same:
// test/modules/judge/collections.test.ts.

import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { editedBy } from './ask_module.js';

const [a, b, rsa] = ['ssh-ed25519 AAAA', 'ssh-ed25519 BBBB', 'ssh-rsa CCCC'];

const edited = (text: string, wanted: object) =>
  editedBy('known_hosts', { name: 'h', ...wanted }, text, { path: '/root/.ssh/known_hosts' });

it.each([
  ['the others in a line stay', `h,10.0.0.1 ${a}\n`, { key: `h ${b}` }, `10.0.0.1 ${a}\nh ${b}\n`],
  ['a line that names others too is enough', `g,h ${a} why\n`, { key: `h ${a}` }, `g,h ${a} why\n`],
  ['all names that are wanted', `h ${a}\n`, { key: `h,10.0.0.1 ${a}` }, `h,10.0.0.1 ${a}\n`],
  ['upper case', `H ${a}\n`, { key: `h ${a}` }, `H ${a}\n`],
  ['patterns stay', `*.x,h* ${a}\n`, { key: `h ${b}` }, `*.x,h* ${a}\nh ${b}\n`],
  [
    'markers stay',
    `@cert-authority h ${a}\n@revoked h ${b}\n`,
    { key: `h ${rsa}` },
    `@cert-authority h ${a}\n@revoked h ${b}\nh ${rsa}\n`,
  ],
  ['markers stay where all keys go', `@revoked h ${a}\nh ${b}\n`, { state: 'absent' }, `@revoked h ${a}\n`],
  ['a marker of its own', `h ${a}\n`, { key: `@revoked h ${a}` }, `h ${a}\n@revoked h ${a}\n`],
  ['one key of a type', `h ${a}\nh ${b}\n`, { key: `h ${b}` }, `h ${b}\n`],
  ['several keys', '', { key: `# h:22\nh ${a}\nh ${rsa}\n` }, `h ${a}\nh ${rsa}\n`],
  ['no last line feed', `g ${a}`, { key: `h ${a}` }, `g ${a}\nh ${a}\n`],
  ['this key alone goes', `h ${a}\nh ${rsa}\n`, { state: 'absent', key: `h ${rsa}` }, `h ${a}\n`],
  ['another key stays', `h ${a}\n`, { state: 'absent', key: `h ${b}` }, `h ${a}\n`],
  [
    'CRLF, and what is no key',
    `x\r\n# h ${a}\r\ng ${a}\r\n`,
    { state: 'absent' },
    `x\r\n# h ${a}\r\ng ${a}\r\n`,
  ],
])('%s', (_, text, wanted, after) => {
  expect(edited(text, wanted)).toBe(after);
  expect(edited(after, wanted)).toBe(after);
});

it('hashes a name, alike in each plan, and knows it again', () => {
  const wanted = { key: `h ${a}`, hash_host: true };
  const after = edited(`h ${a}\n`, wanted);
  expect(after).toMatch(/^\|1\|[^|]{28}\|[^ ]{28} ssh-ed25519 AAAA\n$/);
  expect(edited(`h ${a}\n`, wanted)).toBe(after);
  expect(edited(after, wanted)).toBe(after);
  expect(edited(after, { key: `h ${a}` })).toBe(`h ${a}\n`);
  expect(edited(after, { name: 'g', state: 'absent' })).toBe(after);
});

const read = (task: string) => parsePlaybook(`- hosts: all\n  tasks:\n    - ${task}`, 'p', modulesByName);
const expected = 'expected NAME TYPE BASE64 in each line, as ssh-keyscan NAME prints it';

it.each([
  ['known_hosts: { name: h }', '3:20: key: state: present needs the key'],
  ['known_hosts: { name: h, key: ssh-ed25519 AAAA }', `3:36: key: ${expected}`],
  ['known_hosts: { name: h, key: "" }', `3:36: key: ${expected}`],
  [
    'known_hosts: { name: h, key: g ssh-ed25519 AAAA }',
    '3:36: key: a key stands behind another name: write it as NAME TYPE BASE64, with the name of the task',
  ],
  [
    'known_hosts: { name: "h,g", state: absent }',
    '3:28: name: expected one name or address; [NAME]:PORT for another port',
  ],
  [
    'known_hosts: { name: h, path: known_hosts, state: absent }',
    '3:37: path: expected an absolute path of a file, or one behind ~/',
  ],
])('%s is refused', (task, message) => {
  expect(() => read(task)).toThrow(message);
});
