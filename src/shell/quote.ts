// The one way in which a value enters a shell script.

/** A value that no shell can hold: the words of a host may be such. */
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

/** A word that only the host knows: sh that comes to it, with its quotes. */
export interface HostWord {
  readonly sh: string;
}

/** A word for sh, known here or only on the host. */
export function wordFor(word: string | HostWord): string {
  return typeof word === 'string' ? quote(word) : word.sh;
}
