// A block of lines at the bottom of a terminal that is drawn over itself, and text that scrolls away above it.

import type { Page } from './page.js';
import type { Sink } from './sink.js';
import { textWidth } from './width.js';

/** DEC private modes: cursor (25), and synchronised output (2026) so that a picture is never seen half drawn. */
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const beginPicture = '\u001b[?2026h';
const endPicture = '\u001b[?2026l';
const eraseBelow = '\u001b[J';
const up = (rows: number) => (rows > 0 ? `\u001b[${rows}A` : '');

export interface Screen {
  /** Writes whole lines for good, and the block anew below them. */
  draw(above: readonly string[], block: readonly string[]): void;
  /** Erases the block and gives the cursor back. */
  close(): void;
}

export function openScreen(sink: Sink, stream: NodeJS.WriteStream, page: Page): Screen {
  let block: readonly string[] = [];
  let restore: (() => void) | undefined;

  const screen: Screen = {
    draw(above, next) {
      if (above.length === 0 && block.length === 0 && next.length === 0) return;
      if (next.length > 0) restore ??= restoreOnExit(stream);
      const erase = `\r${up(heightOf(block, page.columns))}${eraseBelow}`;
      const text = [...above, ...next].map((line) => `${line}\n`).join('');
      const hide = next.length > 0 ? hideCursor : '';
      sink.write(`${beginPicture}${hide}${erase}${text}${endPicture}`);
      block = next;
    },
    close() {
      screen.draw([], []);
      if (restore) sink.write(showCursor);
      restore?.();
      restore = undefined;
    },
  };
  return screen;
}

/** Rows that the block takes now: a terminal that was made narrower has wrapped its lines. */
function heightOf(block: readonly string[], columns: number): number {
  return block.reduce((rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
}

/**
 * The cursor comes back also when the process ends without `close`. A signal that nobody else listens to still ends
 * it; where somebody does, as the command line does for SIGINT, they decide when.
 *
 * @returns takes the listeners away again
 */
function restoreOnExit(stream: NodeJS.WriteStream): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onExit = () => void stream.write(showCursor);
  const onSignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return;
    stream.write(showCursor, () => {
      forget();
      process.kill(process.pid, signal);
    });
  };
  const forget = () => {
    process.removeListener('exit', onExit);
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  process.once('exit', onExit);
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}
