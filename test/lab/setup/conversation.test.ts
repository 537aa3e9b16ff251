// Whole conversations on a terminal with bare hosts, their screens kept in golden/; and each of them again by flags alone,
// which leads to the same files.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useProgram } from '../../cli/hostwright.js';
import { openScreen } from '../../cli/screen.js';
import { libraries, useLab } from '../hosts.js';
import { type Acme, startAcme } from '../letsencrypt/acme.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { destination, emptyFolder, expectInSync, footprint, nobody, setupCommand, written } from './hosts.js';
import { back, down, enter, interrupt, kept, type Talked, type Turn, taken, talk, typed } from './talk.js';

const program = useProgram();
const lab = useLab(
  [
    { name: 'web1', release: 'trixie' },
    { name: 'web2', release: 'bookworm' },
    { name: 'acme', release: 'bookworm' },
  ],
  libraries,
);

const addressOf = (host: string) => hostAddress(lab(), host);
const words = () => ({ [addressOf('web1')]: 'ADDRESS', [addressOf('web2')]: 'ADDRESS' });

/** Every question of a bare host whose name is not in DNS yet. */
const named: readonly Turn[] = [
  ['Name or address that clients use', typed('rpc.lab.test')],
  ['Address to prove it at', enter],
  ['? Proxy', enter],
  ['? Certificate', enter],
  ['Clients at the same time', typed('120')],
  ['Requests a second of one client', enter],
  ['? Firewall', enter],
  ['Apply it?', enter],
];

const talkTo = (host: string, cwd: string, turns: readonly Turn[], more = {}): Promise<Talked> =>
  talk({ command: setupCommand(program, [destination(lab(), host)]), cwd, turns, env: nobody, ...more });

describe('cancelled', () => {
  it('at each question in turn: nothing is left on the host, and nothing here', async () => {
    const before = await footprint(lab(), 'web1');
    const talks = named.map(async (_, index) => {
      const folder = emptyFolder(program, lab());
      const turns = named.slice(0, index + 1).map(([shown, answer], at): Turn => {
        return [shown, at === index ? interrupt : answer];
      });
      const { code, text } = await talkTo('web1', folder, turns);
      expect({ code, files: readdirSync(folder) }, text).toEqual({ code: 130, files: ['group_vars'] });
    });
    await Promise.all(talks);
    expect(await footprint(lab(), 'web1')).toBe(before);
  });
});

it('asks for the host where none is named', async () => {
  const cwd = program.folderWith({});
  const turns = [
    ['Host, as [user@]host', typed('two words')],
    ['expected a name', interrupt],
  ] as const;
  const { code, text } = await talk({ command: setupCommand(program, []), cwd, turns, env: nobody });
  expect({ code, files: readdirSync(cwd) }, text).toEqual({ code: 130, files: [] });
});

describe('a terminal', () => {
  const stopped = [...named.slice(0, -1), ['Apply it?', interrupt] as const];

  it('of 60 columns, without colours, is readable', async () => {
    const folder = emptyFolder(program, lab());
    const env = { ...nobody, NO_COLOR: '1' };
    const { screens, raw, broken } = await talkTo('web1', folder, stopped, { env, columns: 60, rows: 20 });
    expect(raw).not.toMatch(/\x1b\[[0-9;]*m/);
    expect(broken).toEqual([]);
    await expect(kept(screens, words())).toMatchFileSnapshot('golden/narrow.txt');
  });

  it('that is made narrow in the middle stays readable', async () => {
    const folder = emptyFolder(program, lab());
    const command = setupCommand(program, [destination(lab(), 'web1')]);
    const screen = openScreen({ command, cwd: folder, env: nobody });
    await taken(screen, named.slice(0, 2));
    await screen.shows('? Proxy');
    await screen.resize(60, 20);
    screen.type(down);
    await screen.shows('❯ apache2');
    screen.type(enter);
    await screen.shows('? Certificate');
    const seen = screen.view();
    expect(seen.match(/Proxy apache2/g)).toHaveLength(1);
    expect(seen.match(/\? Certificate/g)).toHaveLength(1);
    expect(seen.split('\n').filter((line) => line.length > 60)).toEqual([]);
    screen.type(interrupt);
    expect(await screen.ended).toBe(130);
  });
});

describe('a plan that is refused', () => {
  it('is known before the questions, and no answer is lost', async () => {
    const folder = emptyFolder(program, lab());
    const [first, ...others] = named.slice(0, -1) as [Turn, ...Turn[]];
    await asRoot(lab(), 'web1', "sed -i 's/^ID=debian/ID=plan9/' /usr/lib/os-release");
    const { code, text } = await talkTo('web1', folder, [
      [/the plan would be refused at[\s\S]*Name or address that clients use/, first[1]],
      ...others,
      ['The plan is refused. What now?', `${down}${enter}`],
    ]);
    await asRoot(lab(), 'web1', "sed -i 's/^ID=plan9/ID=debian/' /usr/lib/os-release");
    expect({ code, files: readdirSync(folder) }, text).toEqual({ code: 1, files: ['group_vars'] });
    const words = ['--name', 'rpc.lab.test', '--prove-at', addressOf('web1'), '--proxy', 'nginx'];
    const more = ['--certificate', 'self_signed', '--clients', '120', '--requests-per-second', '20'];
    const again = ['setup', destination(lab(), 'web1'), ...words, ...more, '--firewall', 'none'];
    expect(text.replace(/[\s\\]+/g, ' ')).toContain(['hostwright', ...again].join(' '));
    expect((await program.run(folder, [...again, '--yes', '--plan'], nobody)).code).toBe(2);
  });

  it('leads back to the questions', async () => {
    const [name, address, proxy, certificate, , ...rest] = named.slice(0, -1) as [
      ...[Turn, Turn, Turn, Turn, Turn],
      ...Turn[],
    ];
    const { code, text } = await talkTo('web1', emptyFolder(program, lab()), [
      ...[name, address, proxy, certificate],
      ['Clients at the same time', typed('1000000')],
      ...rest,
      ['The plan is refused. What now?', enter],
      ['? Firewall', interrupt],
    ]);
    expect(code, text).toBe(130);
    expect(text.replace(/[\s\\]+/g, ' ')).toContain('--clients 1000000 --requests-per-second 20');
  });
});

describe('nginx, with a certificate that is made there', () => {
  let folder: string;
  let talked: Talked;
  beforeAll(async () => {
    folder = emptyFolder(program, lab());
    const [name, address, proxy, certificate, ...rest] = named as [Turn, Turn, Turn, Turn, ...Turn[]];
    talked = await talkTo('web1', folder, [
      // Two mistakes, which are told at once, and one that is taken back.
      [name[0], typed('not a name')],
      ['expected a name such as', `\x15${typed('rpc.lab.test')}`],
      address,
      [proxy[0], back],
      [address[0], enter],
      proxy,
      certificate,
      [rest[0]?.[0] ?? '', typed('none')],
      ['expected a whole number', `\x15${typed('120')}`],
      ...rest.slice(1),
    ]);
  });

  it('is proven', async () => {
    expect(talked.code, talked.text).toBe(0);
    expect(talked.text).toContain('for clients   wss://rpc.lab.test/');
    // What clients in Node.js are told of makes them trust it, and nothing else does.
    const connect = (env: NodeJS.ProcessEnv) => {
      const script = `require('node:tls').connect({ host: '${addressOf('web1')}', port: 443, servername: 'rpc.lab.test' })
        .on('secureConnect', () => process.exit(0)).on('error', () => process.exit(9))`;
      return spawnSync(process.execPath, ['-e', script], { cwd: folder, env: { ...process.env, ...env } })
        .status;
    };
    expect(talked.text).toContain('NODE_EXTRA_CA_CERTS=rpc.lab.test.pem');
    expect(connect({ NODE_EXTRA_CA_CERTS: 'rpc.lab.test.pem' })).toBe(0);
    expect(connect({})).toBe(9);
    await expect(kept(talked.screens, words())).toMatchFileSnapshot('golden/nginx.txt');
  });

  it('is in sync afterwards', () => expectInSync(program, folder));

  it('by flags alone leads to the same files', async () => {
    const again = emptyFolder(program, lab());
    const flags = ['--name', 'rpc.lab.test', '--prove-at', addressOf('web1'), '--proxy', 'nginx'];
    const more = ['--certificate', 'self_signed', '--clients', '120', '--requests-per-second', '20'];
    const all = ['setup', '--yes', destination(lab(), 'web1'), ...flags, ...more];
    const { code, stdout, stderr } = await program.run(again, all, nobody);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(written(again)).toEqual(written(folder));
  });
});

describe("Apache, with a certificate of Let's Encrypt", () => {
  let acme: Acme;
  let variables: Readonly<Record<string, unknown>>;
  let folder: string;
  beforeAll(async () => {
    acme = await startAcme(lab(), 'acme');
    variables = {
      certificate_authority: await acme.root(),
      acme_server: acme.server,
      acme_ca: acme.ca,
      acme_name_server: `${addressOf('acme')}:8053`,
    };
    folder = emptyFolder(program, lab(), variables);
  });

  it('is proven', async () => {
    const { code, screens, text } = await talkTo('web2', folder, [
      ['Name or address that clients use', typed('web2.lab.test')],
      ['Address to prove it at', enter],
      ['? Proxy', `${down}${enter}`],
      ['? Certificate', enter],
      ['Email for the authority', typed('nobody')],
      ['expected an email address', `\x15${typed('admin@lab.test')}`],
      ['Do you accept the terms', enter],
      ['it issues nothing without', typed('y')],
      ['Clients at the same time', typed('150')],
      ['Requests a second of one client', enter],
      ['? Firewall', enter],
      ['Apply it?', `${down}${enter}`],
      [/Plan of site\.yml[\s\S]*Apply it\?/, enter],
    ]);
    expect(code, text).toBe(0);
    expect(text).toContain('for clients   wss://web2.lab.test/');
    expect(text).not.toContain('to trust');
    // The plan that was asked for is the playbook's business.
    await expect(kept([...screens.slice(0, -2), screens.at(-1) ?? ''], words())).toMatchFileSnapshot(
      'golden/letsencrypt.txt',
    );
  });

  it('is in sync afterwards', () => expectInSync(program, folder));

  it('by flags alone leads to the same files', async () => {
    const again = emptyFolder(program, lab(), variables);
    const flags = ['--name', 'web2.lab.test', '--prove-at', addressOf('web2'), '--proxy', 'apache2'];
    const certificate = ['--certificate', 'letsencrypt', '--email', 'admin@lab.test', '--accept-terms'];
    const all = ['setup', '--yes', destination(lab(), 'web2'), ...flags, ...certificate, '--clients', '150'];
    const { code, stdout, stderr } = await program.run(again, all, nobody);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(written(again)).toEqual(written(folder));
  });
});
