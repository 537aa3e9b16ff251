// Hosts that are not bare: passwords, host keys, names that lead elsewhere, other people's sites, unsafe nodes, runs that
// were interrupted, and several at once. On a terminal, and by flags alone with the same files in the end.

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { useProgram } from '../../cli/hostwright.js';
import { openScreen } from '../../cli/screen.js';
import { useLab } from '../hosts.js';
import { asRoot, hostAddress, setNode } from '../secure-websocket/seed.js';
import { destination, emptyFolder, expectInSync, footprint, nobody, setupCommand, written } from './hosts.js';
import { down, enter, interrupt, kept, type Turn, taken, talk, typed } from './talk.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
]);

const addressOf = (host: string) => hostAddress(lab(), host);
const words = () => ({ [addressOf('h1')]: 'ADDRESS1', [addressOf('h2')]: 'ADDRESS2' });
const byFlags = (folder: string, ...flags: readonly string[]) =>
  program.run(folder, ['setup', '--yes', ...flags], nobody);

const rest: readonly Turn[] = [
  ['? Proxy', enter],
  ['? Certificate', enter],
  ['Clients at the same time', enter],
  ['Requests a second of one client', enter],
  ['? Firewall', enter],
];

describe('a host with passwords, whose key is not known', () => {
  const password = `canary-${randomBytes(8).toString('hex')} $HOME`;
  let known: string;
  let folder: string;
  const fresh = (file = known) =>
    emptyFolder(program, lab(), { known_hosts_file: file, ansible_ssh_private_key_file: null });
  const turns: readonly Turn[] = [
    ['Is it the right one?', typed('y')],
    ['Password to log in', typed(password)],
    ['Password to become root', typed('wrong')],
    [/refused the password[\s\S]*Password to become root/, typed(password)],
    ['Name or address that clients use', enter],
    ...rest,
  ];
  const command = () => setupCommand(program, [destination(lab(), 'h1', 'ann')]);

  beforeAll(async () => {
    await asRoot(
      lab(),
      'h1',
      `useradd -m -s /bin/bash ann; echo 'ann:${password}' | chpasswd
echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann
echo 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/a-password.conf; systemctl restart ssh`,
    );
    known = join(program.folderWith({}), 'known_hosts');
    folder = fresh();
  });

  it('cancelled at each of their questions, leaves nothing', async () => {
    const before = await footprint(lab(), 'h1');
    for (const index of [0, 1, 2]) {
      const own = join(program.folderWith({}), 'known_hosts');
      const cwd = fresh(own);
      const cut = turns
        .slice(0, index + 1)
        .map(([shown, answer], at): Turn => [shown, at === index ? interrupt : answer]);
      const { code, text } = await talk({ command: command(), cwd, turns: cut, env: nobody });
      expect({ code, files: readdirSync(cwd) }, text).toEqual({ code: 130, files: ['group_vars'] });
    }
    expect(await footprint(lab(), 'h1')).toBe(before);
  });

  it('has its key confirmed by nobody who has not seen the question', async () => {
    const own = join(program.folderWith({}), 'known_hosts');
    const screen = openScreen({ command: command(), cwd: fresh(own), env: nobody });
    screen.type(`y${enter}y${enter}`);
    await screen.shows('Is it the right one?');
    // Whoever reads what was typed before would take it within this time.
    await sleep(500);
    expect(screen.text()).not.toContain('Password to log in');
    screen.type(interrupt);
    expect(await screen.ended).toBe(130);
    expect(existsSync(own)).toBe(false);
  });

  it('is asked for each until it is right, and none of them is shown or written', async () => {
    const all = [...turns, ['Apply it?', enter]] as const;
    const { code, screens, text, raw } = await talk({
      command: command(),
      cwd: folder,
      turns: all,
      env: nobody,
    });
    expect(code, text).toBe(0);
    expect(raw + written(folder).inventory).not.toContain('canary-');
    expect(text).toContain('Passwords were not written');
    expect(readFileSync(known, 'utf8')).toMatch(/ ssh-ed25519 /);
    await expect(kept(screens.slice(0, 5), words())).toMatchFileSnapshot('golden/passwords.txt');
  });

  it('by flags alone takes them from a file of variables, and leads to the same files', async () => {
    const secrets = { ansible_password: password, ansible_become_password: password };
    const file = join(program.folderWith({ 'secrets.yml': JSON.stringify(secrets) }), 'secrets.yml');
    await expectInSync(program, folder, nobody, ['-e', `@${file}`]);
    const again = fresh();
    const { code, stdout, stderr } = await byFlags(again, destination(lab(), 'h1', 'ann'), '-e', `@${file}`);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(written(again)).toEqual(written(folder));
  });

  it('by flags alone is refused as long as its key is not known', async () => {
    const { code, stderr } = await byFlags(fresh('/nonexistent/known'), destination(lab(), 'h1', 'ann'));
    expect(code).toBe(4);
    expect(stderr).toMatch(/is not known \(ssh-ed25519\s+SHA256:[\s\S]*--accept-new-host-keys/);
  });

  it.each(['at a terminal', 'by flags alone'])('with a key that has changed is refused, %s', async (how) => {
    const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIGJ1dCBub3QgdGhlIGtleSBvZiB0aGlzIGhvc3QgISEh';
    const file = join(
      program.folderWith({ known_hosts: `${addressOf('h1')} ssh-ed25519 ${other}\n` }),
      'known_hosts',
    );
    const before = readFileSync(file, 'utf8');
    const cwd = fresh(file);
    const ran =
      how === 'by flags alone'
        ? await byFlags(cwd, destination(lab(), 'h1', 'ann'))
        : await talk({ command: command(), cwd, turns: [], env: nobody });
    expect(ran.code).toBe(4);
    expect('stderr' in ran ? ran.stderr : ran.text).toMatch(/has\s+CHANGED/);
    expect([readFileSync(file, 'utf8'), readdirSync(cwd)]).toEqual([before, ['group_vars']]);
  });
});

describe('a host whose proxy serves a site of somebody else on 443, and whose name leads elsewhere', () => {
  let folder: string;
  beforeAll(async () => {
    folder = emptyFolder(program, lab());
    await asRoot(
      lab(),
      'h2',
      `apt-get install -y -q nginx openssl >/dev/null
openssl req -x509 -nodes -days 30 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=shop.lab.test -addext subjectAltName=DNS:shop.lab.test -keyout /etc/ssl/private/shop.key -out /etc/ssl/certs/shop.crt 2>/dev/null
cat >/etc/nginx/sites-enabled/shop <<'END'
server {
    listen 443 ssl;
    server_name shop.lab.test;
    ssl_certificate /etc/ssl/certs/shop.crt;
    ssl_certificate_key /etc/ssl/private/shop.key;
    return 200 "foreign site";
}
END
systemctl restart nginx`,
    );
  });
  const command = () => setupCommand(program, [destination(lab(), 'h2')]);
  // A name that every machine knows, and that never leads to another one.
  const elsewhere: readonly Turn[] = [
    ['Name or address that clients use', typed('localhost')],
    ['localhost leads to', enter],
    ...rest,
  ];

  it('is told so, and can be left alone', async () => {
    const before = await footprint(lab(), 'h2');
    const turns = [...elsewhere, ['Apply it?', interrupt]] as const;
    const { code, screens, text } = await talk({ command: command(), cwd: folder, turns, env: nobody });
    expect(code, text).toBe(130);
    expect(text).toContain('nginx runs, serves shop.lab.test');
    expect(text).toContain('443 belongs to nginx');
    expect(readdirSync(folder)).toEqual(['group_vars']);
    expect(await footprint(lab(), 'h2')).toBe(before);
    await expect(kept(screens.slice(1, 4), words())).toMatchFileSnapshot('golden/elsewhere.txt');
  });

  it('interrupted while it applies, is continued by the same command', async () => {
    // The judgement takes its time, so that the run is in the middle of it.
    const slow = '/usr/local/sbin/nginx';
    await asRoot(
      lab(),
      'h2',
      `printf '#!/bin/sh\\n[ "$1" != -t ] || sleep 5\\nexec /usr/sbin/nginx "$@"\\n' >${slow}; chmod 755 ${slow}`,
    );
    const screen = openScreen({ command: command(), cwd: folder, env: nobody });
    await taken(screen, [...elsewhere, ['Apply it?', enter]]);
    await screen.shows('Wrote inventory.yml and site.yml');
    await screen.shows('changed');
    screen.type(interrupt);
    expect(await screen.ended, screen.text()).toBe(130);
    await asRoot(lab(), 'h2', `rm ${slow}`);
    expect(screen.text()).toContain('run the same again to go on');
    const left = written(folder);

    const turns = [['Use them?', enter] as const, ['Apply it?', enter] as const];
    const { code, text, screens } = await talk({ command: command(), cwd: folder, turns, env: nobody });
    expect(code, text).toBe(0);
    expect(text).toContain('for clients   wss://localhost/');
    expect(written(folder)).toEqual(left);
    await expect(kept(screens.slice(0, 1), words())).toMatchFileSnapshot('golden/continued.txt');
    await expectInSync(program, folder);
    const ask = 'openssl s_client -quiet -servername shop.lab.test -connect 127.0.0.1:443 2>/dev/null';
    const shop = `printf 'GET / HTTP/1.0\\r\\nHost: shop.lab.test\\r\\n\\r\\n' | ${ask}`;
    expect(await asRoot(lab(), 'h2', shop)).toContain('foreign site');
  });

  it('by flags alone leads to the same files', async () => {
    const again = emptyFolder(program, lab());
    const flags = ['--name', 'localhost', '--prove-at', addressOf('h2')];
    const { code, stdout, stderr } = await byFlags(again, destination(lab(), 'h2'), ...flags);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(written(again)).toEqual(written(folder));
  });
});

it('an unsafe node ends the conversation before its first question', async () => {
  await setNode(lab(), 'h1', { methods: 'unsafe' });
  const cwd = emptyFolder(program, lab());
  const command = setupCommand(program, [destination(lab(), 'h1')]);
  const { code, screens } = await talk({ command, cwd, turns: [], env: nobody });
  await setNode(lab(), 'h1', { methods: 'safe' });
  expect(code).toBe(1);
  expect(readdirSync(cwd)).toEqual(['group_vars']);
  // What else the host has is for the tests before.
  const said = kept(screens, words()).replace(/^[\s\S]*\n\n(?=ADDRESS1: )/, '');
  expect(screens.join()).toContain('SERVES UNSAFE METHODS');
  await expect(said).toMatchFileSnapshot('golden/unsafe.txt');
});

describe('several hosts', () => {
  const inventory = () => `# Two of ours.
all:
  hosts:
    h1: { ansible_host: ${addressOf('h1')}, ansible_user: operator }
    h2: { ansible_host: ${addressOf('h2')}, ansible_user: operator }
`;
  const folderOf = () => {
    const folder = emptyFolder(program, lab());
    writeFileSync(join(folder, 'inventory.yml'), inventory());
    return folder;
  };

  it('are asked once what is common, and the rest for each; flags alone lead to the same files', async () => {
    const folder = folderOf();
    const turns: readonly Turn[] = [
      ['Name or address that clients use', enter],
      ...rest.slice(0, 2),
      ['Clients at the same time', typed('90')],
      ...rest.slice(3),
      [/Looking at h2[\s\S]*Name or address that clients use/, enter],
      ['Apply it?', `${down}${enter}`],
      [/Plan of site\.yml[\s\S]*Apply it\?/, enter],
    ];
    const command = setupCommand(program, ['h1', 'h2']);
    const { code, text } = await talk({ command, cwd: folder, turns, env: nobody });
    expect(code, text).toBe(0);
    expect(text).toContain('h1 is an endpoint, and proven');
    expect(text).toContain('h2 is an endpoint, and proven');
    expect(written(folder).inventory).toContain('# Two of ours.');
    await expectInSync(program, folder);

    const again = folderOf();
    const names = ['--name', addressOf('h1'), '--name', addressOf('h2')];
    const ran = await byFlags(again, 'h1', 'h2', ...names, '--clients', '90');
    expect({ code: ran.code, stderr: ran.stderr }, ran.stdout).toEqual({ code: 0, stderr: '' });
    expect(written(again)).toEqual(written(folder));
  });
});
