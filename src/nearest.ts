// "Did you mean": the known word that a mistyped one was probably meant to be.

/**
 * The word with the fewest typing mistakes (a letter missing, added, replaced, or two swapped), if they are few
 * enough for the length: none in one or two letters, one in up to four, two in up to seven, three beyond.
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const allowed = replaced * (word.length <= 2 ? 0 : word.length <= 4 ? 1 : word.length <= 7 ? 2 : 3);
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = countMistakes(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && distance < (best?.distance ?? Infinity)) best = { word: candidate, distance };
  }
  return best?.word;
}

/** `did you mean "domain"?`, for a problem's advice. */
export function didYouMean(word: string, words: Iterable<string>): string | undefined {
  const guess = nearest(word, words);
  return guess === undefined ? undefined : `did you mean "${guess}"?`;
}

/** Leaving a letter out is likelier than mistaking it: "taks" is "tasks" rather than "tags". */
const replaced = 1.1;

/** Optimal string alignment distance: Levenshtein's, with a swap of neighbours as one mistake. */
function countMistakes(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : replaced),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
