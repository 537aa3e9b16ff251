// The connections of a setup, and what they may have to ask: host keys, passphrases, passwords, each when it is needed.

import type { SetupOptions } from '../options/setup.js';
import { askBecomePassword, askHidden, askLoginPassword, askPassphrase } from '../process/ask.js';
import { visible } from '../report/escape.js';
import type { Report } from '../report/index.js';
import { type Connector, connectTo, type NewHostKey } from '../transport/index.js';
import type { Person } from './person.js';
import type { Speaker } from './speaker.js';

export interface Asker {
  readonly transport: Connector;
  /** From now on a question has this report leave the terminal to it. */
  askBeside(report: Report): void;
  /** How many passwords were asked for so far. */
  passwords(): number;
  /** Throws what a question ended with, Ctrl-C above all: transports make errors of their own of it. */
  rethrow(): void;
}

/** @param person undefined: host keys and passwords are not asked for, but by --ask-pass and --ask-become-pass */
export async function openAsker(
  options: SetupOptions,
  person: Person | undefined,
  speaker: Speaker,
): Promise<Asker> {
  let report: Report | undefined;
  let ended: { readonly error: unknown } | undefined;
  let passwords = 0;
  const asking = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await (report ? report.pause(question) : question());
    } catch (error) {
      ended = { error };
      throw error;
    }
  };
  const askPassword = async (message: string) => {
    const password = await asking(() => askHidden(message));
    passwords += 1;
    return password;
  };
  const loginPassword = options.askPass ? await askLoginPassword() : undefined;
  const becomePassword = options.askBecomePass ? await askBecomePassword(loginPassword) : undefined;
  const transport = connectTo({
    acceptNewHostKeys: options.acceptNewHostKeys ?? false,
    loginPassword,
    becomePassword,
    askPassphrase: (keyFile) => asking(() => askPassphrase(keyFile)),
    tell: (message) => (report ? report.on({ type: 'warning', message }) : speaker.warning(message)),
    ...(person && {
      confirmHostKey: (key) => asking(() => confirmHostKey(key, person)),
      askLoginPassword: (host) => askPassword(`Password to log in to ${visible(host)}:`),
      askBecomePassword: (host) => askPassword(`Password to become root on ${visible(host)} (sudo):`),
    }),
  });
  return {
    transport,
    askBeside: (next) => {
      report = next;
    },
    passwords: () => passwords,
    rethrow: () => {
      if (ended) throw ended.error;
    },
  };
}

async function confirmHostKey({ name, type, fingerprint }: NewHostKey, person: Person): Promise<boolean> {
  await person.forgetTyped();
  const message = `The host key of ${name} is not known:\n  ${type} ${fingerprint}\n  Is it the right one?`;
  return (await person.confirm(message, false)) ?? false;
}
