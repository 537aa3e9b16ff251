// Whatever breaks while an endpoint is changed: every file, link, mode and owner of the proxy is as before, and the old
// endpoint answers. With both proxies, on both releases, by the playbook that is shipped.

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';
import { get } from '../secure-websocket/client.js';

const proxies = { nginx12: 'nginx', apache12: 'apache2', nginx13: 'nginx', apache13: 'apache2' } as const;
type Name = keyof typeof proxies;
const names = Object.keys(proxies) as readonly Name[];

const lab = useLab(
  names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' }) as const),
);
const program = useProgram();

const playbook = () => readFileSync(`${program.folder}/playbooks/secure-websocket.yml`, 'utf8');
const template = (name: string) =>
  readFileSync(`${program.folder}/templates/secure-websocket/${name}.conf.hbs`, 'utf8');

/** The shipped playbook with other templates or settings, in a folder of its own. */
function project({ templates = {}, vars = {}, text = playbook() }: Variation = {}): string {
  const files = Object.entries(templates).map(([name, content]) => [
    `templates/secure-websocket/${name}.conf.hbs`,
    content,
  ]);
  const hosts = names.map((name) => {
    const { address, user } = lab().hosts.find((host) => host.name === name) ?? {};
    return [name, { ansible_host: address, ansible_user: user, proxy: proxies[name] }];
  });
  const keys = { ansible_ssh_private_key_file: lab().privateKey, known_hosts_file: lab().knownHosts };
  const inventory = { all: { vars: { ...keys, ...vars }, hosts: Object.fromEntries(hosts) } };
  return program.folderWith({
    ...shippedFiles(),
    ...Object.fromEntries(files),
    'play.yml': text,
    'inventory.yml': JSON.stringify(inventory),
  });
}

function shippedFiles(): Readonly<Record<string, string>> {
  const folder = `${program.folder}/playbooks/files`;
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`files/${name}`, readFileSync(`${folder}/${name}`, 'utf8')]),
  );
}

interface Variation {
  readonly templates?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly text?: string;
}

const words = (...more: readonly string[]) => ['play.yml', '-i', 'inventory.yml', '-o', 'json', ...more];
const apply = (folder: string, ...more: readonly string[]) =>
  program.run(folder, ['apply', ...words('--reconnect-timeout', '30', ...more)]);

async function root(name: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await labRun(lab(), name, script);
  expect(code, `${name}: ${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

const onAll = (script: string) => Promise.all(names.map((name) => root(name, script)));

/** Everything that belongs to the proxy, its units and our own state. */
const everything = `{ find /etc/nginx /etc/apache2 /var/lib/apache2 /etc/systemd/system /etc/ssl/private /etc/ssl/certs/hostwright* /usr/share/nginx/modules-available \
-printf '%p %y %m %U %G %l\\n'
find /etc/nginx /etc/apache2 /var/lib/apache2 /etc/systemd/system /etc/ssl/private /etc/ssl/certs/hostwright* -type f -exec sha256sum {} +
find /var/lib/hostwright -mindepth 2; } 2>/dev/null | sort; systemctl is-active nginx apache2; systemctl is-enabled nginx apache2 2>/dev/null; true`;

/** What each host said in complaint, and in explanation. */
function saidBy(ran: Ran, name: string): string {
  return eventsOf(ran)
    .flatMap((event) =>
      event.type === 'outcome' && event.host === name && event.message ? [event.message] : [],
    )
    .join('\n');
}

async function expectAnswers(): Promise<void> {
  for (const name of names) {
    const { address = '' } = lab().hosts.find((host) => host.name === name) ?? {};
    expect((await get(address, '/', address)).status, name).toBeGreaterThan(0);
  }
}

let before: readonly string[] = [];
beforeAll(async () => {
  const { code, stdout, stderr } = await apply(project());
  expect(code, stdout + stderr).toBe(0);
  before = await onAll(everything);
});

/** @param mend sh that takes away, on each host, what the test has done to it */
async function expectAsBefore(ran: Ran, mend: (name: Name) => string = () => ':'): Promise<void> {
  for (const name of names) await root(name, mend(name));
  expect(ran.code, ran.stdout + ran.stderr).toBe(1);
  const after = await onAll(everything);
  expect(after.map((text, index) => difference(before[index] ?? '', text))).toEqual(names.map(() => []));
  await expectAnswers();
}

function difference(old: string, now: string): readonly string[] {
  const [was, is] = [old.split('\n'), now.split('\n')];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('a template that the proxy does not understand', () => {
  it('is put back, and the line is shown', async () => {
    const templates = {
      'nginx-site': template('nginx-site').replace('server_name', 'servre_name'),
      'apache2-site': template('apache2-site').replace('ServerName', 'ServreName'),
    };
    const ran = await apply(project({ templates }));
    await expectAsBefore(ran);
    for (const name of names) {
      const said = saidBy(ran, name);
      const wrong = proxies[name] === 'nginx' ? 'servre_name' : 'ServreName';
      expect(said).toMatch(/exit 1: /);
      expect(said).toMatch(
        new RegExp(`/sites-available/hostwright-wss\\.conf:\\d+ \\(written by this block\\):\n +${wrong} `),
      );
      expect(said).toContain('what it had changed is as it was before');
    }
  });
});

describe('a foreign site that is broken', () => {
  const files = {
    nginx: '/etc/nginx/sites-enabled/foreign',
    apache2: '/etc/apache2/sites-enabled/foreign.conf',
  };

  it('is named, left alone, and keeps ours from being changed', async () => {
    for (const name of names) await root(name, `echo 'this is not a directive' >${files[proxies[name]]}`);
    const ran = await apply(project({ vars: { request_burst: 41 } }));
    await expectAsBefore(ran, (name) => `rm ${files[proxies[name]]}`);
    for (const name of names) {
      expect(saidBy(ran, name)).toMatch(
        new RegExp(`${files[proxies[name]]}:\\d+ \\(not written by this block`),
      );
    }
  });
});

describe('a disk that is full in mid-block', () => {
  const folders = { nginx: '/etc/nginx/sites-available', apache2: '/etc/apache2/sites-available' };

  it('leaves nothing half done', async () => {
    for (const name of names) {
      const folder = folders[proxies[name]];
      await root(
        name,
        `mkdir /run/kept; cp -a ${folder}/. /run/kept/; mount -t tmpfs -o size=64k,mode=755 tmpfs ${folder}
cp -a /run/kept/. ${folder}/; rm -r /run/kept; head -c 100000 /dev/zero >${folder}/filler 2>/dev/null || :`,
      );
    }
    const ran = await apply(project({ vars: { request_burst: 42, hsts_seconds: 300 } }));
    await expectAsBefore(ran, (name) => `umount ${folders[proxies[name]]}`);
    for (const name of names) expect(saidBy(ran, name)).toContain('No space left on device');
  });
});

describe('a reload that fails', () => {
  it('brings back the old configuration, and a proxy that runs', async () => {
    for (const name of names.filter((one) => proxies[one] === 'nginx')) {
      await root(
        name,
        `mkdir -p /run/systemd/system/nginx.service.d
printf '[Service]\\nExecReload=\\nExecReload=/bin/sh -c "! grep -q burst=43 /etc/nginx/sites-available/hostwright-wss.conf"\\n' >/run/systemd/system/nginx.service.d/fault.conf
systemctl daemon-reload`,
      );
    }
    // Apache cannot know before it restarts that somebody else listens there.
    const limits = `Listen 22\n${template('apache2-limits')}`;
    const ran = await apply(
      project({ templates: { 'apache2-limits': limits }, vars: { request_burst: 43 } }),
    );
    await expectAsBefore(ran, () => 'rm -rf /run/systemd/system/nginx.service.d; systemctl daemon-reload');
  });
});

describe('an endpoint that does not work then', () => {
  it('is put back', async () => {
    const templates = {
      'nginx-site': template('nginx-site').replaceAll('proxy_pass', 'return 200; proxy_pass'),
      'apache2-site': template('apache2-site').replaceAll('{{wss.node_port}}', '9'),
    };
    const ran = await apply(project({ templates }));
    await expectAsBefore(ran);
  });
});

describe('a module that does not load', () => {
  it('is disabled again, and its file is gone', async () => {
    const tasks = [
      {
        copy: {
          dest: '/etc/apache2/mods-available/broken.load',
          content: 'LoadModule broken_module /nowhere.so\n',
        },
      },
      { apache2_module: 'broken', notify: 'Restart apache2' },
    ];
    const text = JSON.stringify([
      {
        hosts: 'apache12, apache13',
        become: true,
        tasks: [{ name: 'a module', block: tasks, validate: 'apache2ctl -t' }],
        handlers: [{ name: 'Restart apache2', service: { name: 'apache2', state: 'restarted' } }],
      },
    ]);
    await expectAsBefore(await apply(project({ text })));
  });
});
