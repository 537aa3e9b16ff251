import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest_first.js';

// Two projects: `unit` is quick and touches nothing but this machine's own shell and folders of its own; `lab` runs on real
// throwaway Debian hosts (root needed), after it. Three files at a time, each with labs of its own: four are hardly faster.
// A third, `long`, is what test/long.ts lists; `npm test` leaves it out.
const onlyLong = 'test/**/*.long.test.ts';

// Who asks for another order gets it: `npx vitest run --sequence.shuffle.files`.
const inAnyOrder = process.argv.some((word) => word.startsWith('--sequence'));

export default defineConfig({
  test: {
    globalSetup: ['test/setup/global.ts'],
    sequence: inAnyOrder ? {} : { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', onlyLong, '**/node_modules/**'],
          maxWorkers: 3,
          // A process for each worker, not for each file: a third of the time was starting and reading.
          isolate: false,
          // So that a hang is found, not a busy machine.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          exclude: [onlyLong, '**/node_modules/**'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'long',
          include: [onlyLong],
          exclude: ['**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
