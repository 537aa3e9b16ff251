// Where a section of an INI file begins and ends. Lines stand without their ends. Pure.

/** What a section has to hold, so that it is the one that is meant of several with one name. */
export interface Condition {
  readonly option: string;
  /** One of these; none: any. */
  readonly values: readonly string[];
}

export interface Range {
  /** The line of the header; -1: what stands above the first header. */
  readonly start: number;
  /** The line after the last one. */
  readonly end: number;
}

/** @param name undefined: what stands above the first header. @returns undefined where there is none */
export function findSection(
  lines: readonly string[],
  name: string | undefined,
  conditions: readonly Condition[],
): Range | undefined {
  const headers = lines.flatMap((line, at) => (line.startsWith('[') ? [at] : []));
  const endOf = (start: number) => headers.find((at) => at > start) ?? lines.length;
  if (name === undefined) return { start: -1, end: endOf(-1) };
  const ranges = headers
    .filter((at) => lines[at]?.startsWith(`[${name}]`))
    .map((start) => ({ start, end: endOf(start) }));
  return ranges.find(({ start, end }) => hasAll(lines.slice(start, end), conditions));
}

function hasAll(lines: readonly string[], conditions: readonly Condition[]): boolean {
  return conditions.every(({ option, values }) =>
    lines.some((line) => {
      const match = readOption(line, option, true);
      return match !== undefined && (values.length === 0 || values.includes(match.value));
    }),
  );
}

export interface OptionLine {
  readonly isComment: boolean;
  readonly value: string;
}

/** A line that sets the option. @param alsoComment a comment that would set it counts too, as Ansible has it */
export function readOption(line: string, option: string, alsoComment: boolean): OptionLine | undefined {
  const isComment = /^[#;]/.test(line);
  if (isComment && !alsoComment) return undefined;
  const text = line.slice(isComment ? 1 : 0).replace(/^[ \t]*/, '');
  if (!text.startsWith(option)) return undefined;
  const rest = text.slice(option.length).replace(/^[ \t]*/, '');
  if (rest === '') return { isComment, value: '' };
  return rest.startsWith('=') ? { isComment, value: rest.slice(1).replace(/^[ \t]*/, '') } : undefined;
}

/** Neither empty nor a comment. */
export function saysSomething(line: string): boolean {
  return !/^[ \t]*([#;].*)?$/s.test(line);
}
