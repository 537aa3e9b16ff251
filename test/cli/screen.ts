// A person at a terminal: the program runs on a pseudo-terminal that `script` makes, and what it draws is read from a real
// terminal emulator, as lines of text.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { expect } from 'vitest';

export const keys = { enter: '\r', down: '\x1b[B', up: '\x1b[A', escape: '\x1b', interrupt: '\x03' } as const;

export interface Screen {
  /** Waits until a text is on the screen, and it rests. Of what was there at the last `type`, only what is drawn anew counts. */
  shows(text: string | RegExp): Promise<string>;
  /** What is seen now, and what has scrolled away above it; without spaces at the ends of lines. */
  text(): string;
  /** The rows that are seen now. */
  view(): string;
  /** Lines that the terminal had to break, because they are wider than it. */
  broken(): readonly string[];
  /** What was drawn, with its control sequences. */
  raw(): string;
  type(text: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  /** Ends a program that nobody answers any more. */
  close(): Promise<void>;
}

export interface ScreenWish {
  /** For sh. */
  readonly command: string;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
}

/** Milliseconds for the slowest step of a conversation: packages are installed in it. */
const patience = 120_000;

export function openScreen({ command, cwd, env, columns = 80, rows = 24 }: ScreenWish): Screen {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-screen-'));
  const named = join(folder, 'tty');
  const line = `tty >'${named}'; stty columns ${columns} rows ${rows}; exec ${command}`;
  const { FORCE_COLOR: _, NO_COLOR: __, ...own } = process.env;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: { ...own, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  let raw = '';
  let drawn = '';
  let last = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    drawn += text;
    last = Date.now();
    terminal.write(text);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve)).finally(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const lines = () => {
    const { active } = terminal.buffer;
    return Array.from({ length: active.length }, (_, at) => {
      const line = active.getLine(at);
      return { text: line?.translateToString(true) ?? '', isRest: line?.isWrapped ?? false };
    });
  };
  const textFrom = (row: number) =>
    lines()
      .slice(row)
      .map(({ text }) => text)
      .join('\n')
      .trimEnd();
  const text = () => textFrom(0);
  // A terminal's own control sequences stand between words that are read as one.
  const plain = (shown: string) => shown.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r?\n/g, '\n');
  return {
    text,
    view: () => textFrom(terminal.buffer.active.baseY),
    broken: () => lines().flatMap(({ text: rest, isRest }) => (isRest ? [rest] : [])),
    raw: () => raw,
    ended,
    type: (typed) => {
      drawn = '';
      child.stdin.write(typed);
    },
    shows: async (wanted) => {
      const isThere = () =>
        typeof wanted === 'string' ? plain(drawn).includes(wanted) : wanted.test(plain(drawn));
      const until = Date.now() + patience;
      while (!(isThere() && Date.now() - last > 100)) {
        if (isOver && !isThere()) expect.fail(`it ended without showing ${wanted}:\n${text()}`);
        if (isOver) break;
        if (Date.now() > until) expect.fail(`it never showed ${wanted}:\n${text()}`);
        await sleep(20);
      }
      return text();
    },
    resize: async (width, height) => {
      await expect.poll(() => existsSync(named)).toBe(true);
      drawn = '';
      terminal.resize(width, height);
      const device = readFileSync(named, 'utf8').trim();
      execFileSync('stty', ['-F', device, 'columns', String(width), 'rows', String(height)]);
    },
    close: async () => {
      if (!isOver) child.kill('SIGKILL');
      await ended;
    },
  };
}
