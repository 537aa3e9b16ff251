// What a backslash means in Python's regular expressions, and how a character that means itself is written.

/** What Python would refuse, or what JavaScript cannot do. The message is a sentence without a full stop. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export type Alphabet = 'bytes' | 'text';

/** What \d, \s and \w stand for, as the inside of a set. */
const sets: Readonly<Record<Alphabet, Readonly<Record<string, string>>>> = {
  bytes: { d: '0-9', s: ' \\t-\\r', w: 'A-Za-z0-9_' },
  text: {
    d: '\\p{Nd}',
    s: '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000',
    w: '\\p{L}\\p{N}_',
  },
};

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A character that means itself, inside of a set and outside. */
export function literal(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return /^[A-Za-z0-9]$/.test(character) || code > 0x7f ? character : hexadecimal(code);
}

function hexadecimal(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** What begins with a backslash, outside of a set. @returns what it becomes, and where the next part begins */
export function escaped(source: string, at: number, alphabet: Alphabet): readonly [string, number] {
  const letter = source[at + 1] ?? '';
  const word = `[${sets[alphabet].w}]`;
  const boundaries: Readonly<Record<string, string>> = {
    A: '(?<![\\s\\S])',
    Z: '(?![\\s\\S])',
    b: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
    B: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
  };
  const boundary = boundaries[letter];
  if (boundary !== undefined) return [boundary, at + 2];
  const [reference] = /^[1-9]\d?/.exec(source.slice(at + 1)) ?? [];
  if (reference !== undefined && !isOctal(source, at)) {
    return [`(?:\\${reference})`, at + 1 + reference.length];
  }
  return inAnyPlace(source, at, alphabet);
}

/** A character or an escape inside of a set. */
export function escapeIn(source: string, at: number, alphabet: Alphabet): readonly [string, number] {
  if (source[at] !== '\\') {
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    return [literal(character), at + character.length];
  }
  if (source[at + 1] === 'b') return [hexadecimal(8), at + 2];
  return inAnyPlace(source, at, alphabet);
}

function inAnyPlace(source: string, at: number, alphabet: Alphabet): readonly [string, number] {
  const letter = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
  if (at + 1 >= source.length) throw new PatternError('it ends in a backslash');
  const set = sets[alphabet][letter.toLowerCase()];
  if (set !== undefined) return [`[${letter === letter.toLowerCase() ? '' : '^'}${set}]`, at + 2];
  const control = controls[letter];
  if (control !== undefined) return [hexadecimal(control), at + 2];
  const [digits] = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(source.slice(at + 1)) ?? [];
  if (digits !== undefined) return [hexadecimal(Number.parseInt(digits, 8)), at + 1 + digits.length];
  const numbered = alphabet === 'bytes' ? /^x([0-9a-fA-F]{2})/ : /^(?:x(..)|u(.{4})|U(.{8}))/;
  const [all = '', ...codes] = numbered.exec(source.slice(at + 1)) ?? [];
  const code = codes.find((one) => one !== undefined);
  if (code !== undefined && /^[0-9a-fA-F]+$/.test(code)) {
    return [hexadecimal(Number.parseInt(code, 16)), at + 1 + all.length];
  }
  if (/^[A-Za-z0-9]$/.test(letter)) throw new PatternError(`"\\${letter}" means nothing`);
  return [literal(letter), at + 1 + letter.length];
}

/** Three octal digits are a character and no reference to a group. */
function isOctal(source: string, at: number): boolean {
  return /^[0-3][0-7]{2}/.test(source.slice(at + 1));
}
