// Opens encrypted texts with the keys that there are, asking a person for what is missing, once for each run.

import { ProblemError } from '../problem.js';
import { decryptAge, wantsPassphrase } from './age.js';
import { type Opening, sealOf } from './seal.js';
import { decryptVault } from './vault.js';

/** Where keys come from. Each is asked when it is first needed: most runs need none. */
export interface KeySources {
  /** @throws ProblemError when there is none, or it cannot be read */
  readonly identities: () => Promise<Identities>;
  /** Passwords of Ansible Vault that are known without asking. @throws ProblemError */
  readonly vaultPasswords: () => Promise<readonly string[]>;
  /** @returns undefined where nobody can be asked */
  readonly ask: (question: string) => Promise<string | undefined>;
}

export interface Identities {
  /** The file that they are from, for sentences. */
  readonly file: string;
  readonly identities: readonly string[];
}

export type Opened = { readonly kind: 'opened'; readonly bytes: Buffer } | Locked;

/** It stays closed. */
export interface Locked {
  readonly kind: 'locked';
  readonly message: string;
  readonly advice?: string;
}

/** @param name the file or value, for the question */
export type Opener = (sealed: string, name: string) => Promise<Opened>;

/** Times that a password is asked for, as in ssh. */
const tries = 3;

/** Call the opener for one text at a time: it asks questions. */
export function openerWith(sources: KeySources): Opener {
  const opened = new Map<string, Opened>();
  const identities = once(sources.identities);
  const byIdentity = (text: string) => openByIdentity(text, identities);
  const byPassphrase = openByWord(
    'passphrase',
    async () => [],
    sources.ask,
    (text, passphrase) => decryptAge(text, { kind: 'passphrase', passphrase }),
  );
  const byVaultPassword = openByWord('Vault password', sources.vaultPasswords, sources.ask, decryptVault);
  const openNew: Opener = (text, name) => {
    if (sealOf(text) === 'vault') return byVaultPassword(text, name);
    return wantsPassphrase(text) ? byPassphrase(text, name) : byIdentity(text);
  };
  return async (text, name) => {
    const result = opened.get(text) ?? (await lockedWhereProblem(() => openNew(text, name)));
    opened.set(text, result);
    return result;
  };
}

/** Text is UTF-8, strictly: in another encoding it would arrive on a host changed. */
export async function openText(
  open: Opener,
  sealed: string,
  name: string,
): Promise<{ readonly kind: 'opened'; readonly text: string } | Locked> {
  const opened = await open(sealed, name);
  if (opened.kind === 'locked') return opened;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { kind: 'opened', text: decoder.decode(opened.bytes) };
  } catch {
    return locked('what is encrypted is no UTF-8 text');
  }
}

/** What is wrong with a key is told where a value needs it: a key that is not needed stops nobody. */
async function lockedWhereProblem(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    const problem = error instanceof ProblemError ? error.problems[0] : undefined;
    if (!problem) throw error;
    return locked(`this is encrypted: ${problem.message}`, problem.advice);
  }
}

async function openByIdentity(text: string, identities: () => Promise<Identities>): Promise<Opened> {
  const { file, identities: known } = await identities();
  const opening = await decryptAge(text, { kind: 'identities', identities: known });
  if (opening.kind !== 'wrong_key') return settled(opening);
  return locked(
    `this is encrypted, and not for an identity in ${file}`,
    'name another file with --identity FILE, or let somebody who can read it add your recipient and run ' +
      'hostwright secrets rotate',
  );
}

/**
 * @param word what is asked for: `passphrase`
 * @param known those that are known without asking
 */
function openByWord(
  word: string,
  known: () => Promise<readonly string[]>,
  ask: KeySources['ask'],
  open: (text: string, password: string) => Promise<Opening>,
): Opener {
  const given = once(async () => new Set(await known()));
  let canAsk = true;
  async function* candidates(name: string): AsyncGenerator<string> {
    yield* await given();
    for (let turn = 0; turn < tries && canAsk; turn++) {
      const answer = await ask(`${upperFirst(word)} of ${name}:`);
      if (answer !== undefined) yield answer;
      else canAsk = false;
    }
    // Nobody there, or nobody who knows: the next text does not ask again.
    canAsk = false;
  }
  return async (text, name) => {
    let tried = false;
    for await (const password of candidates(name)) {
      tried = true;
      const opening = await open(text, password);
      if (opening.kind === 'wrong_key') continue;
      (await given()).add(password);
      return settled(opening);
    }
    return tried
      ? locked(`this is encrypted, and no ${word} that was given opens it`)
      : locked(`this is encrypted, and nobody gave its ${word}`, adviceFor(word));
  };
}

function adviceFor(word: string): string | undefined {
  return word === 'Vault password'
    ? 'name a file with --vault-password-file FILE, or run it at a terminal'
    : 'run it at a terminal, or encrypt it for recipients: hostwright secrets rotate';
}

function settled(opening: Exclude<Opening, { kind: 'wrong_key' }>): Opened {
  return opening.kind === 'opened' ? opening : locked(`this is encrypted, but damaged: ${opening.why}`);
}

function locked(message: string, advice?: string): Locked {
  return { kind: 'locked', message, ...(advice !== undefined && { advice }) };
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
