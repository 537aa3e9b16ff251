// The signs of the live block, in two spellings: not every terminal has the first one.

export interface Glyphs {
  readonly spinner: readonly string[];
  readonly waiting: string;
  readonly done: string;
  readonly failed: string;
  readonly full: string;
  readonly empty: string;
}

const unicode: Glyphs = {
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  waiting: '·',
  done: '✔',
  failed: '✖',
  full: '━',
  empty: '─',
};

const ascii: Glyphs = {
  spinner: ['-', '\\', '|', '/'],
  waiting: '.',
  done: '+',
  failed: 'x',
  full: '=',
  empty: '-',
};

/** By the locale, as POSIX ranks its variables; the Linux console has the letters of few scripts and no braille. */
export function glyphsFor(env: NodeJS.ProcessEnv): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux' ? unicode : ascii;
}
