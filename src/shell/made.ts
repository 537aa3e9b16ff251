// The record of what was made on a host: one line of JSON for each thing, written before the change that makes it. It is
// read to list or remove what was made, and decides nothing else. Whether a task is in order, the host alone says.
//
// Root's alone: what other users make is theirs to look after. A line begins and ends with a line feed, so one that was
// torn costs no other. Proof: test/shell/made.test.ts.

import type { Made, Step } from '../change.js';
import type { Snippet } from '../connection.js';
import { stateFolder } from './lock.js';
import { quote } from './quote.js';

/** A line, and the path at which there must be nothing yet for it to be true. */
export interface MadeLine {
  readonly text: string;
  readonly unlessThere?: string | undefined;
}

/** Bytes from which the record is made shorter: some 5000 lines, where an endpoint takes 50. */
const MOST = 1_048_576;

/** A probe: the record, one JSON object a line. */
export const readMade = `${stateFolder}
[ ! -f "$hw_state/made" ] || tail -c ${2 * MOST} "$hw_state/made"`;

/** Which task makes it, and the transaction that takes it back where it fails. */
export interface Maker {
  readonly since: Date;
  /** Absent where it may hold something secret. */
  readonly task: string | undefined;
  readonly block: string | undefined;
}

/**
 * The step that goes before those of a change. Which files are new the host itself tells, by what is at their paths then.
 *
 * @returns empty where nothing can come into being
 */
export function recordMade(steps: readonly Step[], { since, task, block }: Maker): readonly Snippet[] {
  const made = new Map(steps.flatMap(makes).map((one) => [`${one.kind} ${one.name}`, one]));
  if (made.size === 0) return [];
  const lines = [...made.values()].map(({ kind, name }) => ({
    text: JSON.stringify({ kind, name, at: since.toISOString(), task, block }),
    unlessThere: kind === 'file' ? name : undefined,
  }));
  return [writeMade(lines)];
}

function makes(step: Step): readonly Made[] {
  if (step.kind === 'put') return [{ kind: 'file', name: step.path }];
  const files = (step.touches ?? []).map((name): Made => ({ kind: 'file', name }));
  return [...files, ...(step.makes ?? [])];
}

/** A step: the lines are written, whole and flushed, or it fails. Users other than root write none. */
export function writeMade(lines: readonly MadeLine[]): Snippet {
  const added = lines.map(({ text, unlessThere }) => {
    const path = unlessThere === undefined ? undefined : quote(unlessThere);
    const isNew = path === undefined ? '' : `[ -e ${path} ] || [ -L ${path} ] || `;
    return `${isNew}hw_made="$hw_made\n"${quote(text)}`;
  });
  return { script: ['hw_made=', ...added, appendMade].join('\n') };
}

/** sh that writes the lines in `hw_made`. Ends the shell with 1 where that cannot be done. */
export const appendMade = `if [ -n "$hw_made" ] && [ -w /var/lib ]; then
${stateFolder}
hw_record() { ( umask 077
[ -d "$hw_state" ] || mkdir -p "$hw_state" || exit 1
cd "$hw_state" && printf '\\n%s\\n' "$hw_made" >>made && { sync made 2>/dev/null || sync; } || exit 1
[ "$(($(wc -c <made)))" -le ${MOST} ] || {
awk '{ k = $0; sub(/,"at":.*/, "", k) } NR == FNR { last[k] = FNR; next } k != "" && last[k] == FNR' made made | tail -c ${MOST / 2} >made.new &&
{ sync made.new 2>/dev/null || sync; } && mv -f made.new made
} ) }
hw_record || { echo "what is made could not be written down in $hw_state/made, so nothing was changed" >&2; exit 1; }
fi`;

/** sh: what was made in this block was taken back. @param record the path of the record, for sh */
export function takeBackMade(record: string, block: string): string {
  return `[ ! -f ${record} ] || printf '\\n{"undone":"${block}"}\\n' >>${record} || :`;
}
