// `hostwright lab`: throwaway Debian hosts on this machine, to try playbooks on before they meet real ones.

import { spawn } from 'node:child_process';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import {
  type LabHostWish,
  labDown,
  labList,
  labSshArguments,
  labUnavailable,
  labUp,
  RELEASES,
  type Release,
} from '../lab/index.js';
import { atLeastOne } from '../options/hosts.js';
import { fail } from '../problem.js';
import { onInterruption } from '../process/signals.js';

export function labCommand() {
  const command = new Command('lab')
    .summary('throwaway Debian hosts on this machine, to try things on')
    .description(
      'Real Debian hosts with systemd, sshd and apt, in containers on a bridge of their own: up in seconds, gone ' +
        'without a trace. Needs Linux and root; installs what it needs with apt-get, and says so.',
    )
    .addHelpText('after', examples);
  return command
    .addCommand(upCommand())
    .addCommand(listCommand())
    .addCommand(sshCommand())
    .addCommand(downCommand());
}

const examples = `
Examples:
  hostwright lab up --hosts 3
  hostwright lab up try --host web=trixie --host db=bookworm
  hostwright lab ssh web --name try -- systemctl is-system-running
  hostwright lab down try`;

function upCommand() {
  return new Command('up')
    .summary('boot hosts, and write an inventory and a known_hosts file for them')
    .argument('[name]', 'name of the lab', 'lab')
    .option('-n, --hosts <number>', 'so many hosts with Debian 12 (h1, h2, ...)', atLeastOne)
    .option(
      '--host <name=release>',
      `a host with its release: ${RELEASES.join(', ')}; may be repeated`,
      addHost,
    )
    .action(async (name, options) => {
      needLab();
      const hosts = [...(options.host ?? []), ...numberedHosts(options.hosts ?? (options.host ? 0 : 1))];
      const { signal, release } = onInterruption(say);
      try {
        const lab = await labUp({ name, hosts, say, signal });
        process.stdout.write(`\nThe lab "${lab.name}" is up. Its inventory: ${lab.inventory}\n`);
        for (const host of lab.hosts)
          process.stdout.write(`  ${host.name}  ${host.release}  ${host.address}\n`);
      } finally {
        release();
      }
    });
}

function addHost(text: string, before: LabHostWish[] = []): LabHostWish[] {
  const [name = '', release = 'bookworm'] = text.split('=');
  if (!RELEASES.includes(release as Release)) {
    throw new InvalidArgumentError(`There is no release "${release}"; there are ${RELEASES.join(' and ')}.`);
  }
  return [...before, { name, release: release as Release }];
}

function numberedHosts(count: number): LabHostWish[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `h${index + 1}`,
    release: 'bookworm' as const,
  }));
}

function listCommand() {
  return new Command('list').summary('the labs that are up, and their hosts').action(async () => {
    for (const lab of await labList()) {
      process.stdout.write(`${lab.name}  ${lab.folder}\n`);
      for (const host of lab.hosts)
        process.stdout.write(`  ${host.name}  ${host.release}  ${host.address}\n`);
    }
  });
}

function sshCommand() {
  return new Command('ssh')
    .summary('log in to a host, or run a command there')
    .argument('<host>', 'name of the host')
    .argument('[command...]', 'command to run instead of a login shell')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (host, words, { name }) => {
      const lab = (await labList()).find((each) => each.name === name);
      if (!lab) fail(`no lab named "${name}" is up`, undefined, 'hostwright lab list shows those that are.');
      const child = spawn('ssh', [...labSshArguments(lab, host), ...words], { stdio: 'inherit' });
      process.exitCode = await new Promise<number>((resolve) =>
        child.on('close', (code) => resolve(code ?? 255)),
      );
    });
}

function downCommand() {
  return new Command('down')
    .summary('take a lab down, or all of them and their leftovers')
    .argument('[name]', 'name of the lab; without it, all')
    .action(async (name) => {
      needLab();
      const gone = await labDown({ ...(name !== undefined && { name }), say });
      if (gone.length === 0) process.stdout.write('Nothing to take down.\n');
    });
}

function needLab(): void {
  const why = labUnavailable();
  if (why !== undefined) fail(why);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
