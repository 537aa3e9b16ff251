// Turns a step, which is plain data, into the sh that does it.

import { randomBytes } from 'node:crypto';
import type { Step } from '../change.js';
import type { Snippet } from '../connection.js';
import { jobScript } from './job.js';
import { putScript } from './put.js';

/** What to send to the host for a step. Each call names another temporary file. */
export function snippetOf(step: Step): Snippet {
  switch (step.kind) {
    case 'sh':
      if (step.detached) return { script: jobScript(step.script) };
      return step.input ? { script: step.script, input: step.input } : { script: step.script };
    case 'put':
      return { script: putScript(step, randomBytes(12).toString('hex')), input: step.content };
  }
}
