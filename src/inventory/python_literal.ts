// What a value in an INI inventory means: a literal of Python if it is one (`True`, `0x10`, `['a', 1]`), else its text.
//
// What no JSON value can hold stays text: sets, complex numbers, whole numbers that are too large, infinities.

import type { Json } from '../json.js';

export function readPythonLiteral(text: string): Json {
  try {
    const literal = new Literal(text.replace(/^[ \t]+/, ''));
    return literal.readAll();
  } catch (error) {
    if (error instanceof NoLiteral) return text;
    throw error;
  }
}

class NoLiteral extends Error {}

const words: Readonly<Record<string, Json>> = { True: true, False: false, None: null };
const maxDepth = 90;

/** Reads forward; its state is how far it has come. */
class Literal {
  #next = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  /** Without brackets around it, `1, 2` is a tuple as well. */
  readAll(): Json {
    const first = this.#readValue();
    const items = [first];
    while (this.#take(',')) {
      if (this.#atEnd()) return items;
      items.push(this.#readValue());
    }
    if (!this.#atEnd()) throw new NoLiteral();
    return items.length > 1 ? items : first;
  }

  #readValue(): Json {
    this.#skipSpace();
    const number = this.#match(numberForm);
    if (number !== undefined) return numberFrom(number);
    if (this.#depth > maxDepth) throw new NoLiteral();
    this.#depth++;
    const value = this.#readCompound();
    this.#depth--;
    return value;
  }

  #readCompound(): Json {
    if (this.#take('[')) return this.#readItems(']').items;
    if (this.#take('{')) return this.#readMap();
    if (this.#take('(')) {
      const { items, commas } = this.#readItems(')');
      const [only] = items;
      return only !== undefined && items.length === 1 && commas === 0 ? only : items;
    }
    const word = this.#match(/(True|False|None)\b/y);
    return word === undefined ? this.#readTexts() : (words[word] ?? null);
  }

  #readItems(close: string): { readonly items: readonly Json[]; readonly commas: number } {
    const items: Json[] = [];
    let commas = 0;
    while (!this.#take(close)) {
      items.push(this.#readValue());
      if (this.#take(',')) commas++;
      else if (this.#take(close)) break;
      else throw new NoLiteral();
    }
    return { items, commas };
  }

  #readMap(): Json {
    const entries: [string, Json][] = [];
    while (!this.#take('}')) {
      const key = keyFrom(this.#readValue());
      if (!this.#take(':')) throw new NoLiteral();
      entries.push([key, this.#readValue()]);
      if (this.#take(',')) continue;
      if (this.#take('}')) break;
      throw new NoLiteral();
    }
    return Object.fromEntries(entries);
  }

  /** Texts side by side are one. */
  #readTexts(): string {
    let text = '';
    let count = 0;
    for (;;) {
      this.#skipSpace();
      const prefix = this.#match(/(?:[bBuU]|[bB]?[rR]|[rR][bB])?(?=['"])/y);
      if (prefix === undefined) break;
      const quote = this.#match(/'''|"""|'|"/y) ?? '';
      text += this.#readText(quote, /r/i.test(prefix), /b/i.test(prefix));
      count++;
    }
    if (count === 0) throw new NoLiteral();
    return text;
  }

  #readText(quote: string, isRaw: boolean, isBytes: boolean): string {
    const start = this.#next;
    for (let index = start; index < this.text.length; index++) {
      if (this.text.startsWith(quote, index)) {
        this.#next = index + quote.length;
        const inside = this.text.slice(start, index);
        return isRaw ? inside : withoutEscapes(inside, isBytes);
      }
      if (this.text.charAt(index) === '\\') index++;
    }
    throw new NoLiteral();
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (!this.text.startsWith(character, this.#next)) return false;
    this.#next += character.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#next;
    const match = pattern.exec(this.text);
    if (match) this.#next = pattern.lastIndex;
    return match?.[0];
  }

  #skipSpace(): void {
    this.#match(/[ \t\f]*/y);
  }

  #atEnd(): boolean {
    this.#skipSpace();
    return this.#next >= this.text.length || this.text.charAt(this.#next) === '#';
  }
}

const digits = String.raw`\d(?:_?\d)*`;

/** With a sign; not followed by what would make it another word. */
const numberForm = new RegExp(
  String.raw`[-+]?[ \t]*(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+` +
    String.raw`|(?:${digits})?\.${digits}(?:[eE][-+]?${digits})?|${digits}\.?(?:[eE][-+]?${digits})?)(?![\w.])`,
  'y',
);

function numberFrom(written: string): number {
  const text = written.replace(/[_ \t]/g, '');
  const negative = text.startsWith('-');
  const plain = text.replace(/^[-+]/, '');
  const isWhole = !/[.eE]/.test(plain) || /^0[xX]/.test(plain);
  // Python knows no whole number with a leading zero, but zero itself.
  if (isWhole && /^0\d/.test(plain) && /[1-9]/.test(plain)) throw new NoLiteral();
  const value = Number(plain);
  if (isWhole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) throw new NoLiteral();
  return negative ? -value + 0 : value;
}

/** As JSON has keys. */
function keyFrom(value: Json): string {
  if (typeof value === 'object' && value !== null) throw new NoLiteral();
  return String(value);
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '',
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"' },
};

function withoutEscapes(text: string, isBytes: boolean): string {
  return text.replace(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (whole: string, code: string) => {
      if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
      if (code.length > 1) return isBytes && code[0] !== 'x' ? whole : fromCode(code.slice(1));
      // Names of characters, and escapes without their digits.
      if (/[xuUN]/.test(code) && !(isBytes && code !== 'x')) throw new NoLiteral();
      return escapes[code] ?? whole;
    },
  );
}

function fromCode(hexadecimal: string): string {
  const code = Number.parseInt(hexadecimal, 16);
  if (code > 0x10ffff) throw new NoLiteral();
  return String.fromCodePoint(code);
}
