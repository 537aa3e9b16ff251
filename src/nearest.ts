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

/**
 * The name that another one is a slip of: a letter lost, added, mistaken or swapped with its neighbour, the plural for
 * the singular, another case, `-` for `_`. In names of up to three letters no letter is mistaken for another.
 */
export function slipOf(name: string, names: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of names) {
    if (candidate === name || Math.abs(candidate.length - name.length) > 2) continue;
    const distance = slipsBetween(name, candidate);
    if (distance < (best?.distance ?? Infinity)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** Infinity: these are two names. */
function slipsBetween(name: string, other: string): number {
  const [one, two] = [name, other].map((word) => word.toLowerCase().replaceAll('-', '_')) as [string, string];
  if (one === two) return 0;
  if (singular(one) === singular(two)) return 0.5;
  // web1 and web2 are two names.
  if (one.replace(/\d+/g, '') === two.replace(/\d+/g, '')) return Infinity;
  const shortest = Math.min(one.length, two.length);
  if (shortest < 2) return Infinity;
  const distance = countMistakes(one, two);
  return distance <= (shortest > 3 ? replaced : 1) ? distance : Infinity;
}

function singular(word: string): string {
  return word
    .replace(/ies$/, 'y')
    .replace(/(s|x|ch|sh)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}
