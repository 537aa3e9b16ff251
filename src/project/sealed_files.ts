// Files that tasks send to hosts and that are encrypted on this machine: opened before the run, because that may ask a
// person, and only those that a host of the run may be sent.

import type { RunOptions } from '../engine/run_options.js';
import { HostVariables } from '../engine/variables/host_variables.js';
import { futureVariables, playLevels } from '../engine/variables/levels.js';
import { Alike, forAllAlike } from '../expression/alike.js';
import { contentOf, type Files } from '../files/files.js';
import { partsOf, tasksIn } from '../playbook/parts_of.js';
import { sourceOf } from '../playbook/source_of.js';
import { type Source, sourcesOf } from '../playbook/sources.js';
import { fail, ProblemError } from '../problem.js';
import type { Opened, Opener } from '../secrets/opened.js';
import { sealOf } from '../secrets/seal.js';

type Given = Pick<RunOptions, 'playbook' | 'hostsOf' | 'modules' | 'files' | 'given'>;

/** The same files, of which the encrypted ones are opened where their content is asked for. */
export async function withSealedFiles(given: Given, open: Opener): Promise<Files> {
  const { files } = given;
  const opened = new Map<string, Opened>();
  // One after another: the opener asks questions.
  for (const { path, place } of sources(given)) {
    const bytes = readable(() => files.bytes(path, place));
    if (bytes && isSealed(bytes)) opened.set(path, await open(bytes.toString('latin1'), path));
  }
  return {
    ...files,
    content: (path, place) => {
      const bytes = files.bytes(path, place);
      if (!isSealed(bytes)) return contentOf(bytes, path, place, false);
      const content = opened.get(path) ?? notForeseen(path);
      if (content.kind === 'locked') return fail(`${path}: ${content.message}`, place, content.advice);
      return contentOf(content.bytes, path, place, true);
    },
  };
}

/** What cannot be read is told with the other mistakes. */
function readable(read: () => Buffer): Buffer | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function isSealed(bytes: Buffer): boolean {
  return sealOf(bytes.toString('latin1', 0, 100)) !== undefined;
}

/** Its name hangs on a fact or a result, or `{{file}}` reads it. */
function notForeseen(path: string): Opened {
  return {
    kind: 'locked',
    message: 'this is encrypted, and nothing told before the run that it is needed',
    advice: `name ${path} under src of a task, without facts and results; {{file}} opens nothing`,
  };
}

/** Each once. */
function sources(given: Given): Iterable<Source> {
  const found = new Map<string, Source>();
  const { playbook, modules, files } = given;
  const promises = futureVariables(playbook, modules);
  for (const play of playbook.plays) {
    const tasks = tasksIn(partsOf(play)).flatMap((task) => {
      const module = modules.get(task.module);
      return module && sourceOf(module, task.params) ? [{ task, module }] : [];
    });
    if (tasks.length === 0) continue;
    const levels = playLevels(
      play,
      given.hostsOf(play).map(({ name }) => name),
    );
    const scopes = new Alike(
      given.hostsOf(play).map((host) => new HostVariables({ promises, ...given.given(host) }).scope(levels)),
    );
    for (const { task, module } of tasks)
      for (const source of forAllAlike(scopes, (scope) => sourcesOf(task, module, scope, { files })).flat())
        found.set(source.path, source);
  }
  return found.values();
}
