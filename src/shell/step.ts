// Turns a step, which is plain data, into the sh that does it.

import { randomBytes } from 'node:crypto';
import type { Step } from '../change.js';
import type { Snippet } from '../connection.js';
import { atomicWriteScript } from './atomic_write.js';
import { jobScript } from './job.js';

/**
 * What to send to the host for a step. Each call names another temporary file.
 *
 * @param act its name: new for each act, and the same whenever it is tried again
 */
export function snippetOf(step: Step, act = randomName()): Snippet {
  switch (step.kind) {
    case 'sh':
      if (step.detached) return { script: jobScript(step.script, act) };
      return step.input ? { script: step.script, input: step.input } : { script: step.script };
    case 'put':
      return { script: atomicWriteScript(step, randomName()), input: step.content };
  }
}

/** 96 random bits as hexadecimal digits. */
export function randomName(): string {
  return randomBytes(12).toString('hex');
}
