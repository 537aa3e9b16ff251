// Bad input: what is said, word for word, with exit code 3, and that no host was touched. The transcripts in
// golden/ are to be read as a user reads them: where it is, what is wrong, what to do.

import { createServer } from 'node:net';
import { it } from 'vitest';
import { runHere } from './here.js';
import { root, useFolders, useProgram } from './hostwright.js';

const folderWith = useFolders();
const program = useProgram();

interface Case {
  readonly words?: readonly string[];
  /** Text of site.yml. */
  readonly site?: string;
  /** Further files, or another inventory. */
  readonly files?: Readonly<Record<string, string>>;
}

const good = '- hosts: all\n  tasks:\n    - debug: hello\n';

const commandLine: Record<string, Case> = {
  'no-words': { words: [] },
  'unknown-verb': { words: ['aply', 'site.yml'] },
  'unknown-option': { words: ['apply', 'site.yml', '--inventroy', 'hosts.yml'] },
  'no-playbook': { words: ['plan'] },
  'two-playbooks': { words: ['plan', 'site.yml', 'other.yml'] },
  'forks-zero': { words: ['plan', 'site.yml', '--forks', '0'] },
  'unknown-output': { words: ['plan', 'site.yml', '--output', 'xml'] },
  'empty-tags': { words: ['plan', 'site.yml', '--tags', 'a,,b'] },
  'unknown-tag': {
    words: ['plan', 'site.yml', '--tags', 'ngnix,nope'],
    site: `${good}      tags: [nginx, tls]\n`,
  },
  'limit-nothing': { words: ['plan', 'site.yml', '--limit', 'h1:!h1'] },
  'limit-unknown': { words: ['plan', 'site.yml', '--limit', 'rpc-1'] },
  'limit-to-no-play': { words: ['plan', 'site.yml', '--limit', 'h2'], site: good.replace('all', 'h1') },
  'password-without-terminal': { words: ['plan', 'site.yml', '--ask-become-pass'] },
  'login-password-without-terminal': { words: ['plan', 'site.yml', '-k'] },
  'unknown-module-asked': { words: ['modules', 'apr'] },
  'unknown-lab-verb': { words: ['lab', 'lst'] },
  'unknown-release': { words: ['lab', 'up', '--host', 'web=sarge'] },
};

const files: Record<string, Case> = {
  'missing-playbook': { words: ['plan', 'sites.yml'] },
  'missing-inventory': { words: ['plan', 'site.yml', '-i', 'hosts.yml'] },
  'playbook-is-a-folder': { words: ['plan', '.'] },
  'unreadable-key-files': {
    files: {
      'inventory.yml': `all:
  hosts:
    h1: { ansible_ssh_private_key_file: keys/h1 }
    h2: { ansible_ssh_private_key_file: keys }
`,
      'keys/README': '',
    },
  },
  'no-hosts': { files: { 'inventory.yml': 'all:\n  hosts: {}\n' } },
  'ini-inventory': { files: { 'inventory.yml': '[rpc]\nh1 ansible_host=192.0.2.1\n' } },
  'shared-mistake': {
    files: { 'inventory.yml': 'all:\n  vars: { ansible_port: ssh }\n  hosts: { h1: , h2: }\n' },
  },
  'plays-differ': {
    site: `- hosts: all
  vars: { ansible_user: root }
  tasks: []
- hosts: h2
  vars: { ansible_become_password: a play may know what the others do not }
  tasks: []
`,
  },
  'both-files-wrong': {
    site: '- hosts: all\n  taks: []\n',
    files: { 'inventory.yml': 'all:\n  host: {}\n' },
  },
};

const playbooks: Record<string, Case> = {
  'yaml-syntax': { site: '- hosts: all\n  tasks:\n    - debug: msg: hello\n' },
  'yaml-tab': { site: '- hosts: all\n  tasks:\n\t- debug: hello\n' },
  'unknown-module': { site: '- hosts: all\n  tasks:\n    - aptt: { name: nginx }\n' },
  'unknown-parameter': { site: '- hosts: all\n  tasks:\n    - apt: { name: nginx, sate: latest }\n' },
  'missing-parameter': { site: '- hosts: all\n  tasks:\n    - apt: { state: latest }\n' },
  'wrong-type': { site: '- hosts: all\n  tasks:\n    - file: { path: [/srv], mode: 644 }\n' },
  'wrong-value': { site: '- hosts: all\n  tasks:\n    - apt: { name: nginx, state: instaled }\n' },
  'duplicate-key': { site: '- hosts: all\n  tasks:\n    - debug: hello\n      name: a\n      name: b\n' },
  'unknown-task-key': { site: '- hosts: all\n  tasks:\n    - debug: hello\n      registre: r\n' },
  'missing-template': {
    site: '- hosts: all\n  tasks:\n    - template: { src: site.conf.hbs, dest: /etc/site.conf }\n',
  },
  'missing-file': {
    site: '- hosts: all\n  tasks:\n    - copy: { src: motd, dest: /etc/motd }\n',
  },
  'undefined-variable': {
    site: `- hosts: all
  vars: { domain: example.org }
  tasks:
    - debug: "{{ domian }}"
    - debug: hello
      when: domian == "example.org"
`,
  },
  'undefined-in-template': {
    site: '- hosts: all\n  tasks:\n    - template: { src: site.conf.hbs, dest: /etc/site.conf }\n',
    files: { 'site.conf.hbs': 'server {\n  listen {{ port }};\n}\n' },
  },
  'undefined-helper-argument': {
    site: '- hosts: all\n  tasks:\n    - debug: "{{#if tls}}yes{{/if}}"\n',
  },
  'ansible-spelling': {
    site: '- hosts: all\n  tasks:\n    - debug: "{{ ansible_host | upper }}"\n      when: a is defined and b\n',
  },
  'unknown-host-pattern': { site: '- hosts: webb\n  tasks: []\n' },
  'unknown-handler': { site: '- hosts: all\n  tasks:\n    - debug: hello\n      notify: reload\n' },
  'delegate-to-nobody': { site: '- hosts: all\n  tasks:\n    - debug: hello\n      delegate_to: h3\n' },
};

const cases = { ...commandLine, ...files, ...playbooks };

it.concurrent.for(Object.entries(cases))('%s', async ([name, given], { expect }) => {
  const host = await listen();
  const inventory = `all:
  vars: { ansible_host: 127.0.0.1, ansible_port: ${host.port} }
  hosts: { h1: , h2: }
`;
  const words = given.words ?? ['plan', 'site.yml'];
  const texts = { 'site.yml': given.site ?? good, ...given.files };
  const folder = folderWith({ 'inventory.yml': inventory, ...texts });
  const { code, stdout, stderr } = await runHere(folder, words);
  const visited = await host.close();
  expect({ code, stdout, visited }).toEqual({ code: 3, stdout: '', visited: 0 });
  expect(stderr).not.toMatch(/^ +at /m);
  const shown = given.site || given.files ? Object.entries(texts) : [];
  const sources = shown.map(([file, text]) => `== ${file}\n${text}`);
  const said = stderr.replaceAll(`${folder}/`, '').replaceAll(root, '/opt/hostwright/');
  const transcript = [...sources, `== ${['hostwright', ...words].join(' ')}\n`, said].join('');
  await expect(transcript).toMatchFileSnapshot(`golden/${name}.txt`);
});

it('a process of its own says the same', async ({ expect }) => {
  const folder = folderWith({ 'site.yml': playbooks['unknown-module']?.site ?? '' });
  const words = ['plan', 'site.yml'];
  const ran = await program.run(folder, words);
  expect(ran).toEqual(await runHere(folder, words));
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('aptt') as string });
});

/** Stands for every host, and counts the connections. */
async function listen() {
  let visited = 0;
  const server = createServer((socket) => {
    visited += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => new Promise<number>((resolve) => server.close(() => resolve(visited))),
  };
}
