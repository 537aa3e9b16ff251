// The user's private keys: files read and unlocked once for each run, and those that the ssh agent holds.

import { readFile } from 'node:fs/promises';
import pLimit from 'p-limit';
import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import { Unreachable } from '../connection.js';
import { readKeyText } from './key_text.js';

/** What stands in a key file. `public` is known where the file, or the .pub file beside it, tells it. */
export type KeyFile =
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'unusable'; readonly why: string; readonly public?: Buffer | undefined }
  | { readonly kind: 'public'; readonly public: Buffer }
  | { readonly kind: 'open'; readonly public: Buffer; readonly key: ParsedKey }
  | { readonly kind: 'encrypted'; readonly public: Buffer | undefined };

export interface AgentKey {
  readonly agent: BaseAgent;
  readonly key: ParsedKey;
  readonly public: Buffer;
}

/** Asks the user for the passphrase of a key file; undefined when there is no operator to ask. */
export type AskPassphrase = (keyFile: string) => Promise<string | undefined>;

export interface Keyring {
  read(path: string): Promise<KeyFile>;
  /** @throws Unreachable when the passphrase is not known */
  unlock(path: string): Promise<ParsedKey>;
  /** No keys where there is no agent. */
  agentKeys(socket: string): Promise<readonly AgentKey[]>;
}

/** Times that a passphrase is asked for, as in ssh. */
const TRIES = 3;

export function createKeyring(askPassphrase: AskPassphrase | undefined): Keyring {
  const oneQuestion = pLimit(1);
  return {
    read: remember(readKeyFile),
    unlock: remember((path) => oneQuestion(() => unlockKey(path, askPassphrase))),
    agentKeys: remember(listAgentKeys),
  };
}

/** Does the work once for each argument; the passphrase of an old key costs 0.2 s of CPU to check. */
function remember<Result>(work: (argument: string) => Promise<Result>): typeof work {
  const results = new Map<string, Promise<Result>>();
  return (argument) => {
    const result = results.get(argument) ?? work(argument);
    results.set(argument, result);
    return result;
  };
}

async function readKeyFile(path: string): Promise<KeyFile> {
  let text: string;
  try {
    text = await readFile(path, 'latin1');
  } catch (error) {
    return { kind: 'missing', why: (error as Error).message };
  }
  const found = readKeyText(text);
  if (found.kind === 'unusable') return { ...found, why: found.why.replaceAll('FILE', path) };
  if (found.kind === 'encrypted') return { ...found, public: found.public ?? (await publicBeside(path)) };
  const { key } = found;
  const blob = key.getPublicSSH();
  return key.isPrivateKey() ? { kind: 'open', public: blob, key } : { kind: 'public', public: blob };
}

async function publicBeside(path: string): Promise<Buffer | undefined> {
  const beside = readKeyText(await readFile(`${path}.pub`, 'latin1').catch(() => ''));
  return beside.kind === 'open' ? beside.key.getPublicSSH() : undefined;
}

async function unlockKey(path: string, ask: AskPassphrase | undefined): Promise<ParsedKey> {
  const text = await readFile(path, 'latin1');
  for (let tries = 0; tries < TRIES; tries++) {
    const passphrase = await ask?.(path);
    if (passphrase === undefined) {
      const advice = `Add it to the agent: ssh-add ${path}`;
      throw new Unreachable(`the private key ${path} needs a passphrase, and there is nobody to ask`, advice);
    }
    const found = readKeyText(text, passphrase);
    if (found.kind === 'open') return found.key;
    if (found.kind === 'unusable')
      throw new Unreachable(`the private key ${path} cannot be used (${found.why})`);
  }
  throw new Unreachable(`the passphrase of the private key ${path} is wrong`);
}

function listAgentKeys(socket: string): Promise<readonly AgentKey[]> {
  const agent = new ssh2.OpenSSHAgent(socket);
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      if (error || !keys) resolve([]);
      else resolve((keys as ParsedKey[]).map((key) => ({ agent, key, public: key.getPublicSSH() })));
    });
  });
}
