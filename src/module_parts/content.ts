// A file with this content: what copy and template share. They differ only in where the content comes from.

import { z } from 'zod';
import { change, type Field, type Missing, missing, type Verdict } from '../change.js';
import { sha256Of } from '../digest.js';
import { readKeyValues } from '../host_words.js';
import type { AskedPath, Output } from '../module.js';
import { hashPath } from '../shell/shared_stat.js';
import { type Attributes, attributeParams, differingAttributes, missingAccount } from './attributes.js';
import { type Acceptance, attributesStep, putStep, writeParams } from './file_steps.js';
import { flag, hostPath, unsafePath } from './params.js';
import { blockerToWrite, tellLink } from './path_blocker.js';
import { shownText, textLimit } from './shown_text.js';
import { readStat, type Stat, statScript } from './stat.js';
import { settled } from './symbolic_mode.js';

/** The parameters that both have. */
export const contentParams = {
  dest: hostPath().describe('the file on the host, or with / behind the folder that it goes into'),
  ...attributeParams,
  mode: attributeParams.mode.describe(
    'permission bits, such as "0644", or changes of them, such as u=rw,go=rX; an old file keeps its own, a new one gets 0644',
  ),
  follow: flag()
    .default(false)
    .describe(
      'false: a symbolic link at dest is replaced; true: it stays, and the file it leads to is written',
    ),
  force: flag()
    .default(true)
    .describe('false: what stands at dest is left as it is; the file is made where there is nothing'),
  ...writeParams,
  unsafe_path: unsafePath(),
};

/** Bytes that the engine brings: they cannot be written in a playbook. */
export function bytes() {
  return z.instanceof(Uint8Array);
}

export interface WantedContent extends Attributes, Acceptance {
  readonly dest: string;
  readonly follow: boolean;
  readonly force: boolean;
  readonly unsafe_path?: 'refuse' | 'allow';
  readonly content?: Uint8Array | string | undefined;
}

export interface FoundContent extends Stat {
  /** `sha256:` and 64 hexadecimal digits, or `link to TARGET`; null where there is neither a file nor a link. */
  readonly content: string | null;
  /** The old text, where it differs and may be shown. */
  readonly text: string | undefined;
}

/** The old text is fetched only where it differs from what is wanted and may be shown to whoever reads the report. */
export function probeContent(wanted: WantedContent): string {
  const { dest, follow, owner, group, mode } = wanted;
  const { hash, text } = contentOf(wanted);
  const look = statScript({ path: dest, follow, owner, group, mode }, `[ "$h" != ${hash} ]`, hashFile);
  return `${look}
[ -z "$h" ] || ${text === undefined ? ':' : `{ ${printText(hash)}; }`}`;
}

const hashFile = `h=
if [ -f "$p" ] && [ ! -L "$p" ]; then
  [ -r "$p" ] || { printf '%s may not read %s\\n' "$(id -un)" "$p" >&2; exit 1; }
  ${hashPath}
  echo "sha256=$h"
fi`;

export function askAboutContent({ dest }: WantedContent): readonly AskedPath[] {
  return [{ path: dest, content: true }];
}

/** `????------` is a line of `ls` that gives nobody but the owner a right. The text comes last: see readKeyValues. */
function printText(wantedHash: string): string {
  return `[ "$h" = ${wantedHash} ] || case $l in
    ????------*) ;;
    *) if [ "$(($(wc -c < "$p")))" -le ${textLimit} ] && ! grep -q 'PRIVATE KEY-----' "$p"; then
         echo text=; cat "$p"
       fi ;;
  esac`;
}

export function readContent(output: Output): FoundContent {
  const { stdout } = output;
  const at = stdout.indexOf(textMark);
  const head = at < 0 ? stdout : stdout.subarray(0, at);
  const printed = { ...output, stdout: head };
  const said = readKeyValues(printed);
  const hash = said.get('sha256');
  const standing = readStat(printed, said);
  const link = standing.target === null ? null : `link to ${standing.target}`;
  return {
    ...standing,
    content: hash === undefined ? link : `sha256:${hash}`,
    text: at < 0 ? undefined : shownText(stdout.subarray(at + textMark.length)),
  };
}

const textMark = '\ntext=\n';

export function planContent(given: WantedContent, found: FoundContent): Verdict {
  if (!given.force && found.kind !== 'nothing' && found.kind !== 'directory') return null;
  const wanted = settled(given, found);
  if (wanted !== given) contents.set(wanted, contentOf(given));
  const blocked = inTheWay(wanted, found) ?? missingAccount(wanted, found);
  if (blocked) return blocked;
  const attributes = differingAttributes(wanted, found);
  const after = contentOf(wanted);
  const content = differingContent(after, found);
  if (!content && attributes.length === 0) return null;
  const fields = tellLink(content ? [content, ...attributes] : attributes, wanted.dest, found);
  const blocker = blockerToWrite(wanted, found, content !== undefined);
  if (blocker) return { ...blocker, fields };
  const target = { ...wanted, path: wanted.dest };
  return change(fields, [content ? putStep(target, after.bytes) : attributesStep(target)]);
}

function inTheWay({ dest }: WantedContent, { kind }: FoundContent): Missing | undefined {
  if (kind === 'directory') return missing(`${dest} is a directory`, `name the file in it that is meant`);
  if (kind === 'other') return missing(`${dest} is a device, socket or pipe`, `name another dest`);
  return undefined;
}

function differingContent({ hash, text }: Content, found: FoundContent): Field | undefined {
  const to = `sha256:${hash}`;
  if (found.content === to) return undefined;
  const before = found.kind === 'nothing' ? '' : found.text;
  const field = { name: 'content', from: found.content, to, ...noteOf(found.target) };
  return before === undefined || text === undefined ? field : { ...field, texts: { before, after: text } };
}

function noteOf(target: string | null): Pick<Field, 'note'> {
  return target === null ? {} : { note: `replaces the link to ${target}; follow: true keeps it` };
}

interface Content {
  readonly bytes: Uint8Array;
  /** SHA-256, in hexadecimal digits. */
  readonly hash: string;
  /** Where it may be shown. What is to be private is not, and what it replaces is not shown either. */
  readonly text: string | undefined;
}

/** Of what was wanted: a probe, a plan and a check after the change read it. All hosts share a large file (src/files/shared.ts), and so its hash. */
const contents = new WeakMap<WantedContent, Content>();

function contentOf(wanted: WantedContent): Content {
  const { content = '', mode } = wanted;
  const known = contents.get(wanted);
  if (known) return known;
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const made = { bytes, hash: sha256Of(bytes), text: shownText(bytes, mode) };
  contents.set(wanted, made);
  return made;
}
