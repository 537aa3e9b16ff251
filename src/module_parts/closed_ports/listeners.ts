// What `ss -Hltnp` says of who listens where. Pure.

import { countOf } from '../../host_words.js';

export interface Listener {
  readonly port: number;
  /** As ss has it: `127.0.0.1`, `[::1]`, `0.0.0.0`, `*`, `[::]`, `127.0.0.53%lo`. */
  readonly address: string;
  /** undefined: it is told to root only. */
  readonly program: string | undefined;
}

/** Lines such as `LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=1,fd=6))`; others are none. */
export function readListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, address, port, users = ''] = /^LISTEN +\d+ +\d+ +(\S+):(\d+) +\S+ *(.*)$/.exec(line) ?? [];
    const number = countOf(port);
    if (address === undefined || number === undefined) return [];
    return [{ port: number, address, program: /^users:\(\("([^"]*)"/.exec(users)?.[1] }];
  });
}

/** Only programs of the host itself get there. */
export function isLoopback({ address }: Listener): boolean {
  return /^(127\.|\[?::1\]?(%|$)|\[::ffff:127\.)/.test(address);
}

/** It listens on all addresses that the host has. */
export function isForEverybody({ address }: Listener): boolean {
  return ['*', '0.0.0.0', '[::]'].includes(address);
}
