// What is tried to log in, in which order: keys, then the password where one is given.

import ssh2, { type AnyAuthMethod, type AuthHandlerMiddleware, type BaseAgent, type ParsedKey } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import type { AgentKey, KeyFile, Keyring } from './keyring.js';
import { keyType } from './known_hosts.js';
import { Lacking } from './lacking.js';
import { describeAddress } from './ssh_error.js';
import { mayHash, type SshRestrictions, whyNotUsed } from './ssh_restrictions.js';

/** One key, or the password, to try. */
export interface Attempt {
  /** Names it in messages. */
  readonly label: string;
  /** Names of methods (RFC 4252); where the other side takes none of them it is only named. Absent: a key. */
  readonly ways?: readonly string[];
  /**
   * Absent for a file that holds no key which ssh2 can read: it is only named.
   *
   * @param offered what the other side takes
   * @throws Unreachable when the key cannot be had (its passphrase)
   */
  readonly method?: (offered: readonly string[]) => Promise<AnyAuthMethod>;
}

/**
 * The keys for a destination in ssh's order: configured files whose key the agent holds, then the agent's other keys,
 * then the files. A key that the inventory names is the only one: servers close the connection after a few wrong ones.
 *
 * @throws Unreachable when the key that is named cannot be used
 */
export async function listAttempts(destination: Destination, keyring: Keyring): Promise<readonly Attempt[]> {
  const paths = destination.namedKey === undefined ? destination.identityFiles : [destination.namedKey];
  const files = await Promise.all(paths.map(async (path) => ({ path, file: await keyring.read(path) })));
  const agentKeys =
    destination.agentSocket === undefined ? [] : await keyring.agentKeys(destination.agentSocket);
  const isOf = (key: AgentKey) => (entry: { readonly file: KeyFile }) =>
    'public' in entry.file && entry.file.public?.equals(key.public) === true;
  const configured = agentKeys.filter((key) => files.some(isOf(key)));
  if (destination.namedKey !== undefined && configured.length === 0)
    requireUsable(destination, files[0]?.file);
  const only = destination.identitiesOnly || destination.namedKey !== undefined;
  const others = only ? [] : agentKeys.filter((key) => !configured.includes(key));
  const left = files.filter((entry) => !configured.some((key) => isOf(key)(entry)));
  return [
    ...[...configured, ...others].map((key) => agentAttempt(destination, key)),
    ...left.flatMap(({ path, file }) => fileAttempt(destination, path, file, keyring)),
  ];
}

/**
 * Hands the attempts to ssh2 one by one. `tried` collects their labels; `failed` is told of a key that cannot be had.
 *
 * What the other side takes it says only when something has failed, and of keys ssh2 does not pass it on. Before a
 * password is sent, in one of two ways, it is asked by an attempt with nothing.
 */
export function createAuthHandler(
  user: string,
  attempts: readonly Attempt[],
  tried: string[],
  failed: (error: Unreachable) => void,
): AuthHandlerMiddleware {
  const left = [...attempts];
  // null, which the types leave out, means that the other side has not told.
  return (offered: readonly string[] | null, _partial, next) => {
    for (let attempt = left.shift(); attempt; attempt = left.shift()) {
      const { label, method, ways } = attempt;
      if (ways && offered === null) {
        left.unshift(attempt);
        return next({ type: 'none', username: user });
      }
      const isTaken = (ways ?? ['publickey']).some((way) => offered?.includes(way) ?? true);
      tried.push(isTaken ? label : `${label} (not taken: only ${offered?.join(', ')})`);
      if (method && isTaken) return void method(offered ?? []).then(next, failed);
    }
    // false, which the types leave out, means that there is nothing left to try.
    next(false as never);
  };
}

function requireUsable(destination: Destination, file: KeyFile | undefined): void {
  const { host, namedKey } = destination;
  const fails = (what: string, advice: string): never => {
    throw new Unreachable(`${host}: the private key ${namedKey} ${what}`, advice);
  };
  if (file?.kind === 'missing') fails(`cannot be read (${file.why})`, 'Correct the path of the key.');
  if (file?.kind === 'unusable' && file.public && keyType(file.public).startsWith('sk-')) {
    const what = `${host}: the private key ${namedKey} cannot be used (${file.why})`;
    const advice = 'Only the ssh of this machine can use it: leave ssh_client: builtin out.';
    throw new Lacking('security key', describeAddress(destination), what, advice);
  }
  if (file?.kind === 'unusable')
    fails(`cannot be used (${file.why})`, 'Name another private key, of OpenSSH or in PEM.');
  if (file?.kind === 'public')
    fails('is a public key, whose private one the agent does not hold', `ssh-add adds it to the agent.`);
}

function fileAttempt(
  destination: Destination,
  path: string,
  file: KeyFile,
  keyring: Keyring,
): readonly Attempt[] {
  const { limits } = destination;
  if (file.kind === 'unusable') return [{ label: `${path} (unusable: ${file.why})` }];
  if (file.kind !== 'open' && file.kind !== 'encrypted') return [];
  const why = file.public && whyNotUsed(file.public, limits);
  if (why !== undefined) return [{ label: `${path} (not used: ${why})` }];
  const key = async () => {
    const opened = file.kind === 'open' ? file.key : await keyring.unlock(path);
    const late = whyNotUsed(opened.getPublicSSH(), limits);
    if (late !== undefined) throw new Unreachable(`${destination.host}: ${path} may not be used (${late})`);
    return signingWithin(opened, limits);
  };
  return [
    {
      label: path,
      method: async () => ({ type: 'publickey', username: destination.user, key: await key() }),
    },
  ];
}

function agentAttempt(destination: Destination, { agent, key, public: blob }: AgentKey): Attempt {
  const { limits, user: username } = destination;
  const label = `${key.comment || key.type} (agent)`;
  const why = whyNotUsed(blob, limits);
  if (why !== undefined) return { label: `${label} (not used: ${why})` };
  const method = async () => ({
    type: 'agent' as const,
    username,
    agent: new OneKeyAgent(agent, key, limits),
  });
  return { label, method };
}

/** ssh2 signs with SHA-1 where the other side does not say what it takes; OpenSSH does not. */
function signingWithin(key: ParsedKey, limits: SshRestrictions): ParsedKey {
  if (key.type !== 'ssh-rsa') return key;
  return Object.create(key, {
    sign: {
      value: (data: Buffer, hash: unknown) =>
        mayHash(hash, limits) ? key.sign(data, hash as string) : new Error(notSigned),
    },
  }) as ParsedKey;
}

const notSigned = 'PubkeyAcceptedAlgorithms allows no signature that the other side takes';

/** An agent that shows one key only: ssh2 would offer all of them. */
class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  constructor(
    private readonly agent: BaseAgent,
    private readonly key: ParsedKey,
    private readonly limits: SshRestrictions,
  ) {
    super();
  }

  override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    callback(undefined, [this.key]);
  }

  override sign(...args: [ParsedKey, Buffer, ...unknown[]]): void {
    const [options, finish] = args.slice(2) as [{ hash?: string }?, ((error: Error) => void)?];
    const isRefused = this.key.type === 'ssh-rsa' && !mayHash(options?.hash, this.limits);
    if (isRefused) finish?.(new Error(notSigned));
    else (this.agent.sign as (...args: unknown[]) => void).apply(this.agent, args);
  }
}
