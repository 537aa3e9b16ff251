import { defineConfig } from 'vitest/config';

// Two projects: `unit` is quick and touches nothing but this machine's own shell; `lab` runs on real
// throwaway Debian hosts (root needed), one file after another because they share the lab's bridge.
export default defineConfig({
  test: {
    globalSetup: ['test/setup/tools.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
