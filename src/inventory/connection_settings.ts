// How to reach a host, from its variables: by Ansible's names, by the plain ones (host, port, user, private_key_file) where
// there is none of these, and by names of ours for what Ansible has none for.

import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Levels } from '../expression/precedence.js';
import type { ExpressionContext } from '../expression/reading.js';
import { type Scope, scopeOf, type Variable } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { Json } from '../json.js';
import { fail, type Place } from '../problem.js';
import type { ConnectionSettings, Host } from './inventory.js';
import { jumpFromSshArguments } from './ssh_arguments.js';
import type { KnownVariable } from './variable_descriptions.js';

/** Whether a variable says how a host is reached, wherever it stands; all others do so in the inventory alone. */
export function isConnectionVariable(name: string): boolean {
  return connectionVariables.has(name);
}

const loginPasswords: readonly KnownVariable[] = [
  'ansible_password',
  'ansible_ssh_pass',
  'ansible_ssh_password',
];
const becomePasswords: readonly KnownVariable[] = ['ansible_become_password', 'ansible_become_pass'];
const connectionVariables = new Set([
  ...['ansible_connection', 'ansible_host', 'ansible_ssh_host', 'ansible_port', 'ansible_ssh_port'],
  ...['ansible_user', 'ansible_ssh_user', 'ansible_ssh_private_key_file', 'ansible_private_key_file'],
  ...['ansible_ssh_common_args', 'ansible_ssh_extra_args', 'ansible_timeout'],
  ...loginPasswords,
  ...becomePasswords,
]);

/** Ours, which Ansible lacks: whoever says one on the command line means it. Elsewhere they may be anybody's variables. */
const ownNames: ReadonlySet<string> = new Set<KnownVariable>([
  'known_hosts_file',
  'ssh_client',
  'connect_timeout',
  'jump',
]);

/**
 * @param levels what holds for the host in a play
 * @throws ProblemError at the variable that is wrong, also for a private key file that cannot be read
 */
export function connectionSettingsOf(
  host: Host,
  levels: Levels,
  context: ExpressionContext,
): ConnectionSettings {
  const scope = scopeOf(levels);
  const ofInventory = scopeOf(host.levels);
  const find = (name: string) => {
    const isSaid = isConnectionVariable(name) || (ownNames.has(name) && levels['extra vars']?.has(name));
    return (isSaid ? scope : ofInventory).lookup(name);
  };
  const read = (...names: readonly KnownVariable[]) => firstSetting(names, find, scope, context);
  const sshArguments = read('ansible_ssh_common_args', 'ansible_ssh_extra_args');
  const [address, port, user, jump] = [
    read('ansible_host', 'ansible_ssh_host', 'host'),
    read('ansible_port', 'ansible_ssh_port', 'port'),
    read('ansible_user', 'ansible_ssh_user', 'user'),
    read('jump'),
  ];
  const connection = connectionFrom(read('ansible_connection'), read('ssh_client'));
  return {
    host: host.name,
    connection,
    address: textFrom(address) ?? host.name,
    port: portFrom(port),
    user: textFrom(user),
    privateKeyFile: keyFileFrom(
      read('ansible_ssh_private_key_file', 'ansible_private_key_file', 'private_key_file'),
      context,
    ),
    knownHostsFiles: knownHostsFrom(read('known_hosts_file')),
    jump:
      jumpFrom(jump) ??
      (sshArguments && jumpFromSshArguments(textFrom(sshArguments) ?? '', sshArguments.place)),
    connectTimeout: secondsFrom(read('connect_timeout', 'ansible_timeout')),
    loginPassword: passwordFrom(read(...loginPasswords)),
    becomePassword: passwordFrom(read(...becomePasswords)),
    setBy: [address, port, user, jump].flatMap((set) => (set ? [{ name: set.name, place: set.place }] : [])),
  };
}

interface Setting {
  readonly name: string;
  readonly value: Json;
  readonly place: Place;
}

/** The first variable of these that is set; null is as good as not set. */
function firstSetting(
  names: readonly string[],
  find: (name: string) => Variable | undefined,
  scope: Scope,
  context: ExpressionContext,
): Setting | undefined {
  for (const name of names) {
    const variable = find(name);
    if (variable?.kind !== 'source') continue;
    const { value } = evaluate(variable.node, scope, context);
    if (value !== null) return { name, value, place: variable.node.place };
  }
  return undefined;
}

function textFrom(setting: Setting | undefined): string | undefined {
  if (!setting) return undefined;
  const { name, value, place } = setting;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : fail(`${name}: expected a text`, place);
}

/** A number would lose its leading zeros, and a line break would end the password before its end. */
function passwordFrom(setting: Setting | undefined): string | undefined {
  if (!setting) return undefined;
  const { name, value, place } = setting;
  if (typeof value === 'string' && /^[^\n\r\0]+$/.test(value)) return value;
  return fail(`${name}: expected a text of one line`, place, 'quote it; in a block, write |- and not |');
}

/** What `ssh_client` means: one of the two ways to speak SSH, or the one that serves. */
const clients: ReadonlyMap<string, ConnectionSettings['connection']> = new Map([
  ['auto', 'ssh'],
  ['builtin', 'builtin ssh'],
  ['system', 'system ssh'],
]);

/** Ansible's names for its own two ways mean ours. */
function connectionFrom(
  setting: Setting | undefined,
  client: Setting | undefined,
): ConnectionSettings['connection'] {
  const value = textFrom(setting) ?? 'ssh';
  const program = textFrom(client) ?? 'auto';
  const chosen = clients.get(program);
  if (chosen === undefined)
    return fail(`ssh_client: expected auto, builtin or system; found "${program}"`, client?.place);
  if (value === 'local') return 'local';
  if (!['ssh', 'smart', 'paramiko', 'paramiko_ssh'].includes(value)) {
    fail(`ansible_connection: expected ssh or local; found "${value}"`, setting?.place);
  }
  return chosen;
}

/** One jump host, or a chain of them: the first is reached from here, the last is next to the host. */
function jumpFrom(setting: Setting | undefined): string | undefined {
  if (!setting || !Array.isArray(setting.value)) return textFrom(setting);
  const { name, value, place } = setting;
  const hops = value.map((hop: Json) => textFrom({ name, value: hop, place }));
  return hops.length === 0 ? fail(`${name}: expected at least one jump host`, place) : hops.join(',');
}

function portFrom(setting: Setting | undefined): number | undefined {
  if (!setting) return undefined;
  const port = Number(setting.value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  return fail(`${setting.name}: expected a port from 1 to 65535`, setting.place);
}

function secondsFrom(setting: Setting | undefined): number | undefined {
  if (!setting) return undefined;
  const seconds = Number(setting.value);
  return seconds > 0 ? seconds : fail(`${setting.name}: expected a number of seconds`, setting.place);
}

/** Read here once, so that a key that cannot be read is found before any host is connected to. */
function keyFileFrom(setting: Setting | undefined, { files }: ExpressionContext): string | undefined {
  const written = textFrom(setting);
  if (!setting || written === undefined) return undefined;
  const path = pathFrom(written, setting.place);
  files.bytes(path, setting.place);
  return path;
}

function knownHostsFrom(setting: Setting | undefined): readonly string[] {
  if (!setting) return [];
  const { name, value, place } = setting;
  const paths = Array.isArray(value) ? value : [value];
  return paths.map((path: Json) => pathFrom(textFrom({ name, value: path, place }) ?? '', place));
}

/** `~` is the home of whoever runs this; other relative paths start at the folder of the inventory. */
function pathFrom(path: string, place: Place): string {
  if (path === '~' || path.startsWith('~/')) return homedir() + path.slice(1);
  return resolve(dirname(place.file), path);
}
