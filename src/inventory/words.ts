// A line of an INI inventory to words, as Python's shlex splits it: quotes, backslashes, and `#` beginning a comment.

export interface Word {
  readonly text: string;
  /** Characters of the line before it. */
  readonly start: number;
}

/** `mistake` where a quote is not closed, at its offset. */
export type Words = readonly Word[] | { readonly mistake: string; readonly offset: number };

export function splitWords(line: string): Words {
  const words: Word[] = [];
  let word: { text: string; readonly start: number } | undefined;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === '#') break;
    if (/[ \t\r\n]/.test(character)) {
      if (word) words.push(word);
      word = undefined;
      continue;
    }
    word ??= { text: '', start: index };
    if (character === '\\') {
      if (index + 1 >= line.length) return { mistake: 'there is nothing after the backslash', offset: index };
      word.text += line.charAt(++index);
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(line, index);
      if (!quoted) return { mistake: 'the quote is not closed', offset: index };
      word.text += quoted.text;
      index = quoted.end;
    } else word.text += character;
  }
  return word ? [...words, word] : words;
}

/** @returns what is between the quotes, and where the closing one is */
function readQuoted(line: string, open: number): { readonly text: string; readonly end: number } | undefined {
  const quote = line.charAt(open);
  let text = '';
  for (let index = open + 1; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === quote) return { text, end: index };
    const escaped = quote === '"' && character === '\\' ? line.charAt(index + 1) : '';
    if (escaped === '"' || escaped === '\\') {
      text += escaped;
      index++;
    } else text += character;
  }
  return undefined;
}
