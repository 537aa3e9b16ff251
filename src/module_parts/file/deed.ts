// One thing done at the path of a task of file, through the door.

import type { ShellStep } from '../../change.js';
import { atDoor, isAllowed, type Way } from '../../shell/door/door.js';
import { fileDeeds } from '../../shell/door/file_deeds.js';
import type { Wanted } from './params.js';

export function deed(
  { path, unsafe_path }: Wanted,
  at: Way['at'],
  call: string,
  where: Pick<ShellStep, 'touches' | 'follow' | 'removes'>,
): ShellStep {
  const unsafe = isAllowed(unsafe_path);
  return { kind: 'sh', script: atDoor({ path, at, unsafe }, fileDeeds, call), ...where, unsafe };
}
