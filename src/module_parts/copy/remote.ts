// A file of the host copied to another path of it: compared and read there, so that nothing is sent.

import { change, missing, type ShellStep, sh, type Verdict } from '../../change.js';
import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import {
  atomicWriteCall,
  atomicWriteFunctions,
  backupFunction,
  validateFunction,
} from '../../shell/atomic_write.js';
import { isAllowed, through, withDoor } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import { type Attributes, differingAttributes, missingAccount } from '../attributes.js';
import { type Acceptance, attributesStep } from '../file_steps.js';
import { blockerToWrite, tellLink } from '../path_blocker.js';
import { hashOf } from '../path_facts/probe.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { settled } from '../symbolic_mode.js';
import { splitWords } from '../words.js';

export interface WantedCopy extends Attributes, Acceptance {
  readonly src: string;
  readonly dest: string;
  readonly follow: boolean;
  readonly force: boolean;
  readonly unsafe_path?: 'refuse' | 'allow';
}

export interface FoundCopy extends Stat {
  /** Of what is at dest; null: no file is there. */
  readonly content: string | null;
  readonly wanted: string | null;
  readonly source: 'file' | 'directory' | 'nothing' | 'closed';
}

export function probeRemote({ src, dest, follow, owner, group, mode }: WantedCopy): string {
  const first = `hw_want= s=${quote(src)} h=
if [ -d "$s" ]; then echo source=directory
elif [ ! -f "$s" ]; then echo source=nothing
elif [ ! -r "$s" ]; then echo source=closed
else ${hashOf('"$s"', 'sha256')}
hw_want=$h h=; echo source=file; echo "wanted=$hw_want"; fi
if [ -f "$p" ] && [ ! -L "$p" ]; then
[ -r "$p" ] || { printf '%s may not read %s\\n' "$(id -un)" "$p" >&2; exit 1; }
${hashOf('"$p"', 'sha256')}
echo "sha256=$h"
fi`;
  return statScript({ path: dest, follow, owner, group, mode }, '[ "$h" != "$hw_want" ]', first);
}

export function readRemote(output: Output): FoundCopy {
  const said = readKeyValues(output);
  const [hash, wanted] = [said.get('sha256'), said.get('wanted')];
  const standing = readStat(output, said);
  const link = standing.target === null ? null : `link to ${standing.target}`;
  return {
    ...standing,
    content: hash === undefined ? link : `sha256:${hash}`,
    wanted: wanted === undefined ? null : `sha256:${wanted}`,
    source: (said.get('source') ?? 'nothing') as FoundCopy['source'],
  };
}

export function planRemote(given: WantedCopy, found: FoundCopy): Verdict {
  const { src, dest, force } = given;
  if (!force && found.kind !== 'nothing' && found.kind !== 'directory') return null;
  if (found.source === 'nothing')
    return missing(
      `there is no file ${src} on the host`,
      'correct src; for a file here leave remote_src out',
    );
  if (found.source === 'directory')
    return missing(
      `${src} is a directory`,
      'name a file of it; for all of it, pack it with tar and use unarchive',
    );
  if (found.source === 'closed') return missing(`${src} may not be read`, 'add become: true');
  if (found.kind === 'directory')
    return missing(`${dest} is a directory`, 'name the file in it that is meant');
  if (found.kind === 'other') return missing(`${dest} is a device, socket or pipe`, 'name another dest');
  const wanted = settled(given, found);
  const blocked = missingAccount(wanted, found);
  if (blocked) return blocked;
  const attributes = differingAttributes(wanted, found);
  const isThere = found.content === found.wanted;
  if (isThere && attributes.length === 0) return null;
  const content = { name: 'content', from: found.content, to: found.wanted, note: `from ${src} on the host` };
  const fields = tellLink(isThere ? attributes : [content, ...attributes], dest, found);
  const blocker = blockerToWrite(wanted, found, !isThere);
  if (blocker) return { ...blocker, fields };
  return change(fields, [isThere ? attributesStep({ ...wanted, path: dest }) : copyStep(wanted)]);
}

/** It is opened before the door, which may stand aside for the user to whom the way to dest belongs. */
function copyStep(wanted: WantedCopy): ShellStep {
  const { src, dest, follow, unsafe_path, validate, backup } = wanted;
  const unsafe = isAllowed(unsafe_path);
  const words = validate === undefined ? undefined : splitWords(validate);
  const functions = [
    ...atomicWriteFunctions,
    ...(words === undefined ? [] : [validateFunction(words)]),
    ...(backup ? [backupFunction] : []),
  ];
  const call = atomicWriteCall({ ...wanted, bytes: '"$hw_bytes"' }, '"$hw_random"');
  const script = withDoor(
    functions,
    `exec <${quote(src)} || exit 1
hw_bytes=$(($(wc -c <${quote(src)})))
hw_random=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
${through({ path: dest, at: follow ? 'follow' : 'itself', unsafe }, call)}`,
  );
  return { ...sh(script, [dest]), follow, unsafe };
}
