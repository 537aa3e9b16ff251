// Debts on the host: one small file for each thing that a run owes it, written before the change that causes it and
// removed when it is paid. One file each, so that nothing is ever read, changed and written back.

import type { Snippet } from '../connection.js';
import { stateFolder } from './lock.js';
import { quoteAll } from './quote.js';
import { isWhole } from './whole.js';

/** Separates entries in the answer to `readDebts`; JSON text never holds it. */
export const DEBT_SEPARATOR = '\x1d';

/** A look: every debt, one after the other. */
export const readDebts = `${stateFolder}
for hw_debt in "$hw_state"/debts/*.json; do
[ ! -f "$hw_debt" ] || { cat "$hw_debt" && printf '\\035'; } || exit 1
done`;

/**
 * A step that writes a debt down, whole and flushed, or fails.
 *
 * @param id letters and digits
 */
export function writeDebt(id: string, text: string): Snippet {
  const input = Buffer.from(text);
  const script = `${stateFolder}
umask 077
mkdir -p "$hw_state/debts" && cd "$hw_state/debts" && {
cat >${id}.new && ${isWhole(`${id}.new`, input.length)} && { sync ${id}.new 2>/dev/null || sync; } && mv -f ${id}.new ${id}.json && exit 0
rm -f ${id}.new
}
echo "what this run owes the host could not be written down in $hw_state/debts, so nothing was changed" >&2
exit 1`;
  return { script, input };
}

/** A step that crosses debts off. */
export function removeDebts(ids: readonly string[]): Snippet {
  const files = quoteAll(ids.map((id) => `${id}.json`));
  return { script: `${stateFolder}\n{ cd "$hw_state/debts" 2>/dev/null && rm -f -- ${files}; } || :` };
}
