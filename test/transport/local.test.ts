// This machine as a host, through each of its shells.

import { userInfo } from 'node:os';
import { afterAll } from 'vitest';
import { describeConnection } from './conformance.js';
import { connectShell, makeShells } from './shells.js';

const { shells, remove } = makeShells();
afterAll(remove);

for (const shell of shells) {
  describeConnection(`local, ${shell.name}`, () => ({
    connect: async () => connectShell(shell),
    identity: { kind: 'login' },
    user: userInfo().username,
  }));
}
