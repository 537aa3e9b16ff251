// Real hosts for a test file: a lab of its own, up before its tests and down after them.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Lab, type LabHostWish, labDown, labUnavailable, labUp } from '../../src/lab/index.js';

/**
 * What Apache and certbot bring along, as most cloud images have it: for hosts on which installing is not what is tested,
 * and would be the longest part.
 */
export const libraries = ['perl', 'ssl-cert', 'media-types', 'python3-certbot'];

/**
 * Call at the top of a describe block or of a file; the answer is for use inside its tests.
 * @param packages that all of them have from the start; they are bare without
 */
export function useLab(wishes: readonly LabHostWish[], packages: readonly string[] = []): () => Lab {
  const hosts = wishes.map((wish) => ({ packages, ...wish }));
  let lab: Lab | undefined;
  needLab();
  beforeAll(async () => {
    if (labUnavailable() !== undefined) return;
    lab = await labUp({ name: uniqueName(), hosts, folder: temporaryFolder(), say: () => undefined });
  });
  afterAll(async () => {
    if (lab !== undefined) await labDown({ name: lab.name, say: () => undefined });
  });
  return () => {
    if (lab === undefined) throw new Error('the lab is up only while tests run');
    return lab;
  };
}

/** Where no lab can run the tests are skipped, with one line that says why; with CI=true they fail instead. */
export function needLab(): void {
  const unavailable = labUnavailable();
  if (unavailable === undefined) return;
  beforeAll(() => {
    if (process.env.CI === 'true') throw new Error(unavailable);
    console.warn(`skipped: ${unavailable}`);
  });
  beforeEach((context) => context.skip(unavailable));
}

/** For a lab's files; goes with the lab. */
export function temporaryFolder(): string {
  return mkdtempSync(`${tmpdir()}/hostwright-lab-`);
}

let count = 0;

/** The process and a count: test files may run side by side, each with several labs. */
export function uniqueName(): string {
  count += 1;
  return `test-${process.pid}-${count}`;
}
