// From offsets to places: in a file, and inside a text that quotes, escapes or folding have moved about.

import type { Place } from '../problem.js';
import type { LocatedScalar } from './located.js';

/** Answers places in one file. Columns count UTF-16 units, as editors do. */
export function placesIn(source: string, file: string): (offset: number) => Place {
  const starts = [0];
  for (const match of source.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    const line = lastAtMost(starts, offset);
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/**
 * The place of a character of the scalar's text. Where the text does not stand in the file as it is, both are read
 * side by side, matching what is no white space: exact but for texts with escapes such as `\x41`, where it may be
 * some columns off (proof: test/yaml/position.test.ts).
 */
export function placeWithin(scalar: LocatedScalar, offset: number): Place {
  const { place, written, text } = scalar;
  const moved = placesIn(
    written ?? text,
    place.file,
  )(written === undefined ? offset : align(text, written, offset));
  return {
    file: place.file,
    line: place.line + moved.line - 1,
    column: moved.line === 1 ? place.column + moved.column - 1 : moved.column,
  };
}

/** Where in `written` the character at `offset` of `text` stands. */
function align(text: string, written: string, offset: number): number {
  let next = 0;
  for (let index = 0; index <= offset; index++) {
    const character = text[index];
    if (character === undefined || /\s/.test(character)) continue;
    const found = written.indexOf(character, next);
    if (found === -1) continue;
    if (index === offset) return found;
    next = found + 1;
  }
  return next;
}

function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? Infinity) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
