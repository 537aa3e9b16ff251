// The same tasks done by us and by Ansible's own modules, each in a folder of its own that was made in the same way.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output, StateModule } from '../../../src/module.js';
import { modulesByName } from '../../../src/modules/index.js';
import { snippetOf } from '../../../src/shell/step.js';
import { runAction } from '../ask_module.js';
import { runLocally } from '../local_shell.js';

/** `@` in texts is the folder of the case. */
export interface Case {
  /** Ansible's: `ansible.modules.file`; ours is the last part. */
  readonly module: string;
  /** sh that makes what is there before. */
  readonly before: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly failed: boolean;
  readonly changed: boolean;
  /** What is left in the folder. */
  readonly left: string;
  readonly result: Readonly<Record<string, unknown>>;
}

export interface Judged {
  readonly case: Case;
  readonly ours: Answer;
  readonly theirs: Answer;
  /** Each, in the folder that the other has left. */
  readonly oursAgain: Answer;
  readonly theirsAgain: Answer;
}

/** @param path PYTHONPATH */
export async function judge(cases: readonly Case[], path: string): Promise<readonly Judged[]> {
  const base = mkdtempSync(`${tmpdir()}/hostwright-judge-`);
  chmodSync(base, 0o755);
  try {
    const folders = (whose: string) => cases.map((_, at) => `${base}/${whose}/${at}`);
    const [ours, theirs] = [folders('a'), folders('b')];
    cases.forEach(({ before }, at) => {
      for (const folder of [ours[at] ?? '', theirs[at] ?? '']) prepare(folder, before);
    });
    const byUs = await each(cases, ours);
    const byThem = askAnsible(cases, theirs, path);
    const usAgain = await each(cases, theirs);
    const themAgain = askAnsible(cases, ours, path);
    return cases.map((one, at) => ({
      case: one,
      ours: byUs[at] ?? nothing,
      theirs: byThem[at] ?? nothing,
      oursAgain: usAgain[at] ?? nothing,
      theirsAgain: themAgain[at] ?? nothing,
    }));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

const nothing: Answer = { failed: true, changed: false, left: '', result: {} };

function prepare(folder: string, before: string): void {
  mkdirSync(folder, { recursive: true });
  const said = runLocally(['dash'], `cd ${folder} || exit 1; umask 022\n${before.replaceAll('@', folder)}`);
  if (said.code !== 0) throw new Error(`${before}: ${said.stderr}`);
}

function argsIn(folder: string, args: Case['args']): Record<string, unknown> {
  return JSON.parse(JSON.stringify(args).replaceAll('@', folder)) as Record<string, unknown>;
}

/** Where links lead is told without the folder. */
function leftIn(folder: string): string {
  const look = `cd ${folder} && find . ! -name . -printf '%P %y %m %U %G %l\\n' | sort; find . -type f -exec sha256sum {} + | sort -k 2`;
  return runLocally(['dash'], look).stdout.toString().replaceAll(folder, '@');
}

function askAnsible(cases: readonly Case[], folders: readonly string[], path: string): readonly Answer[] {
  const input = JSON.stringify(
    cases.map(({ module, args }, at) => ({ module, args: argsIn(folders[at] ?? '', args) })),
  );
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { input, env, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const said = execFileSync('/usr/bin/python3', [join(import.meta.dirname, 'answers.py')], options);
  const answers = JSON.parse(said) as readonly Omit<Answer, 'left'>[];
  return answers.map((answer, at) => answered(answer, folders[at] ?? ''));
}

async function each(cases: readonly Case[], folders: readonly string[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const [at, { module, args }] of cases.entries()) {
    const folder = folders[at] ?? '';
    answers.push(answered(await act(module.split('.').pop() ?? '', argsIn(folder, args)), folder));
  }
  return answers;
}

type Done = Omit<Answer, 'left'>;

function answered({ result, ...done }: Done, folder: string): Answer {
  const words = JSON.parse(JSON.stringify(result).replaceAll(folder, '@')) as Answer['result'];
  return { ...done, result: words, left: leftIn(folder) };
}

function failure(why: string): Done {
  return { failed: true, changed: false, result: { msg: why } };
}

async function act(name: string, given: Record<string, unknown>): Promise<Done> {
  const module = modulesByName.get(name);
  if (!module) throw new Error(`there is no module ${name}`);
  const args = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [module.aliases?.[key] ?? key, value]),
  );
  const parsed = module.params.safeParse(args);
  if (!parsed.success) return failure(parsed.error.message);
  if (module.kind === 'action') {
    const seen = module.probe ? look(module.probe(parsed.data)) : undefined;
    if (seen && seen.code !== 0) return failure(seen.stderr.toString());
    const { failed = false, message = '', result = {} } = await runAction(name, args, { seen });
    return { failed, changed: false, result: { ...result, ...(failed && { msg: message }) } };
  }
  return bringAbout(module, parsed.data);
}

function bringAbout(module: StateModule<unknown>, wanted: unknown): Done {
  const find = () => {
    const seen = look(module.probe(wanted));
    return seen.code === 0 ? { found: module.read(seen, wanted) } : { why: seen.stderr.toString() };
  };
  const before = find();
  if (before.why !== undefined) return failure(before.why);
  const verdict = module.plan(wanted, before.found);
  if (verdict?.kind === 'missing') return failure(verdict.why);
  for (const step of verdict?.steps ?? []) {
    const { script, input } = snippetOf(step);
    const done = runLocally(['dash'], script, input);
    if (done.code !== 0) return failure(done.stderr.toString());
  }
  const after = verdict === null ? before : find();
  if (after.why !== undefined) return failure(after.why);
  if (verdict && verdict.judge !== 'exit' && module.plan(wanted, after.found) !== null)
    return failure('it is not as wanted afterwards');
  return { failed: false, changed: verdict !== null, result: module.result?.(wanted, after.found) ?? {} };
}

function look(script: string): Output {
  return runLocally(['dash'], script);
}

/** Whether both say the same and leave the same, and each finds the other's folder in order, or both never do. */
export function differences({ ours, theirs, oursAgain, theirsAgain }: Judged): readonly string[] {
  if (theirs.failed || ours.failed) return theirs.failed && ours.failed ? [] : ['failed'];
  const isNever = oursAgain.changed && theirsAgain.changed;
  return [
    ...(ours.changed === theirs.changed ? [] : ['changed']),
    ...(ours.left === theirs.left ? [] : ['left']),
    ...(learned(ours) === learned(theirs) ? [] : ['result']),
    ...(!isNever && (oursAgain.changed || oursAgain.failed) ? ['we, in theirs'] : []),
    ...(!isNever && (theirsAgain.changed || theirsAgain.failed) ? ['they, in ours'] : []),
  ];
}

/** What modules that only ask say, but for what differs between two files that are equal. */
function learned({ result: { files, matched, content, encoding } }: Answer): string {
  const own = ['inode', 'dev', 'atime', 'mtime', 'ctime'];
  const shown = (files as readonly Record<string, unknown>[] | undefined)?.map((file) =>
    JSON.stringify(
      Object.entries(file)
        .filter(([name]) => !own.includes(name))
        .sort(),
    ),
  );
  return JSON.stringify([shown?.sort(), matched, content, encoding]);
}

/** For people, one case. */
export function told({ case: { before, args }, ours, theirs }: Judged): string {
  const one = ({ changed, failed, left, result }: Answer) =>
    [
      failed ? `failed: ${JSON.stringify(result.msg)}` : changed ? 'changed' : 'ok',
      left.replaceAll('\n', ' | '),
      learned({ changed, failed, left, result }),
    ].join(' ');
  return `${before}\n${JSON.stringify(args)}\nours: ${one(ours)}\ntheirs: ${one(theirs)}`;
}
