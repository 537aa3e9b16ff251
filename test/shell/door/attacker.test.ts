// The door while somebody swaps what is theirs for links, directories and files. Many more rounds, and the modules:
// npm run test:long -- attacker.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runLocally } from '../../modules/local_shell.js';
import { makeWorld, underAttack, type World } from './attacker.js';
import { roundsAt, runRound } from './rounds.js';

let world: World;
beforeEach(() => {
  world = makeWorld();
});
afterEach(() => world.remove());

describe.runIf(process.getuid?.() === 0)('root, while a user of the host attacks', () => {
  it.each(['home', 'sticky'] as const)('leaves what is outside alone, in %s', async (where) => {
    const before = world.outside();
    const rounds = roundsAt(world[where]);
    await underAttack(world[where], world, async () => {
      for (let turn = 0; turn < 2 * rounds.length; turn += 1)
        runRound(rounds[turn % rounds.length] ?? [], world.state, turn);
    });
    expect(world.outside()).toBe(before);
  });

  it('would lose without the door, so the attack is one', async () => {
    const before = world.outside();
    const naive = `p=${world.home}/f; [ ! -e "$p" ] || chown 65534 "$p"`;
    await underAttack(world.home, world, async () => {
      for (let turn = 0; turn < 3000 && world.outside() === before; turn += 1) runLocally(['sh'], naive);
    });
    expect(world.outside()).not.toBe(before);
  });
});
