// A user of a real host who puts links in root's way: before a task, and before a block is put back.

import { expect, it } from 'vitest';
import { labRun } from '../../src/lab/index.js';
import { useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';

const lab = useLab([{ name: 'h1', release: 'bookworm' }]);
const program = useProgram();

async function root(script: string): Promise<string> {
  const { code, stdout, stderr } = await labRun(lab(), 'h1', script);
  expect(code, `${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

const outside = () =>
  root(`find /etc/roots -printf '%p %y %m %U %G %s %T@\\n' | sort; cat /etc/roots/f /etc/roots/d/f`);

/** What is root's, and what the user mallory has put where root is to write. */
function prepare(hers: string): Promise<string> {
  return root(`id mallory >/dev/null 2>&1 || useradd -m mallory
rm -rf /etc/roots /home/mallory/*; mkdir -p /etc/roots/d; echo kept >/etc/roots/f; echo kept >/etc/roots/d/f
chmod 600 /etc/roots/f /etc/roots/d/f; runuser -u mallory -- sh -c 'cd && ${hers}'`);
}

async function apply(tasks: readonly unknown[]): Promise<string> {
  const play = JSON.stringify([{ hosts: 'h1', become: true, gather_facts: false, tasks }]);
  const folder = program.folderWith({ 'play.yml': play });
  const ran = await program.run(folder, ['apply', 'play.yml', '-i', lab().inventory]);
  return ran.stdout + ran.stderr;
}

it('a link at dest that is followed is followed as she', async () => {
  await prepare('ln -s /etc/roots/f f');
  const before = await outside();
  const said = await apply([{ copy: { dest: '/home/mallory/f', content: 'new', follow: true } }]);
  expect(said).toContain('failed');
  expect(await outside()).toBe(before);
});

it('a link at dest is replaced, and the file is hers', async () => {
  await prepare('ln -s /etc/roots/f f');
  const before = await outside();
  const said = await apply([{ copy: { dest: '/home/mallory/f', content: 'new', owner: 'mallory' } }]);
  expect(said).toContain('replaces the link to /etc/roots/f; follow: true keeps it');
  expect(await root('stat -c "%U %F" /home/mallory/f')).toBe('mallory regular file\n');
  expect(await outside()).toBe(before);
});

it('a directory behind a link is not handed over', async () => {
  await prepare('ln -s /etc/roots/d d');
  const before = await outside();
  await apply([{ file: { path: '/home/mallory/d', state: 'directory', owner: 'mallory', mode: '0777' } }]);
  expect(await outside()).toBe(before);
});

it('/etc/resolv.conf as a link is replaced, or kept where that is asked for', async () => {
  await root(
    'mkdir -p /run/own; echo old >/run/own/resolv.conf; ln -sf /run/own/resolv.conf /etc/resolv.test',
  );
  await apply([{ copy: { dest: '/etc/resolv.test', content: 'one\n', follow: true } }]);
  expect(await root('readlink /etc/resolv.test; cat /run/own/resolv.conf')).toBe(
    '/run/own/resolv.conf\none\n',
  );
  const said = await apply([{ copy: { dest: '/etc/resolv.test', content: 'two\n' } }]);
  expect(said).toContain('replaces the link to /run/own/resolv.conf; follow: true keeps it');
  expect(await root('[ ! -L /etc/resolv.test ] && cat /etc/resolv.test /run/own/resolv.conf')).toBe(
    'two\none\n',
  );
});

// As Ubuntu has it, for its rsyslog.
it('a folder of the distribution that a service may write into is passed through, and not written into', async () => {
  await root(`useradd -r syslog; chgrp syslog /var/log; chmod 775 /var/log; mkdir -p /var/log/ours
echo old >/var/log/ours/f; echo old >/var/log/f`);
  const to = (path: string) => [{ copy: { dest: path, content: 'new' } }];
  expect(await apply(to('/var/log/ours/f'))).not.toContain('may write into');
  const said = await apply(to('/var/log/f'));
  expect(said).toContain('syslog may write into /var/log, who could put something else in the way');
  expect(said).toContain('say unsafe_path: allow');
  await root('usermod -aG syslog mallory; echo old >/var/log/ours/f');
  expect(await apply(to('/var/log/ours/f'))).toContain('mallory may write into /var/log');
  await root('gpasswd -d mallory syslog; mv /var/log/ours /var/log/x; ln -s /etc/roots /var/log/ours');
  const before = await outside();
  expect(await apply(to('/var/log/ours/f'))).toContain('syslog may write into /var/log');
  expect(await outside()).toBe(before);
  await root('chgrp root /var/log; chmod 755 /var/log; rm -rf /var/log/ours /var/log/x /var/log/f');
});

// The last: what could not be put back is tried again before anything else.
it('what is put back does not go where she leads it', async () => {
  await prepare('mkdir -m 755 d p && echo hers >p/f');
  const before = await outside();
  const swap = 'cd && mv d d.old && ln -s /etc/roots/d d && mv p p.old && ln -s /etc/roots/d p';
  const said = await apply([
    {
      name: 'a change that fails',
      block: [
        { file: { path: '/home/mallory/d', state: 'directory', mode: '0700' } },
        { copy: { dest: '/home/mallory/p/f', content: 'new' } },
        { command: { argv: ['runuser', '-u', 'mallory', '--', 'sh', '-c', swap] }, irreversible: true },
      ],
      validate: 'false',
    },
  ]);
  expect(said).toContain('could not put /home/mallory/');
  expect(await outside()).toBe(before);
});
