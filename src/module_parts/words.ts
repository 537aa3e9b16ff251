// Splits a command line into words as a shell does, without expanding anything.

const word = /(?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+/y;
const part = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|[^'"\\]+/g;

/**
 * `echo 'a b' "c\"d" e\ f` to four words. Quotes and backslashes mean what POSIX says (2.2 Quoting); `$`, `*`, `|`
 * and all other characters mean themselves. undefined: a quote is not closed, or the text ends in a backslash.
 */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, word.lastIndex)) {
    word.lastIndex = at;
    const found = word.exec(text);
    if (!found) return undefined;
    words.push(unquote(found[0]));
  }
  return words;
}

function skipSpace(text: string, at: number): number {
  // A backslash before the end of a line joins lines.
  const space = /(?:\s|\\\n)*/y;
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}

function unquote(quoted: string): string {
  return quoted.replace(part, (plain, single?: string, double?: string, escaped?: string) => {
    if (single !== undefined) return single;
    if (double !== undefined)
      return double.replace(/\\([$`"\\\n])/g, (_, one: string) => one.replace('\n', ''));
    return escaped === undefined ? plain : escaped.replace('\n', '');
  });
}
