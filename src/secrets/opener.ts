// Opens encrypted texts with the keys that there are, asking a person for what is missing, once for each run.

import { ProblemError } from '../problem.js';
import { decryptAge, wantsPassphrase } from './age.js';
import { locked, type Opened, type Opener, openedOr } from './opened.js';
import { passwordOpener } from './passwords.js';
import { sealOf } from './seal.js';
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

/** Call the opener for one text at a time: it asks questions. */
export function openerWith(sources: KeySources): Opener {
  const opened = new Map<string, Opened>();
  const identities = once(sources.identities);
  const byIdentity = (text: string) => openByIdentity(text, identities);
  const byPassphrase = passwordOpener({
    word: 'passphrase',
    advice: 'run it at a terminal, or encrypt it for recipients: hostwright secrets rotate',
    known: async () => [],
    ask: sources.ask,
    open: (text, passphrase) => decryptAge(text, { kind: 'passphrase', passphrase }),
  });
  const byVaultPassword = passwordOpener({
    word: 'Vault password',
    advice: 'name a file with --vault-password-file FILE, or run it at a terminal',
    known: sources.vaultPasswords,
    ask: sources.ask,
    open: decryptVault,
  });
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
  if (opening.kind !== 'wrong_key') return openedOr(opening);
  return locked(
    `this is encrypted, and not for an identity in ${file}`,
    'name another file with --identity FILE, or let somebody who can read it add your recipient and run ' +
      'hostwright secrets rotate',
  );
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
