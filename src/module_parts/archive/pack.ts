// The step that packs: tar or zip of the host, into a file beside the archive that takes its place when it is whole.

import { type ShellStep, sh } from '../../change.js';
import { atomicWriteCall, atomicWriteFunctions } from '../../shell/atomic_write.js';
import { isAllowed, through, withDoor } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import { destOf, type Wanted } from './params.js';
import { programs } from './probe.js';
import type { FoundArchive } from './read.js';

/** The names come on standard input: there may be more than a command line holds. */
export function packStep(wanted: Wanted, found: FoundArchive): ShellStep {
  const path = destOf(wanted);
  const unsafe = isAllowed(wanted.unsafe_path);
  const content = `hw_content() { ${found.isArchive ? packing(wanted, found) : compressing(wanted)}; }
hw_no_content='it could not be packed whole: what is packed cannot be read, or changed meanwhile'`;
  const call = atomicWriteCall({ ...wanted, bytes: 'any' }, '"$hw_random"');
  const script = withDoor(
    [...atomicWriteFunctions, content],
    `hw_random=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
${through({ path, at: 'follow', unsafe }, call)}`,
  );
  const end = wanted.format === 'zip' ? '\n' : '\0';
  const input = Buffer.from(found.isArchive ? found.sources.map(({ name }) => `${name}${end}`).join('') : '');
  return { ...sh(script, [path]), follow: true, unsafe, input };
}

function compressing({ path, format }: Wanted): string {
  return `${programs[format]} -c <${quote(path[0] ?? '')}`;
}

/** sh has no pipefail: what fails on either side of the pipe says a word on a way of its own. */
function packing({ format }: Wanted, { root }: FoundArchive): string {
  if (format === 'zip') return `(cd ${quote(root)} && LC_ALL=C.UTF-8 zip -q - -@)`;
  const tar = `tar -c --format=gnu --no-recursion -C ${quote(root)} --null -T - -f -`;
  if (format === 'tar') return tar;
  return `{ hw_bad=$({ { ${tar} || echo bad >&4; } | ${programs[format]} -c >&3 || echo bad >&4; } 4>&1); } 3>&1 && [ -z "$hw_bad" ]`;
}
