// The limits of a play, filled in before any of its hosts has its turn.

import type { Host } from '../inventory/inventory.js';
import { type BatchLimits, batchLimitsOf } from '../playbook/batch_limits.js';
import type { Play } from '../playbook/play.js';
import type { RunOptions } from './run_options.js';
import { playLevels } from './variables/levels.js';

/**
 * What can be read is the same for all hosts: the play, `--extra-vars`, `groups`.
 *
 * @throws what `limitsOf` throws
 */
export function batchLimitsFor(
  play: Play,
  hosts: readonly Host[],
  { given, files }: Pick<RunOptions, 'given' | 'files'>,
): BatchLimits {
  const [first] = hosts;
  if (!first) return { serial: [], tolerated: undefined };
  const { 'extra vars': extra = new Map(), 'magic variables': magic } = given(first);
  const levels = playLevels(
    play,
    hosts.map(({ name }) => name),
  );
  const groups = magic?.get('groups');
  const common = new Map([
    ...(levels['magic variables'] ?? []),
    ...(groups ? [['groups', groups] as const] : []),
  ]);
  return batchLimitsOf(play, { ...levels, 'extra vars': extra, 'magic variables': common }, { files });
}
