// Questions are asked at a terminal only: one that `script` makes, and a person who answers.

import { spawn } from 'node:child_process';
import { expect } from 'vitest';

interface Session {
  /** For sh. */
  readonly command: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Questions, or parts of them, with what is typed once each is on the screen; each has to be asked. */
  readonly answers: Readonly<Record<string, string>>;
  /** The exit code. */
  readonly expected?: number;
}

/** @returns all that was on the screen; no answer may be there */
export async function answerAtTerminal({
  command,
  cwd,
  env,
  answers,
  expected = 0,
}: Session): Promise<string> {
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: { ...process.env, ...env } });
  const open = new Map(Object.entries(answers));
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    for (const [question, answer] of open) {
      if (!shown.includes(question)) continue;
      open.delete(question);
      child.stdin.write(`${answer}\r`);
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, unasked: [...open.keys()] }, shown).toEqual({ code: expected, unasked: [] });
  for (const answer of Object.values(answers)) if (answer !== '') expect(shown).not.toContain(answer);
  return shown;
}
