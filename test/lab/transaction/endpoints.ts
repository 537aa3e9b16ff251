// Endpoints on lab hosts by the shipped playbook, and whether all that belongs to the proxy is as it was before: what the
// tests of transactions share.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { labRun, type Release } from '../../../src/lab/index.js';
import { eventsOf, type Ran, type Running, useProgram } from '../../cli/hostwright.js';
import { libraries, useLab } from '../hosts.js';
import { get } from '../secure-websocket/client.js';

export interface EndpointWish {
  readonly release: Release;
  readonly proxy: 'nginx' | 'apache2';
}

/** What differs from the shipped project. */
export interface Variation {
  readonly templates?: Readonly<Record<string, string>>;
  /** Settings of all hosts, and of one. */
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly hostVars?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The playbook. */
  readonly text?: string;
}

/** Call at the top of a file. */
export function useEndpoints<Name extends string>(wishes: Readonly<Record<Name, EndpointWish>>) {
  const names = Object.keys(wishes) as unknown as readonly Name[];
  const lab = useLab(
    names.map((name) => ({ name, release: wishes[name].release })),
    libraries,
  );
  const program = useProgram();
  const read = (file: string) => readFileSync(`${program.folder}/${file}`, 'utf8');
  const addressOf = (name: Name) => lab().hosts.find((host) => host.name === name)?.address ?? '';
  const before = new Map<Name, string>();

  /** The shipped playbook with other templates or settings, in a folder of its own. */
  function project({ templates = {}, vars = {}, hostVars = {}, text }: Variation = {}): string {
    const files = Object.entries(templates).map(([name, content]) => [
      `templates/secure-websocket/${name}.conf.hbs`,
      content,
    ]);
    const hosts = names.map((name) => {
      const { address, user } = lab().hosts.find((host) => host.name === name) ?? {};
      const own = { ansible_host: address, ansible_user: user, proxy: wishes[name].proxy };
      return [name, { ...own, ...hostVars[name] }];
    });
    const keys = { ansible_ssh_private_key_file: lab().privateKey, known_hosts_file: lab().knownHosts };
    const inventory = { all: { vars: { ...keys, ...vars }, hosts: Object.fromEntries(hosts) } };
    return program.folderWith({
      ...Object.fromEntries(files),
      'play.yml': text ?? playbook(),
      'inventory.yml': JSON.stringify(inventory),
    });
  }

  const playbook = () => read('playbooks/secure-websocket.yml');
  const words = ['play.yml', '-i', 'inventory.yml', '-o', 'json'];
  const start = (folder: string, ...more: readonly string[]): Running =>
    program.start(folder, ['apply', ...words, '--lock-wait', '60', ...more]);
  const apply = (folder: string, ...more: readonly string[]): Promise<Ran> => start(folder, ...more).ended;
  const plan = (folder: string): Promise<Ran> => program.run(folder, ['plan', ...words]);

  async function root(name: Name, script: string): Promise<string> {
    const { code, stdout, stderr } = await labRun(lab(), name, script);
    expect(code, `${name}: ${script}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  /** What all of it is now is what it has to be after what fails. */
  async function remember(): Promise<void> {
    await Promise.all(names.map(async (name) => before.set(name, await root(name, everything))));
  }

  /** Every file, link, mode and owner is as it was, nothing of ours is left, and the old endpoint answers. */
  async function expectAsBefore(): Promise<void> {
    for (const name of names) {
      expect([name, ...difference(before.get(name) ?? '', await root(name, everything))]).toEqual([name]);
      expect((await get(addressOf(name), '/', addressOf(name))).status, name).toBeGreaterThan(0);
    }
  }

  const template = (name: string) => read(`templates/secure-websocket/${name}.conf.hbs`);
  return {
    lab,
    names,
    addressOf,
    project,
    playbook,
    template,
    start,
    apply,
    plan,
    root,
    remember,
    expectAsBefore,
  };
}

/** Everything that belongs to the proxy, its units and our own state. */
const everything = `{ find /etc/nginx /etc/apache2 /var/lib/apache2 /etc/systemd/system /etc/ssl/private /etc/ssl/certs/hostwright* /usr/share/nginx/modules-available \
-printf '%p %y %m %U %G %l\\n'
find /etc/nginx /etc/apache2 /var/lib/apache2 /etc/systemd/system /etc/ssl/private /etc/ssl/certs/hostwright* -type f -exec sha256sum {} +
find /var/lib/hostwright -mindepth 2; } 2>/dev/null | sort; systemctl is-active nginx apache2; systemctl is-enabled nginx apache2 2>/dev/null; true`;

function difference(old: string, now: string): readonly string[] {
  const [was, is] = [old.split('\n'), now.split('\n')];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** What a host said, in complaint and in explanation. */
export function saidBy(ran: Ran, name: string): string {
  return eventsOf(ran)
    .flatMap((event) => (isOutcome(event) && event.host === name && event.message ? [event.message] : []))
    .join('\n');
}
