// What an include brings in on one host: decided when its turn comes, item by item where it loops.

import { normalize } from 'node:path/posix';
import type { Variables } from '../../expression/scope.js';
import type { Files } from '../../files/files.js';
import { branchOf } from '../../playbook/include.js';
import type { Branch, Include, Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { inTurn } from '../order/position.js';
import { idle } from '../task/result.js';
import type { TaskOptions } from '../task/run_task.js';
import { finished, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { skipBranches, skipParts } from './skip.js';

/** One thing that is brought in, and what its tasks can read beside all else. */
interface Turn {
  readonly branch: Branch;
  readonly over: Variables;
}

/** As Ansible does it: what is meant is decided for all items, then one after another is brought in. */
export async function walkInclude(
  host: HostRun,
  include: Include,
  walkTask: (options: Pick<TaskOptions, 'settle'>) => Promise<HostEnd>,
  walk: Walk,
): Promise<HostEnd> {
  const turns: Turn[] = [];
  const end = await walkTask({
    settle: (item, result) => {
      if (item.kind !== 'ready' || result.status !== 'ok') return result;
      const turn = turnOf(include, item, host.run.files);
      if ('wrong' in turn) return idle('failed', { message: turn.wrong, advice: turn.advice });
      turns.push(turn);
      return result;
    },
  });
  if (end.kind !== 'finished') return end;
  if (turns.length === 0) await skipBranches(host, include);
  for (const [index, turn] of turns.entries()) {
    const walked = await walkTurn(inTurn(host, include, index), include, turn, walk);
    if (walked.kind !== 'finished') return walked;
  }
  return finished;
}

/** What others bring in is gone past in its place: what is done once for all there is done for this host as well. */
async function walkTurn(host: HostRun, { branches }: Include, turn: Turn, walk: Walk): Promise<HostEnd> {
  let end: HostEnd = finished;
  for (const branch of new Set(branches.values())) {
    if (branch !== turn.branch) await skipParts(host, branch.parts);
    else {
      host.variables.include(branch.variables);
      end = await walk(
        { ...host, included: new Map([...(host.included ?? []), ...turn.over]) },
        branch.parts,
      );
    }
    if (end.kind !== 'finished') break;
  }
  return end;
}

/** @returns words for a name by which there is nothing */
export function turnOf(
  include: Include,
  item: ResolvedReady,
  { isInside }: Pick<Files, 'isInside'>,
): Turn | { readonly wrong: string; readonly advice: string } {
  const { file, name = '' } = item.wanted as { readonly file?: string; readonly name?: string };
  const branch = branchOf(include, file === undefined ? name : normalize(file));
  if ('wrong' in branch) return branch;
  const heard = item.heard.get('file');
  if (heard && branch.file && !isInside(branch.file.path, branch.file.folders)) {
    const wrong = `${include.task.module}: ${heard.what} chose ${branch.file.path}, which is a link out of the folders of the playbook`;
    return { wrong, advice: 'name the file by your own words' };
  }
  return { branch, over: overOf(include.task, item) };
}

function overOf({ loop }: Task, { scope }: ResolvedReady): Variables {
  const names = loop ? [loop.variable, ...(loop.index === undefined ? [] : [loop.index])] : [];
  return new Map(
    names.flatMap((name) => {
      const variable = scope.lookup(name);
      return variable ? [[name, variable] as const] : [];
    }),
  );
}
