// What ini_file makes of a text beyond what Ansible's of Debian 12 knows (test/modules/judge/collections.test.ts), and mistakes in it.

import { expect, it } from 'vitest';
import { sha256Of } from '../../src/digest.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { editedBy, foundText, verdictOf } from './ask_module.js';

const edited = (text: string, wanted: object) => editedBy('ini_file', { path: '/srv/f', ...wanted }, text);

const two = '[peer]\nkey = a\nport = 1\n[peer]\nkey = b\nport = 1\n';

it.each([
  ['[s]\r\nx = 1\r\n', { section: 's', option: 'y', value: 'ü' }, '[s]\r\nx = 1\r\ny = ü\r\n'],
  ['\ufeff[s]\nx = 1\n', { section: 's', option: 'x', value: 2 }, '\ufeff[s]\nx = 2\n'],
  ['[s]\nx=1\n', { section: 's', option: 'x', value: '1', ignore_spaces: true }, '[s]\nx=1\n'],
  ['[s]\n#x=1\n', { section: 's', option: 'x', value: '1', ignore_spaces: true }, '[s]\nx = 1\n'],
  [
    '[s]\n#x = 1\n',
    { section: 's', option: 'x', value: '2', modify_inactive_option: false },
    '[s]\nx = 2\n#x = 1\n',
  ],
  [
    two,
    { section: 'peer', option: 'port', value: '2', section_has_values: [{ option: 'key', value: 'b' }] },
    '[peer]\nkey = a\nport = 1\n[peer]\nkey = b\nport = 2\n',
  ],
  [
    two,
    { section: 'peer', option: 'port', value: '2', section_has_values: [{ option: 'key', values: ['c'] }] },
    `${two}[peer]\nkey = c\nport = 2\n`,
  ],
  [
    two,
    { section: 'peer', state: 'absent', section_has_values: [{ option: 'key', value: 'a' }] },
    '[peer]\nkey = b\nport = 1\n',
  ],
])('%j with %j', (text, wanted, after) => {
  expect(edited(text, wanted)).toBe(after);
  expect(edited(after, wanted)).toBe(after);
});

it('keeps bytes that are no UTF-8', () => {
  const content = Buffer.from([0x5b, 0x73, 0x5d, 0x0a, 0xff, 0x3d, 0x31, 0x0a]);
  const wanted = { path: '/srv/f', section: 's', option: 'x', value: '1' };
  expect(verdictOf('ini_file', wanted, foundText(content))).toMatchObject({
    steps: [{ content: Buffer.concat([content, Buffer.from('x = 1\n')]) }],
    fields: [{ name: 'option', from: `sha256:${sha256Of(content)}` }],
  });
});

const read = (task: string) => parsePlaybook(`- hosts: all\n  tasks:\n    - ${task}`, 'p', modulesByName);
const path = 'path: /srv/f';

it.each([
  [
    `ini_file: { ${path}, section: s, option: x }`,
    '3:17: value: state: present needs the value; allow_no_value: true does without',
  ],
  [
    `ini_file: { ${path}, section: s, option: x, value: true }`,
    '3:63: value: expected a text: put true and false into quotes, as the file is to have them',
  ],
  [
    `ini_file: { ${path}, option: x, value: a, values: [b] }`,
    '3:62: values: value and values together are two answers to one question: write one of them',
  ],
  [`ini_file: { ${path}, section: s, value: a }`, '3:17: option: a value needs the name of its option'],
  [`ini_file: { ${path}, state: absent }`, '3:40: state: what is to go: write section, option or both'],
  [
    `ini_file: { ${path}, section: "[s]", option: x, value: a }`,
    '3:42: section: expected the name of a section, without its brackets',
  ],
  [`ini_file: { ${path}, option: x, value: "a\\nb" }`, '3:51: value: expected a value in one line'],
])('%s is refused', (task, message) => {
  expect(() => read(task)).toThrow(message);
});
