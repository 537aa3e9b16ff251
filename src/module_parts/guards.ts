// What says whether a command still has to run: the guards of command and shell, which are also their probe.

import { posix } from 'node:path';
import { z } from 'zod';
import { change, missing, type Step, type Verdict } from '../change.js';
import { readKeyValues } from '../host_words.js';
import type { Json, JsonObject } from '../json.js';
import type { Output } from '../module.js';
import { quote, quoteAll } from '../shell/quote.js';
import { hostPath } from './params.js';

/** The parameters that command and shell share. */
export const guardParams = {
  creates: hostPath().optional().describe('a path; once something is there, the command does not run'),
  removes: hostPath().optional().describe('a path; once nothing is there, the command does not run'),
  unless: z.string().min(1).optional().describe('read-only sh; the command does not run where it succeeds'),
  only_if: z.string().min(1).optional().describe('read-only sh; the command runs only where it succeeds'),
  chdir: hostPath().optional().describe('the directory to run in, for unless and only_if too'),
  stdin: z.string().optional().describe('text for its standard input, which is empty otherwise'),
};

export interface Guarded {
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
  readonly unless?: string | undefined;
  readonly only_if?: string | undefined;
  readonly chdir?: string | undefined;
  readonly stdin?: string | undefined;
}

/** A command leaves no state, so it has never run; a guard can say that it need not. */
export interface FoundCommand {
  readonly ran: false;
  /** The guard that holds, if one does. */
  readonly held: 'creates' | 'removes' | 'unless' | 'only_if' | null;
  /** Whether the directory to run in is there. */
  readonly place: boolean;
}

/**
 * Asks the guards in turn; the first that holds is the answer. The user's own sh goes through eval in a subshell, so
 * that its mistakes, its `exit` and its output stay its own.
 */
export function probeGuards({ creates, removes, unless, only_if, chdir }: Guarded): string {
  const held = (name: string, condition: string) => `if ${condition}; then echo held=${name}; exit 0; fi`;
  return [
    ...(creates ? [held('creates', there(creates))] : []),
    ...(removes ? [held('removes', `! { ${there(removes)}; }`)] : []),
    ...(chdir ? [`cd ${quote(chdir)} 2>/dev/null || { echo place=no; exit 0; }`] : []),
    ...(unless ? [held('unless', succeeds(unless))] : []),
    ...(only_if ? [held('only_if', `! ${succeeds(only_if)}`)] : []),
  ].join('\n');
}

function there(path: string): string {
  const p = quote(path);
  const folder = quote(posix.dirname(path));
  return `{ [ ! -d ${folder} ] || [ -x ${folder} ] || { printf '%s may not look into %s\\n' "$(id -un)" ${folder} >&2; exit 1; }; } &&
{ [ -e ${p} ] || [ -L ${p} ]; }`;
}

function succeeds(script: string): string {
  return `(eval ${quote(script)}) </dev/null >/dev/null 2>&1`;
}

export function readGuards(output: Output): FoundCommand {
  const said = readKeyValues(output);
  const held = said.get('held') as FoundCommand['held'] | undefined;
  return { ran: false, held: held ?? null, place: said.get('place') !== 'no' };
}

/** What `register` keeps of a command, for the pages of modules. */
export const commandReturns = {
  cmd: 'what was to run: a list of words, of shell a text',
  msg: 'why it failed, or which path of creates or removes let it not run',
  rc: 'its exit code; 2: there is no such program, 13: it may not be run',
  stdout: 'what it printed, without the last line feed',
  stdout_lines: 'the same, as a list of lines',
  stderr: 'what it printed of errors',
  stderr_lines: 'the same, as a list of lines',
};

const unsaid = { stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] };

/** What a command that need not run has said: nothing, and well. Which path is why, is told in the words of Ansible. */
export function resultOfNoRun(cmd: Json, { creates, removes }: Guarded, { held }: FoundCommand): JsonObject {
  const silent = { cmd, rc: 0, ...unsaid };
  if (held === 'creates') return { ...silent, msg: `Did not run command since '${creates}' exists` };
  if (held === 'removes') return { ...silent, msg: `Did not run command since '${removes}' does not exist` };
  return silent;
}

/**
 * Runs a program in place of the shell. Where it cannot start, the code is that of the system, as with Ansible: a shell gives 127
 * and 126, which a program can give as well. What the trap says is gone once the program runs. bash sets no trap for a path.
 */
export function execScript(words: readonly string[]): string {
  return `trap 'case $? in 127) exit 2 ;; 126) exit 13 ;; esac' EXIT\nexec ${quoteAll(words)}`;
}

/**
 * Runs the script, in `chdir` and with `stdin`, unless a guard holds. Its exit code is the judge. Where there is no such folder, there
 * is none, as with Ansible.
 *
 * @param cmd what is to run, as `register` keeps it
 */
export function planCommand(wanted: Guarded, found: FoundCommand, script: string, cmd: Json): Verdict {
  const { chdir, creates, stdin } = wanted;
  if (!found.place) {
    const why = `there is no directory ${chdir} to run in, or it may not be entered`;
    return { ...missing(why), result: { cmd, rc: null, ...unsaid } };
  }
  if (found.held) return null;
  const step: Step = {
    kind: 'sh',
    script: chdir ? `cd ${quote(chdir)} || exit\n${script}` : script,
    ...(creates === undefined ? {} : { makes: [{ kind: 'file', name: creates }] }),
    ...(stdin === undefined ? {} : { input: Buffer.from(stdin, 'utf8') }),
  };
  return change([{ name: 'ran', from: false, to: true }], [step], 'exit');
}
