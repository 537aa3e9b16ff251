// What ~/.ssh/config says about a host, asked from OpenSSH itself: only `ssh -G` knows Include, Match and tokens.

import { execFile } from 'node:child_process';
import { Unreachable } from '../connection.js';
import { quote } from '../shell/quote.js';
import { isSameForAll, isSilent } from './ssh_config_scope.js';
import { type SshConfig, strangeOptions } from './ssh_options.js';

export interface ConfigQuestion {
  readonly address: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
}

export type ConfigReader = (question: ConfigQuestion) => Promise<SshConfig>;

/** Reads what `ssh -G` prints. Pure. */
export function parseSshConfig(text: string): SshConfig {
  const config = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    config.set(name, [...(config.get(name) ?? []), value]);
  }
  return config;
}

/**
 * Asks once for each host. Where OpenSSH is not installed and nothing is configured the answer is empty: the inventory
 * alone then says how to connect.
 *
 * @param file read instead of the user's own configuration
 * @throws Unreachable for a configuration that cannot be read, or has a mistake: what it forbids would be forgotten
 */
export function createConfigReader(file?: string): ConfigReader {
  const answers = new Map<string, Promise<SshConfig>>();
  const same = isSameForAll(file);
  return async (question) => {
    const { address, port, user } = question;
    const key = JSON.stringify([same || address, port, user]);
    const answer = answers.get(key) ?? askSsh(question, file);
    answers.set(key, answer);
    return same ? renamed(await answer, address) : answer;
  };
}

/** What the user's own configuration says about one host. */
export function readSshConfig(question: ConfigQuestion): Promise<SshConfig> {
  return askSsh(question, undefined);
}

/** The answer for another host, where only its name differs. */
function renamed(config: SshConfig, address: string): SshConfig {
  if (config.size === 0) return config;
  return new Map([...config, ['host', [address]], ['hostname', [address]]]);
}

async function askSsh(question: ConfigQuestion, file: string | undefined): Promise<SshConfig> {
  const config = await printed(question, file);
  const strange = strangeOptions(config);
  if (strange.length === 0) return config;
  const standard = await printed(question, 'none');
  const isStandard = (name: string) => `${config.get(name)}` === `${standard.get(name)}`;
  return new Map([...config].filter(([name]) => !(strange.includes(name) && isStandard(name))));
}

/** What ssh says where a ProxyJump of all hosts is for the jump host too: there it leads nowhere, and is left out. */
const LOOP = /^jumphost loop via/m;

function printed(question: ConfigQuestion, file: string | undefined, jump = true): Promise<SshConfig> {
  const { address, port, user } = question;
  const args = [
    '-G',
    ...(jump ? [] : ['-o', 'ProxyJump=none']),
    ...(file === undefined ? [] : ['-F', file]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    address,
  ];
  return new Promise((resolve, reject) => {
    execFile('ssh', args, (error, stdout, stderr) => {
      if (!error) resolve(parseSshConfig(stdout));
      else if (jump && LOOP.test(stderr)) resolve(printed(question, file, false));
      else if (error.code === 'ENOENT' && isSilent(file)) resolve(new Map());
      else reject(unreadable(address, error, stderr));
    });
  });
}

function unreadable(address: string, error: Error & { readonly code?: unknown }, said: string): Unreachable {
  const [first] = said.trim().split('\n');
  const isMissing = error.code === 'ENOENT';
  const why = isMissing ? 'it takes OpenSSH to read it, which is not installed' : first || error.message;
  return new Unreachable(
    `${address}: what ~/.ssh/config says cannot be known (${why})`,
    isMissing
      ? 'Install the client of OpenSSH.'
      : `Correct it; this shows the same: ssh -G ${quote(address)}`,
  );
}
