// What ~/.ssh/config says about a host, asked from OpenSSH itself: only `ssh -G` knows Include, Match and tokens.

import { execFile } from 'node:child_process';
import { isSameForAll } from './ssh_config_scope.js';

/** Option names in lower case to their values; an option that may be repeated has several. */
export type SshConfig = ReadonlyMap<string, readonly string[]>;

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
 * Asks once for each host. Where OpenSSH is not installed, or its configuration has a mistake, the answer is empty:
 * the inventory alone then says how to connect.
 *
 * @param file read instead of the user's own configuration
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

function askSsh({ address, port, user }: ConfigQuestion, file: string | undefined): Promise<SshConfig> {
  const args = [
    '-G',
    ...(file === undefined ? [] : ['-F', file]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    address,
  ];
  return new Promise((resolve) => {
    execFile('ssh', args, (error, stdout) => resolve(error ? new Map() : parseSshConfig(stdout)));
  });
}
