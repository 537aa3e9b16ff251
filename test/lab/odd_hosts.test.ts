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

  it('is told with its reason, and nothing is left behind', async () => {
    expect((await labRun(lab(), 'uutils', places)).code).toBe(0);
    const tasks = ['append', 'fixed', 'bound'].map(
      (folder) => `    - { copy: { dest: /srv/${folder}/f, content: new }, ignore_errors: true }\n`,
    );
    const folder = program.folderWith({
      'site.yml': `- hosts: uutils\n  become: true\n  tasks:\n${tasks.join('')}`,
    });
    const { stdout } = await program.run(folder, ['apply', 'site.yml', '-i', lab().inventory]);
    const said = stdout.replaceAll(/\s+/g, ' ');
    expect(said).toContain('/srv/append is append-only, so nothing was done: chattr -a /srv/append');
    expect(said).toContain('/srv/fixed/f is immutable, so nothing was done: chattr -i /srv/fixed/f');
    expect(said).toContain('/srv/bound/f is a mount of its own');
    const left = await sh('uutils', 'ls -A /srv/append /srv/fixed /srv/bound; cat /srv/*/f');
    expect(left).not.toContain('.hostwright-');
    expect(left).toContain('old\nsource\nold\n');
    await sh('uutils', 'chattr -a /srv/append; chattr -i /srv/fixed/f; umount /srv/bound/f');
  });
});
