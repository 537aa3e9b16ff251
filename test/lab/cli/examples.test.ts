// The examples that `hostwright modules` prints, planned together on a real host: each is resolved, and looks for real.

import { expect, it } from 'vitest';
import { modules } from '../../../src/modules/index.js';
import { eventsOf, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'bookworm' }]);

it('all are taken, and none fails but fail', async () => {
  // It does what it says, so nothing can follow it.
  const last = modules.filter(({ name }) => name === 'fail');
  const tasks = [...modules.filter((module) => !last.includes(module)), ...last]
    .map(({ example }) => example.trim().replaceAll(/^/gm, '    '))
    .join('\n');
  // What examples take for granted: a result of an earlier task, and files.
  const kernel = '    - { command: uname -r, register: kernel, check_mode: false, changed_when: false }';
  const site = `- hosts: all\n  become: true\n  tasks:\n${kernel}\n${tasks}\n`;
  const folder = program.folderWith({
    'examples.yml': site,
    'nginx/site.conf.hbs': 'server {}\n',
    'setup-Debian.yml': '- debug: { msg: a system }\n',
    'site.yml': '- debug: { msg: "{{site}}" }\n',
    'vars/Debian.yml': 'nginx_package: nginx\n',
    'roles/account/tasks/main.yml': '- debug: { msg: "{{account_name}}" }\n',
  });
  const ran = await program.run(folder, ['plan', 'examples.yml', '-i', lab().inventory, '-o', 'json']);
  const outcomes = eventsOf(ran).flatMap((event) => (event.type === 'outcome' ? [event] : []));
  expect(new Set(outcomes.map(({ task }) => task.module))).toEqual(new Set(modules.map(({ name }) => name)));
  expect(outcomes.filter(({ status }) => status === 'failed').map(({ task }) => task.module)).toEqual([
    'fail',
  ]);
  expect(ran).toMatchObject({ code: 1, stderr: '' });
});
