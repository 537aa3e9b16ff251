// A file whose text is edited in part: what lineinfile, blockinfile and replace share. What they do not mean stays byte for byte.

import { change, type Field, type Missing, missing, type Verdict } from '../../change.js';
import { sha256Of } from '../../digest.js';
import type { AskedPath, Output } from '../../module.js';
import { type Attributes, attributeParams, differingAttributes, missingAccount } from '../attributes.js';
import { type Acceptance, attributesStep, putStep, writeParams } from '../file_steps.js';
import { flag, hostPath, unsafePath } from '../params.js';
import { blockerToWrite, tellLink } from '../path_blocker.js';
import { isPrivateMode, shownText } from '../shown_text.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { settled } from '../symbolic_mode.js';
import { PatternError } from './pattern_escapes.js';
import { within } from './within.js';

/** Bytes: a larger file is not edited. */
const LARGEST = 4 * 1024 * 1024;

/** Milliseconds that a regular expression may take for the text of a host. */
const PATIENCE = 1_000;

/** The parameter that comes first. */
export const editedPath = hostPath().describe('the file on the host; a symbolic link there is followed');

/** The parameters that all have behind their own. */
export const editedParams = {
  ...attributeParams,
  ...writeParams,
  unsafe_path: unsafePath(),
};

/** Of those that can make a file. */
export const createParam = flag().default(false).describe('true: a file that is not there is made');

/** Ansible's other names for path. */
export const pathAliases = { dest: 'path', destfile: 'path', name: 'path' } as const;

export interface WantedEdit extends Attributes, Acceptance {
  readonly path: string;
  readonly unsafe_path?: 'refuse' | 'allow';
}

export interface FoundFile extends Stat {
  /** null: there is no file. */
  readonly content: Buffer | null;
}

/** What those do that can make a file, where there is none. */
export function bareOf({
  state,
  create,
  path,
}: WantedEdit & { readonly state: 'present' | 'absent'; readonly create: boolean }): Edit['bare'] {
  if (state === 'absent') return 'nothing';
  return create ? 'create' : missing(`there is no ${path}`, 'create: true makes it');
}

/** How one module edits. */
export interface Edit {
  /** The parameter that says what is wanted. */
  readonly parameter: string;
  /** What is done where there is no file: a new one, nothing, or a refusal. */
  readonly bare: 'create' | 'nothing' | Missing;
  /** @throws PatternError @returns the new content, or why there is none */
  edit(content: Buffer): Buffer | Missing;
}

/** Whether the text is to be replaced is decided here, so the host is asked about attributes alone. */
export function probeFile({ path, owner, group, mode }: WantedEdit): string {
  return `${statScript({ path, follow: true, owner, group, mode }, 'false')}
if [ -f "$p" ]; then
  [ -r "$p" ] || { printf '%s may not read %s\\n' "$(id -un)" "$p" >&2; exit 1; }
  [ "$(($(wc -c < "$p")))" -le ${LARGEST} ] || { printf '%s is larger than 4 MiB\\n' "$p" >&2; exit 1; }
  echo text=; cat "$p"
fi`;
}

export function askAboutFile({ path }: WantedEdit): readonly AskedPath[] {
  return [{ path, content: false }];
}

const textMark = '\ntext=\n';

export function readFile(output: Output): FoundFile {
  const at = output.stdout.indexOf(textMark);
  const head = at < 0 ? output.stdout : output.stdout.subarray(0, at);
  const content = at < 0 ? null : output.stdout.subarray(at + textMark.length);
  return { ...readStat({ ...output, stdout: head }), content };
}

export function planEdit(given: WantedEdit, found: FoundFile, { parameter, bare, edit }: Edit): Verdict {
  const wanted = settled(given, found);
  const { path } = wanted;
  if (found.kind === 'directory') return missing(`${path} is a directory`, 'name the file that is meant');
  if (found.kind === 'other') return missing(`${path} is a device, socket or pipe`, 'name another path');
  if (found.content === null && bare !== 'create') return bare === 'nothing' ? null : bare;
  const blocked = missingAccount(wanted, found);
  if (blocked) return blocked;
  const before = found.content ?? Buffer.alloc(0);
  const after = inTime(path, () => edit(before));
  if (!Buffer.isBuffer(after)) return after;
  const isSame = found.content !== null && after.equals(before);
  const attributes = differingAttributes(wanted, found);
  if (isSame && attributes.length === 0) return null;
  const edited = isSame ? [] : [differingText(parameter, { wanted, found, after })];
  const fields = tellLink([...edited, ...attributes], path, found);
  const blocker = blockerToWrite(wanted, found, !isSame);
  if (blocker) return { ...blocker, fields };
  const target = { ...wanted, follow: true };
  const step = isSame ? attributesStep(target) : putStep(target, after);
  // An edit that finds something to do in its own work would not be judged by another look.
  const again = inTime(path, () => edit(after));
  const isStable = Buffer.isBuffer(again) && again.equals(after);
  return change(fields, [step], isStable ? 'probe' : 'exit');
}

function inTime(path: string, edit: () => Buffer | Missing): Buffer | Missing {
  try {
    const done = within(PATIENCE, edit);
    const why = `the regular expression takes more than a second for the text of ${path}`;
    return done ? done.value : missing(why, 'write it without a repetition inside of a repetition');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return missing(`${path} cannot be edited: ${error.message}`, 'correct the regular expression');
  }
}

interface Difference {
  readonly wanted: WantedEdit;
  readonly found: FoundFile;
  readonly after: Buffer;
}

/** What is private is not shown. */
function differingText(name: string, { wanted, found, after }: Difference): Field {
  const isPrivate = isPrivateMode(wanted.mode) || isPrivateMode(found.mode ?? undefined);
  const texts = { before: shownText(found.content ?? Buffer.alloc(0)), after: shownText(after) };
  const field = { name, from: hashOf(found.content), to: hashOf(after) };
  if (isPrivate || texts.before === undefined || texts.after === undefined) return field;
  return { ...field, texts: { before: texts.before, after: texts.after } };
}

/** As reports tell a content. */
export function hashOf(content: Buffer | null): string | null {
  return content && `sha256:${sha256Of(content)}`;
}
