// Where and how to connect: the inventory's words, completed by ~/.ssh/config. Pure.

import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { hostnameOf } from './address.js';
import type { SshConfig } from './ssh_options.js';
import { refusedOptions } from './ssh_options.js';
import { restrictionsFrom, type SshRestrictions } from './ssh_restrictions.js';
import { type Strictness, strictnessFrom } from './strictness.js';

/** Everything that one SSH connection needs to know. */
export interface Destination {
  /** The name in the inventory, or of the jump host. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly user: string;
  /** The one key to use, where the inventory names one. */
  readonly namedKey: string | undefined;
  /** Key files to try, where it does not; they need not exist. */
  readonly identityFiles: readonly string[];
  /** Whether the agent's other keys are left alone. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | undefined;
  /**
   * What known-hosts files call the host. On a port other than 22: `[name]:port`, under which new keys are added, and
   * `name`, whose keys are good for every port. ssh does the same; no manual says so.
   */
  readonly knownAs: readonly string[];
  /** Known-hosts files; the first of the user's own is where new keys are added. */
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  /** `[user@]host[:port]`, several with commas between them: the last one is next to the destination. */
  readonly jump: string | undefined;
  /** What ~/.ssh/config wants to connect through instead; only the system's ssh can. */
  readonly proxyCommand: string | undefined;
  /** Whether ~/.ssh/config wants keys added that are not known yet (StrictHostKeyChecking accept-new). */
  readonly acceptNew: boolean;
  /** Whether the operator may be asked about such a key. */
  readonly mayAskAboutNew: boolean;
  /** The list of keys that no host may have. */
  readonly revokedHostKeys: string | undefined;
  /** Whether what is known of the address counts beside what is known of the name. */
  readonly checkAddress: boolean;
  readonly limits: SshRestrictions;
  /** Keeps the system's ssh as strict where it connects instead. */
  readonly strictness: Strictness;
  /** What ~/.ssh/config asks that only the system's ssh can do. */
  readonly refusals: readonly string[];
  /** Whether ~/.ssh/config wants names in known-hosts files hashed, as Debian's does: who steals one learns no hosts. */
  readonly hashNames: boolean;
  /** Seconds for each stage: to connect, to agree on keys and log in, to start a shell. */
  readonly connectTimeout: number;
}

const DEFAULT_CONNECT_TIMEOUT = 10;
const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

export function resolveDestination(
  settings: ConnectionSettings,
  config: SshConfig,
  env: NodeJS.ProcessEnv,
): Destination {
  const option = (name: string) => config.get(name)?.at(0);
  const setOption = (name: string) => (option(name) === 'none' ? undefined : option(name));
  const hostname = hostnameOf(settings.address, config);
  const port = settings.port ?? Number(option('port') ?? 22);
  const user = settings.user ?? option('user') ?? userInfo().username;
  const jump = settings.jump ?? option('proxyjump');
  const expand = (path: string) =>
    expandPath(path, {
      d: homedir(),
      h: hostname,
      n: settings.address,
      p: `${port}`,
      r: user,
      u: userInfo().username,
    });
  const files = (name: string, standard: readonly string[]) => {
    const value = option(name);
    return (value === undefined ? standard : possiblePaths(value))
      .filter((file) => file !== 'none')
      .map(expand);
  };
  const own = (name: string) => join(homedir(), '.ssh', name);
  const revoked = setOption('revokedhostkeys');
  // A jump host that the inventory names goes before a ProxyCommand.
  const asked = settings.jump === undefined ? config : new Map([...config, ['proxycommand', ['none']]]);
  return {
    host: settings.host,
    hostname,
    port,
    user,
    namedKey: settings.privateKeyFile === undefined ? undefined : expand(settings.privateKeyFile),
    identityFiles: (config.get('identityfile') ?? DEFAULT_KEYS.map(own)).map(expand),
    identitiesOnly: option('identitiesonly') === 'yes',
    agentSocket: agentSocket(option('identityagent'), env, expand),
    knownAs: knownAs(option('hostkeyalias'), hostname, port),
    userKnownHosts:
      settings.knownHostsFiles.length > 0
        ? settings.knownHostsFiles.map(expand)
        : files('userknownhostsfile', [own('known_hosts'), own('known_hosts2')]),
    globalKnownHosts: files('globalknownhostsfile', [
      '/etc/ssh/ssh_known_hosts',
      '/etc/ssh/ssh_known_hosts2',
    ]),
    jump: jump === 'none' ? undefined : jump,
    proxyCommand: settings.jump === undefined ? setOption('proxycommand') : undefined,
    // `no` is not honoured: it would also accept keys that have changed.
    acceptNew: option('stricthostkeychecking') === 'accept-new',
    mayAskAboutNew:
      !['yes', 'true'].includes(option('stricthostkeychecking') ?? '') && option('batchmode') !== 'yes',
    revokedHostKeys: revoked === undefined ? undefined : expand(revoked),
    checkAddress: option('checkhostip') === 'yes',
    limits: restrictionsFrom(config),
    strictness: strictnessFrom(config),
    refusals: refusedOptions(asked),
    hashNames: option('hashknownhosts') === 'yes',
    connectTimeout:
      settings.connectTimeout ?? (Number(setOption('connecttimeout')) || DEFAULT_CONNECT_TIMEOUT),
  };
}

/**
 * Paths that a list of `ssh -G` may hold: it has spaces between them, and tells none that is in one from those. Who reads
 * them all reads what is meant, and what is not there says nothing.
 */
function possiblePaths(list: string): readonly string[] {
  const words = list.split(' ');
  const longer = words.flatMap((_, from) =>
    words.slice(from + 1).map((_, more) => words.slice(from, from + more + 2).join(' ')),
  );
  return [...words, ...longer];
}

/** `~` and the tokens of ssh_config(5) that say something about a file. */
function expandPath(path: string, tokens: Readonly<Record<string, string>>): string {
  const home = path.replace(/^~(?=\/|$)/, homedir()).replace(/^"(.*)"$/, '$1');
  return home.replace(/%(.)/g, (whole, token: string) => (token === '%' ? '%' : (tokens[token] ?? whole)));
}

/** IdentityAgent may be a path, the name of a variable, or `none`. */
function agentSocket(
  option: string | undefined,
  env: NodeJS.ProcessEnv,
  expand: (path: string) => string,
): string | undefined {
  if (option === undefined || option === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  if (option === 'none') return undefined;
  return option.startsWith('$') ? env[option.replace(/[${}]/g, '')] : expand(option);
}

/** The name in known-hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
function knownAs(alias: string | undefined, hostname: string, port: number): readonly string[] {
  if (alias !== undefined && alias !== 'none') return [alias];
  const name = hostname.toLowerCase();
  return port === 22 ? [name] : [`[${name}]:${port}`, name];
}
