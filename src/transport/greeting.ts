// What a server says before its version (RFC 4253, section 4.2): sshd says there why it refuses every login.

import type { Duplex } from 'node:stream';

/** Characters that are kept. */
const LIMIT = 1024;

/** Listens until the version comes. @returns what was said so far */
export function listenToGreeting(socket: Duplex): () => string {
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString('latin1')).slice(0, LIMIT);
    if (/^SSH-/m.test(said) || said.length === LIMIT) socket.off('data', hear);
  };
  socket.on('data', hear);
  return () => said.replace(/^SSH-[\s\S]*/m, '');
}
