// Two equal hosts, one for us and one for Ansible: what each says of every task of a playbook, and what is there afterwards.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { type Lab, labRun } from '../../../src/lab/index.js';
import { eventsOf, type Program } from '../../cli/hostwright.js';

export interface Told {
  readonly name: string;
  readonly status: 'ok' | 'changed' | 'failed' | 'skipped';
  /** Of a failure. */
  readonly message?: string | undefined;
}

/** Runs sh as root. */
export async function onHost(lab: Lab, host: string, script: string): Promise<string> {
  const ran = await labRun(lab, host, `sudo sh <<'END'\n${script}\ntrue\nEND`);
  expect(ran).toMatchObject({ code: 0 });
  return ran.stdout;
}

/** @param folder that holds site.yml */
export async function runOurs(
  program: Program,
  folder: string,
  { inventory }: Lab,
  host: string,
): Promise<readonly Told[]> {
  const words = ['apply', 'site.yml', '-i', inventory, '--limit', host, '--output', 'json'];
  const ran = await program.run(folder, words);
  const outcomes = eventsOf(ran).filter(isOutcome);
  expect(outcomes, ran.stderr).not.toEqual([]);
  return outcomes.flatMap((outcome) =>
    outcome.type === 'outcome'
      ? [{ name: outcome.task.name, status: outcome.status as Told['status'], message: outcome.message }]
      : [],
  );
}

export async function runTheirs(folder: string, lab: Lab, host: string): Promise<readonly Told[]> {
  const { address, user } = lab.hosts.find(({ name }) => name === host) ?? { address: '', user: '' };
  const variables = [
    ...[`ansible_host=${address}`, `ansible_user=${user}`],
    ...[`ansible_ssh_private_key_file=${lab.privateKey}`, 'ansible_python_interpreter=/usr/bin/python3'],
    `ansible_ssh_common_args='-o UserKnownHostsFile=${lab.knownHosts}'`,
  ];
  writeFileSync(`${folder}/${host}.ini`, `${host} ${variables.join(' ')}\n`);
  const env = {
    ...process.env,
    ANSIBLE_LOCAL_TEMP: `${folder}/ansible`,
    ANSIBLE_STDOUT_CALLBACK: 'ansible.builtin.default',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_PIPELINING: '1',
  };
  const options = { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout } = await promisify(execFile)(
    '/usr/bin/ansible-playbook',
    ['-i', `${host}.ini`, 'site.yml'],
    options,
  );
  const told = stdout.matchAll(
    /^TASK \[(.*)\] \**\n(?:\[WARNING\].*\n|.+\n)*?(ok|changed|fatal|skipping): (\[.*)/gm,
  );
  const words = { ok: 'ok', changed: 'changed', fatal: 'failed', skipping: 'skipped' } as const;
  return [...told].map(([, name = '', status, message]) => ({
    name,
    status: words[status as keyof typeof words],
    message,
  }));
}

/** Accounts without the day of the last change of a password, homes, units, and all that the cases named. */
export async function foundOn(lab: Lab, host: string): Promise<readonly string[]> {
  const said = await onHost(
    lab,
    host,
    `for d in passwd group shadow; do getent $d | grep '^law' | sed "s/^/$d /"; done
find /home/law* /srv/law* /srv/judge -printf '%p %y %m %u %G %l\\n' 2>/dev/null
for k in $(find /home/law* /srv/law* -name '*.pub' 2>/dev/null); do echo "$k $(cut -d' ' -f1,3- "$k")"; done
find /srv/judge -type f -exec sha256sum {} + 2>/dev/null
find /srv/judge -type f -size -2 -exec grep -aH '' {} + 2>/dev/null
for u in /etc/systemd/system/judge-*.service; do [ ! -e "$u" ] || echo "$u $(systemctl is-active "\${u##*/}") $(systemctl is-enabled "\${u##*/}")"; done
dpkg-query -W -f '\${Package} \${Status}\\n'`,
  );
  return said
    .split('\n')
    .map((line) =>
      line
        .replace(/^(shadow [^:]*:[^:]*):[^:]*/, '$1:day')
        .replace(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/, ' old'),
    )
    .sort();
}
