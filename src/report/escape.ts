// Makes text from a host or a user's file safe to show: nothing in it can move the cursor, colour or reorder a line,
// ring, hide, or forge a line of ours. Every such text passes here before it is laid out (test/report/escape.test.ts).

/** Control, format (bidi, zero width), lone surrogate, private use, line and paragraph separators. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const named: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line of text: `\n`, `\x1b`, `\u202e` stand for what cannot be shown as it is. */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => named[character] ?? codePoint(character));
}

/** The lines of a text, each safe; a final newline adds none. `tab` stands for a tab, which has no width of its own. */
export function visibleLines(text: string, tab = '    '): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.split('\t').map(visible).join(tab));
}

/** JSON stays the same value when characters inside its strings are written as `\uXXXX`. */
export function visibleJson(json: string): string {
  return json.replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, unit) => jsonEscape(character.charCodeAt(unit))).join(''),
  );
}

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
