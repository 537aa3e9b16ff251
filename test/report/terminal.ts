// A terminal as far as the reports use one: text, line ends, moving up, erasing below. Lines never wrap here.

const sequence = /\u001b\[(\??)([\d;]*)([A-Za-z])/y;

export interface Picture {
  /** All lines that were ever written and not erased, without colours. */
  readonly lines: readonly string[];
  readonly cursorShown: boolean;
}

export function showOn(text: string): Picture {
  const lines: string[] = [''];
  let row = 0;
  let cursorShown = true;
  for (let at = 0; at < text.length; ) {
    sequence.lastIndex = at;
    const match = sequence.exec(text);
    if (match) {
      const [whole, mark, number, letter] = match;
      if (letter === 'A') row = Math.max(0, row - Number(number || 1));
      else if (letter === 'J') lines.splice(row, lines.length, '');
      else if (mark && number === '25') cursorShown = letter === 'h';
      at += whole.length;
      continue;
    }
    const character = text[at] ?? '';
    if (character === '\n') row += 1;
    else if (character !== '\r') lines[row] = `${lines[row] ?? ''}${character}`;
    lines[row] ??= '';
    at += 1;
  }
  return { lines, cursorShown };
}
