// Regular expressions in Python's syntax, as playbooks for Ansible hold them, made into JavaScript's (flag v).
// What Python says: Library Reference, re, "Regular Expression Syntax".

import { type Alphabet, escaped, escapeIn, literal, PatternError } from './pattern_escapes.js';

export interface Reading {
  /** `bytes`: each character of the text is a byte, as in Python's bytes patterns; `text`: each is a code point. */
  readonly alphabet: Alphabet;
  /** Python's re.MULTILINE and re.DOTALL. */
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

const END = '(?![\\s\\S])';
const START = '(?<![\\s\\S])';

/**
 * Global, so that all matches can be taken. Two things differ from Python: a reference to a group that took no part
 * matches nothing instead of failing, and a group in a repetition forgets what it matched in an earlier round.
 *
 * @throws PatternError
 */
export function readPattern(source: string, reading: Reading): RegExp {
  const { flags, at } = leadingFlags(source, reading);
  const translated = translate(source, at, flags, reading.alphabet);
  try {
    return new RegExp(translated, flags.i ? 'giv' : 'gv');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /s, '') : String(error);
    throw new PatternError(why.charAt(0).toLowerCase() + why.slice(1));
  }
}

function leadingFlags(source: string, { multiline = false, dotAll = false }: Reading) {
  const [all = '', letters = ''] = /^\(\?([aiLmsux]+)\)/.exec(source) ?? [];
  const has = (letter: string) => letters.includes(letter);
  const flags: Flags = { i: has('i'), m: multiline || has('m'), s: dotAll || has('s'), x: has('x') };
  return { flags, at: all.length };
}

function translate(source: string, start: number, flags: Flags, alphabet: Alphabet): string {
  let result = '';
  let at = start;
  while (at < source.length) {
    const [part, next] = translatePart(source, at, flags, alphabet);
    result += part;
    at = next;
  }
  return result;
}

/** @returns what it becomes, and where the next part begins */
function translatePart(
  source: string,
  at: number,
  flags: Flags,
  alphabet: Alphabet,
): readonly [string, number] {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const next = at + character.length;
  switch (character) {
    case '\\':
      return escaped(source, at, alphabet);
    case '[':
      return characterSet(source, at, alphabet);
    case '(':
      return group(source, at);
    case '{':
      return repetition(source, at);
    case '^':
      return [flags.m ? `(?:${START}|(?<=\\n))` : START, next];
    case '$':
      return [flags.m ? `(?:${END}|(?=\\n))` : `(?=\\n?${END})`, next];
    case '.':
      return [flags.s ? '[\\s\\S]' : '[^\\n]', next];
    case '*':
    case '+':
    case '?':
      if (source[next] === '+') throw new PatternError(`"${character}+" is not supported: leave the + out`);
      return [character, next];
    case ')':
    case '|':
      return [character, next];
    default:
      if (flags.x && /\s/.test(character)) return ['', next];
      if (flags.x && character === '#') return ['', endOfLine(source, at)];
      return [literal(character), next];
  }
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

const groupStart = /\((?:\?(?:(?:[:=!]|<[=!])|P<([A-Za-z_]\w*)>|P=([A-Za-z_]\w*)\)|#[^)]*\)))?/y;

function group(source: string, at: number): readonly [string, number] {
  groupStart.lastIndex = at;
  const [all = '(', name, reference] = groupStart.exec(source) ?? [];
  const next = at + all.length;
  if (all === '(' && source[next] === '?') {
    throw new PatternError(`"${source.slice(at, at + 4)}" is not supported`);
  }
  if (name !== undefined) return [`(?<${name}>`, next];
  if (reference !== undefined) return [`\\k<${reference}>`, next];
  return [all.startsWith('(?#') ? '' : all, next];
}

/** `{,3}` is {0,3}; what is no number of times is a brace. */
function repetition(source: string, at: number): readonly [string, number] {
  const [all, least = '', comma, most = ''] = /^\{(\d*)(,?)(\d*)\}/.exec(source.slice(at)) ?? [];
  if (all === undefined || all === '{}') return [literal('{'), at + 1];
  return [`{${least || '0'}${comma}${most}}`, at + all.length];
}

/** Python takes a `]` that comes first for itself, and a `-` that joins no two characters. */
function characterSet(source: string, at: number, alphabet: Alphabet): readonly [string, number] {
  const [head = '['] = /^\[\^?/.exec(source.slice(at)) ?? [];
  let result = head;
  let here = at + head.length;
  let last: 'nothing' | 'character' | 'dash' | 'range' = 'nothing';
  while (last === 'nothing' || source[here] !== ']') {
    if (here >= source.length) throw new PatternError('a [ is not closed by ]');
    const [part, next] = escapeIn(source, here, alphabet);
    const joins = source[here] === '-' && last === 'character' && source[next] !== ']';
    result += joins ? '-' : part;
    if (joins) last = 'dash';
    else last = last === 'dash' ? 'range' : 'character';
    here = next;
  }
  return [`${result}]`, here + 1];
}
