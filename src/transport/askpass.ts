// How the ssh of this machine is handed the password to log in with (docs/decisions/ssh-clients.md). It starts a program
// of ours for its questions (ssh(1), SSH_ASKPASS). That program passes on what comes over the standard input that ssh has
// from us.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/**
 * Asks us by a line on standard error. The ssh of a ProxyCommand has the same environment, and asks for another host:
 * it is another process, and gets nothing. `head` reads the password, so that no shell holds it.
 */
const SCRIPT = `#!/bin/sh
[ "$PPID" = "$HOSTWRIGHT_SSH" ] || exit 1
case \${SSH_ASKPASS_PROMPT-}:$1 in
:'Enter passphrase for '* | :'Enter PIN '*) exit 1 ;;
:*) ;;
*) exit 1 ;;
esac
printf '\\n%s %s\\n' "$HOSTWRIGHT_MARK" "$(printf %s "$1" | tr -d '\\000-\\037\\177')" >&2
exec head -n 1
`;

/** @param file in a folder that its owner alone may enter */
export function writeAskpass(file: string): void {
  writeFileSync(file, SCRIPT, { mode: 0o700 });
}

export interface AskpassRun {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /**
   * What a line on standard error begins with that is a question. It cannot be guessed, so no banner of a host is one.
   */
  readonly mark: string;
}

/** ssh, which puts its questions to the program. The shell becomes ssh, so its number is that of ssh. */
export function askpassRun(file: string, args: readonly string[]): AskpassRun {
  const mark = `hostwright-asks-${randomBytes(16).toString('hex')}`;
  return {
    command: ['sh', '-c', 'export HOSTWRIGHT_SSH=$$; exec ssh "$@"', 'sh', ...args],
    env: {
      ...process.env,
      SSH_ASKPASS: file,
      SSH_ASKPASS_REQUIRE: 'force',
      SSH_ASKPASS_PROMPT: '',
      HOSTWRIGHT_MARK: mark,
    },
    mark,
  };
}
