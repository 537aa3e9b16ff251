// Somebody who tries a public port all the time: whatever is published, for however short a moment, is noticed.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Watcher {
  /** Ends it. How often it tried, and how often somebody let it in. */
  stop(): Promise<{ readonly tries: number; readonly entries: number }>;
}

/** Tries again a moment after each answer. */
export function watchPort(host: string, port: number): Watcher {
  let watching = true;
  let tries = 0;
  let entries = 0;
  const watch = async () => {
    while (watching) {
      tries += 1;
      if (await letsIn(host, port)) entries += 1;
      await sleep(5);
    }
  };
  const watched = watch();
  return {
    stop: async () => {
      watching = false;
      await watched;
      return { tries, entries };
    },
  };
}

export function letsIn(host: string, port: number, milliseconds = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: milliseconds });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
