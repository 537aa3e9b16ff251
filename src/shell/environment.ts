// The environment variables of a task, set in front of its sh.

import type { Environment } from '../connection.js';
import { quote } from './quote.js';

/** Steps and looks have a subshell each, so what is set here reaches nothing else. */
export function withEnvironment(environment: Environment, script: string): string {
  const variables = Object.entries(environment);
  if (variables.length === 0) return script;
  return `export ${variables.map(([name, value]) => `${name}=${quote(value)}`).join(' ')}\n${script}`;
}

/** As above for a probe, whose words are read: it speaks the language that it is read in, whatever the task's own is. */
export function lookWithEnvironment(environment: Environment, script: string): string {
  return withEnvironment('LC_ALL' in environment ? { ...environment, LC_ALL: 'C' } : environment, script);
}
