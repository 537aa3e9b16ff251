// Pending handlers on the host: one small file each. A run writes it before the change that notifies the handler, and removes it when
// the handler has run. With one file each, no file is ever read, changed and written back. They lie in the folder debts, as
// earlier releases have it.

import type { Snippet } from '../connection.js';
import { isComplete } from './input_check.js';
import { stateFolder } from './lock.js';
import { quoteAll } from './quote.js';

/** Separates entries in the answer to `listPendingHandlers`; no JSON text holds it. */
export const PENDING_SEPARATOR = '\x1d';

/** A probe: every pending handler, one after the other. */
export const listPendingHandlers = `${stateFolder}
for hw_pending in "$hw_state"/debts/*.json; do
[ ! -f "$hw_pending" ] || { cat "$hw_pending" && printf '\\035'; } || exit 1
done`;

/**
 * A step that records a pending handler, whole and flushed, or fails.
 *
 * @param id letters and digits
 */
export function recordPendingHandler(id: string, text: string): Snippet {
  const input = Buffer.from(text);
  const script = `${stateFolder}
umask 077
mkdir -p "$hw_state/debts" && cd "$hw_state/debts" && {
cat >${id}.new && ${isComplete(`${id}.new`, input.length)} && { sync ${id}.new 2>/dev/null || sync; } && mv -f ${id}.new ${id}.json && exit 0
rm -f ${id}.new
}
echo "the handlers that this change makes pending could not be recorded in $hw_state/debts, so nothing was changed" >&2
exit 1`;
  return { script, input };
}

/** A step that removes the records of handlers that have run. */
export function removePendingHandlers(ids: readonly string[]): Snippet {
  const files = quoteAll(ids.map((id) => `${id}.json`));
  return { script: `${stateFolder}\n{ cd "$hw_state/debts" 2>/dev/null && rm -f -- ${files}; } || :` };
}
