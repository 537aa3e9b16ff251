// Servers that ask for a password and note what they are given.

import { readFileSync } from 'node:fs';
import ssh2, { type AuthContext, type KeyboardAuthContext, type Prompt, type Server } from 'ssh2';

/** Answers one attempt to log in. */
export type Guard = (attempt: AuthContext, log: string[]) => void;

export const takes =
  (...ways: readonly ('password' | 'keyboard-interactive' | 'publickey')[]): Guard =>
  (attempt, log) => {
    log.push(attempt.method === 'password' ? `password ${attempt.password}` : attempt.method);
    if (!ways.some((way) => way === attempt.method)) return attempt.reject([...ways]);
    if (attempt.method === 'password') return settle(attempt, attempt.password === 'sesame', ways);
    if (attempt.method !== 'keyboard-interactive') return attempt.reject([...ways]);
    return ask(attempt, log, [{ prompt: 'Password: ', echo: false }], ([answer]) =>
      settle(attempt, answer === 'sesame', ways),
    );
  };

export function ask(
  attempt: KeyboardAuthContext,
  log: string[],
  prompts: Prompt[],
  then: (answers: readonly string[]) => void,
): void {
  attempt.prompt(prompts, (answers) => {
    log.push(`answers ${answers.join(' ')}`);
    then(answers);
  });
}

export function settle(attempt: AuthContext, isRight: boolean, ways: readonly string[]): void {
  if (isRight) attempt.accept();
  else attempt.reject([...ways] as never);
}

export async function servePasswords(
  hostKeyFile: string,
  guard: Guard,
): Promise<{ readonly port: number; readonly log: string[]; readonly server: Server }> {
  const log: string[] = [];
  const server = new ssh2.Server({ hostKeys: [readFileSync(hostKeyFile)] }, (client) => {
    client.on('authentication', (attempt) => guard(attempt, log));
    client.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, log, server };
}
