// The one way in which a value enters a shell script.

/** A value that no shell can hold: somebody else's words may be such. */
export class NulInWord extends TypeError {
  constructor() {
    super('a shell word cannot hold a NUL character');
  }
}

/**
 * Quotes one word for a POSIX shell: `it's` becomes `'it'\''s'`. Any text without NUL passes unchanged (proof:
 * test/shell/quote.test.ts, through dash, bash and busybox sh). A leading dash stays a leading dash: callers write
 * `--` before paths.
 *
 * @throws NulInWord for a NUL character, which no shell word can hold
 */
export function quote(word: string): string {
  if (word.includes('\0')) throw new NulInWord();
  if (/^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Quotes several words and joins them with spaces. */
export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ');
}
