// The progress report on a real pseudo-terminal, made by script(1).

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openReport } from '../../src/report/index.js';
import { applied } from './events.js';
import { fakeStream } from './streams.js';
import { showOn } from './terminal.js';

const replay = fileURLToPath(new URL('./replay.ts', import.meta.url));

/** Runs the program on a terminal of 80 by 24. `typed` is typed as soon as `when` is seen. */
function runOnTerminal(
  argument: string,
  when?: string,
  typed?: string,
): Promise<{ text: string; code: number | null }> {
  const command = `stty cols 80 rows 24; exec ${process.execPath} --import tsx ${replay} ${argument}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let pending = typed;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (pending === undefined || when === undefined || !text.includes(when)) return;
    child.stdin.write(pending);
    pending = undefined;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ text, code }));
  });
}

async function linesReport(): Promise<string> {
  const output = fakeStream(80);
  const report = openReport('lines', { stdout: output.stream, diff: false, colour: false });
  for (const event of applied) report.on(event);
  await report.close();
  return output.text();
}

it('shows hosts at work, and leaves only the story and a cursor', async () => {
  const { text, code } = await runOnTerminal('whole');
  expect(text).toContain('Install nginx  Unpacking nginx \\x1b[31m(1.22.1-9)');
  const { lines, cursorShown } = showOn(text);
  expect(lines.join('\n')).toBe(await linesReport());
  expect(cursorShown).toBe(true);
  expect(code).toBe(0);
});

it('gives the cursor back when it is interrupted, and lets the signal end the program', async () => {
  const { text, code } = await runOnTerminal('stuck', 'Unpacking', '\u0003');
  expect(showOn(text).cursorShown).toBe(true);
  expect(code).toBe(128 + 2);
});
