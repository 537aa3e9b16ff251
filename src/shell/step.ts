// Turns a step or a probe, which is plain data, into the sh that does it, with the environment of its task.

import { randomBytes } from 'node:crypto';
import type { Step } from '../change.js';
import type { Environment, Snippet } from '../connection.js';
import { atomicWriteScript } from './atomic_write.js';
import { jobScript } from './job.js';
import { quote } from './quote.js';

/**
 * What to send to the host for a step. Each call names another temporary file.
 *
 * @param act its name: new for each act, and the same whenever it is tried again
 */
export function snippetOf(step: Step, act = randomName(), environment: Environment = {}): Snippet {
  const { script, ...snippet } = openSnippetOf(step, act);
  return { ...snippet, script: withEnvironment(environment, script) };
}

function openSnippetOf(step: Step, act: string): Snippet {
  switch (step.kind) {
    case 'sh':
      if (step.detached) return { script: jobScript(step.script, act) };
      return step.input ? { script: step.script, input: step.input } : { script: step.script };
    case 'put':
      return { script: atomicWriteScript(step, randomName()), input: step.content };
  }
}

/** The words of a probe are read: it speaks the language that it is read in, whatever the task's own is. */
export function probeScript(environment: Environment, script: string): string {
  return withEnvironment('LC_ALL' in environment ? { ...environment, LC_ALL: 'C' } : environment, script);
}

/** Steps and probes have a subshell each, so what is set here reaches nothing else. */
function withEnvironment(environment: Environment, script: string): string {
  const variables = Object.entries(environment);
  if (variables.length === 0) return script;
  return `export ${variables.map(([name, value]) => `${name}=${quote(value)}`).join(' ')}\n${script}`;
}

/** 96 random bits as hexadecimal digits. */
export function randomName(): string {
  return randomBytes(12).toString('hex');
}
