// Hosts as they are: Rust's coreutils, mksh as sh, and places where nothing can be replaced. All modules there: the long
// entry odd-hosts.

import { beforeAll, describe, expect, it } from 'vitest';
import { labRun } from '../../src/lab/index.js';
import { useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';
import { giveTools } from './odd_tools.js';

const program = useProgram();
const lab = useLab([
  { name: 'uutils', release: 'trixie' },
  { name: 'mksh', release: 'bookworm' },
]);
const sh = async (host: string, script: string) => (await labRun(lab(), host, script)).stdout;

beforeAll(async () => {
  await Promise.all([giveTools(lab(), 'uutils', ['uutils']), giveTools(lab(), 'mksh', ['mksh', 'uutils'])]);
});

describe('a block that is put back', () => {
  const prepared = `umask 077; mkdir -p /etc/odd/tree; echo 1 >/etc/odd/v1.key; echo 2 >/etc/odd/v2.key
chmod 0640 /etc/odd/*.key; ln -sfn /etc/odd/v1.key /etc/odd/key; ln -sfn /etc/odd/v2.key /etc/odd/tree/key`;
  const state = `for f in /etc/odd /etc/odd/*.key /etc/odd/tree; do ls -ldn "$f" | cut -c1-10; done
readlink /etc/odd/key /etc/odd/tree/key`;

  it('leaves what links lead to as it was', async () => {
    const before = await Promise.all(['uutils', 'mksh'].map((host) => sh(host, `${prepared}\n${state}`)));
    const site = `
- hosts: all
  become: true
  tasks:
    - block:
        - file: { path: /etc/odd/key, src: /etc/odd/v2.key, state: link }
        - file: { path: /etc/odd/tree, state: absent }
        - copy: { dest: /etc/odd/v1.key, content: new }
      validate: ["false"]
`;
    const folder = program.folderWith({ 'site.yml': site });
    const ran = await program.run(folder, ['apply', 'site.yml', '-i', lab().inventory]);
    expect(ran.stdout).toContain('what it had changed is as it was before');
    expect(ran.stdout).toMatch(/2 hosts failed/);
    const after = await Promise.all(['uutils', 'mksh'].map((host) => sh(host, state)));
    expect(after).toEqual(before);
    expect(after[0]).toContain('-rw-r-----');
  });
});

describe('what cannot be replaced', () => {
  const places = `apt-get -qq install -y e2fsprogs >/dev/null 2>&1; mkdir -p /srv/append /srv/fixed /srv/bound; for d in append fixed bound; do echo old >/srv/$d/f; done
echo source >/srv/source; mount --bind /srv/source /srv/bound/f; chattr +a /srv/append; chattr +i /srv/fixed/f`;

  it('is told with its reason, by plan also, and nothing is left behind', async () => {
    expect((await labRun(lab(), 'uutils', places)).code).toBe(0);
    const tasks = [
      'copy: { dest: /srv/append/f, content: new }',
      'copy: { dest: /srv/fixed/f, content: new }',
      'copy: { dest: /srv/bound/f, content: new }',
      'file: { path: /srv/fixed/f, mode: "0600" }',
      'file: { path: /srv/append/f, state: absent }',
      'file: { path: /srv/append/link, state: link, src: f }',
      // Neither needs anything to be replaced.
      'file: { path: /srv/append/f, mode: "0600" }',
      'file: { path: /srv/bound/f, mode: "0600" }',
    ].map((task) => `    - { ${task}, ignore_errors: true }\n`);
    const folder = program.folderWith({
      'site.yml': `- hosts: uutils\n  become: true\n  tasks:\n${tasks.join('')}`,
    });
    const told = [
      '/srv/append is append-only: chattr -a /srv/append',
      '/srv/fixed/f is immutable: chattr -i /srv/fixed/f',
      '/srv/bound/f is a mount of its own',
    ];
    for (const verb of ['plan', 'apply']) {
      const { stdout } = await program.run(folder, [verb, 'site.yml', '-i', lab().inventory]);
      const said = stdout.replaceAll(/\s+/g, ' ');
      for (const words of told) expect(said, verb).toContain(words);
      expect(said, verb).toMatch(/uutils 0 2 0 6 /);
    }
    const left = await sh('uutils', 'ls -A /srv/append /srv/fixed /srv/bound; cat /srv/*/f');
    expect(left).not.toContain('.hostwright-');
    expect(left).toContain('old\nsource\nold\n');
    await sh('uutils', 'chattr -a /srv/append; chattr -i /srv/fixed/f; umount /srv/bound/f');
  });

  it('is not asked where nothing is to be changed', async () => {
    const logged = 'rm -f /srv/asked; dpkg-divert -q --local --rename --add /usr/bin/lsattr';
    const wrapper = `printf '#!/bin/sh\necho "$@" >>/srv/asked\nexec lsattr.distrib "$@"\n' >/usr/bin/lsattr; chmod 755 /usr/bin/lsattr`;
    await sh('uutils', `${logged}; ${wrapper}; ln -sfn f /srv/fixed/link`);
    const tasks = (content: string) =>
      [
        `copy: { dest: /srv/fixed/f, content: ${content}, mode: "0644", owner: root }`,
        'file: { path: /srv/fixed/link, state: link, src: f }',
        'file: { path: /srv/fixed, state: directory, group: root }',
        'file: { path: /srv/fixed/none, state: absent }',
      ].map((task) => `    - ${task}\n`);
    const site = (content: string) => `- hosts: uutils\n  become: true\n  tasks:\n${tasks(content).join('')}`;
    const folder = program.folderWith({ 'site.yml': site('new'), 'other.yml': site('other') });
    const asked = () => sh('uutils', 'cat /srv/asked 2>/dev/null || :');
    const run = (verb: string, file: string) => program.run(folder, [verb, file, '-i', lab().inventory]);
    expect((await run('apply', 'site.yml')).code).toBe(0);
    await sh('uutils', 'rm -f /srv/asked');
    expect((await run('apply', 'site.yml')).stdout).toContain('Done: 0 changed');
    expect(await asked()).toBe('');
    expect((await run('plan', 'other.yml')).code).toBe(2);
    expect((await asked()).trim().split('\n')).toHaveLength(1);
  });
});
