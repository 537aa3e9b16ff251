// `hostwright secrets init`: an identity for this person, named as a recipient of the project in this folder.

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { requireTrusted } from '../../files/trusted.js';
import type { KeyOptions } from '../../options/keys.js';
import { fail } from '../../problem.js';
import { identityFile, readIdentityFile } from '../../project/keys.js';
import { recipientOf } from '../../secrets/age.js';
import { newIdentityFile } from '../../secrets/identity.js';
import { recipientsName } from './recipients.js';

/** What is there is never overwritten: an identity that is gone takes all its secrets along. */
export async function initSecrets(options: KeyOptions): Promise<void> {
  const file = identityFile(options);
  const wasThere = existsSync(file);
  const recipient = wasThere ? await recipientIn(file) : await makeIdentityFile(file);
  say(
    wasThere ? `${file} is your identity already.` : `${file} is your identity. Keep a copy in a safe place.`,
  );
  requireTrusted(recipientsName);
  const known = existsSync(recipientsName) ? readFileSync(recipientsName, 'utf8') : '';
  if (!known.split('\n').some((line) => line.trim() === recipient)) {
    mkdirSync(dirname(recipientsName), { recursive: true });
    appendFileSync(recipientsName, `${known === '' || known.endsWith('\n') ? '' : '\n'}${recipient}\n`);
    say(
      known === ''
        ? `${recipientsName} names you as the recipient of this project's secrets.`
        : `${recipientsName} has a new recipient; let somebody who can read them rotate the secrets.`,
    );
  }
  say(recipient);
}

async function makeIdentityFile(file: string): Promise<string> {
  const { text, recipient } = await newIdentityFile(new Date());
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    fail(`cannot write ${file}: ${(error as Error).message}`);
  }
  return recipient;
}

async function recipientIn(file: string): Promise<string> {
  const { identities } = await readIdentityFile(file);
  return recipientOf(identities[0] ?? '');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
