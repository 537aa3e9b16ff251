// Options and sections of an INI file: put in, replaced or removed, as Ansible's ini_file does it. Pure.

import { type Condition, findSection, readOption, saysSomething } from './section.js';

export interface WantedIni {
  readonly state: 'present' | 'absent';
  readonly section?: string | undefined;
  readonly option?: string | undefined;
  readonly values: readonly string[];
  readonly exclusive: boolean;
  readonly no_extra_spaces: boolean;
  readonly ignore_spaces: boolean;
  readonly allow_no_value: boolean;
  readonly modify_inactive_option: boolean;
  readonly conditions: readonly Condition[];
}

/** Lines keep the ends that they have; new ones get that of the first line, and so does a last line without one. */
export function editIni(text: string, wanted: WantedIni): string {
  if (text.startsWith(MARK)) return MARK + editIni(text.slice(MARK.length), wanted);
  // An empty file is as good as one empty line.
  const parts = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? ['\n'];
  const lines = parts.map((part) => part.replace(/[\r\n]+$/, ''));
  const end = (parts[0] ?? '').slice(lines[0]?.length) || '\n';
  const ends = parts.map((part, at) => part.slice(lines[at]?.length) || end);
  const edited = wanted.state === 'present' ? present(lines, wanted) : absent(lines, wanted);
  if (edited !== undefined)
    return edited.map(({ line, was }) => line + (was === undefined ? end : ends[was])).join('');
  return text === '' ? '' : lines.map((line, at) => line + ends[at]).join('');
}

/** UTF-8's byte order mark, a byte in each character. */
const MARK = '\u00ef\u00bb\u00bf';

/** A line, and which one of the file it was; undefined: it is new. */
interface Line {
  readonly line: string;
  readonly was?: number | undefined;
}

/** @returns undefined where nothing is to be done */
function absent(lines: readonly string[], wanted: WantedIni): readonly Line[] | undefined {
  const { section, option, values, exclusive } = wanted;
  const range = findSection(lines, section, wanted.conditions);
  if (range === undefined) return undefined;
  const goes = (line: string) => {
    if (option === undefined) return true;
    const match = readOption(line, option, false);
    return match !== undefined && (exclusive || values.includes(match.value));
  };
  const all = lines.map((line, was) => ({ line, was }));
  const left = all.filter(({ line, was }) => was < range.start || was >= range.end || !goes(line));
  return left.length === all.length ? undefined : left;
}

function present(lines: readonly string[], wanted: WantedIni): readonly Line[] | undefined {
  const all = lines.map((line, was): Line => ({ line, was }));
  const range = findSection(lines, wanted.section, wanted.conditions);
  if (range === undefined) return [...all, ...newSection(wanted)];
  const [before, inside, after] = [
    all.slice(0, Math.max(range.start, 0)),
    all.slice(Math.max(range.start, 0), range.end),
    all.slice(range.end),
  ];
  const edited = wanted.option === undefined ? inside : editSection(inside, wanted, wanted.option);
  const isSame = edited.length === inside.length && edited.every(({ line }, at) => line === inside[at]?.line);
  return isSame ? undefined : [...before, ...edited, ...after];
}

function newSection(wanted: WantedIni): readonly Line[] {
  const { section = '', option, values, exclusive, conditions } = wanted;
  const others = conditions.filter((one) => one.option !== option);
  const own = conditions.filter((one) => one.option === option && !exclusive).flatMap((one) => one.values);
  const lines = [
    `[${section}]`,
    ...others.flatMap((one) => linesFor(one.option, one.values, wanted)),
    ...(option === undefined ? [] : linesFor(option, [...new Set([...values, ...own])], wanted)),
  ];
  return lines.map((line) => ({ line }));
}

function linesFor(option: string, values: readonly string[], wanted: WantedIni): readonly string[] {
  if (values.length === 0) return wanted.allow_no_value ? [option] : [];
  return values.map((value) => assignment(option, value, wanted));
}

function assignment(option: string, value: string, { no_extra_spaces }: WantedIni): string {
  return no_extra_spaces ? `${option}=${value}` : `${option} = ${value}`;
}

/** First lines that have a value that is wanted; then others of the option; what is left goes, or is put in at the end. */
function editSection(inside: readonly Line[], wanted: WantedIni, option: string): readonly Line[] {
  const { exclusive, allow_no_value } = wanted;
  const left = [...wanted.values];
  const lines: (Line | undefined)[] = [...inside];
  const done = new Set<number>();
  const read = (at: number) => readOption(lines[at]?.line ?? '', option, wanted.modify_inactive_option);
  const set = (at: number, line: string) => {
    const old = lines[at];
    if (old !== undefined && !isSpacesOnly(old.line, line, wanted)) lines[at] = { ...old, line };
    done.add(at);
  };
  let isBare = false;
  for (const at of lines.keys()) {
    const match = read(at);
    if (match === undefined) continue;
    if (left.includes(match.value)) {
      isBare ||= match.value === '' && allow_no_value;
      set(at, match.value === '' && allow_no_value ? option : assignment(option, match.value, wanted));
      left.splice(left.indexOf(match.value), 1);
    } else if (left.length === 0 && allow_no_value) {
      isBare = true;
      set(at, option);
      break;
    }
  }
  if (exclusive && !allow_no_value) {
    for (const at of lines.keys()) {
      if (done.has(at) || read(at) === undefined) continue;
      const value = left.shift();
      if (value === undefined) lines[at] = undefined;
      else set(at, assignment(option, value, wanted));
    }
  }
  const kept = lines.flatMap((line) => line ?? []);
  const bare = left.length === 0 && allow_no_value && !isBare;
  const added = bare ? [option] : left.map((value) => assignment(option, value, wanted));
  const place = kept.findLastIndex(({ line }) => saysSomething(line)) + 1;
  return [...kept.slice(0, place), ...added.map((line) => ({ line })), ...kept.slice(place)];
}

/** Whether the two differ in the spaces around = alone, where those are not to count. */
function isSpacesOnly(old: string, line: string, { option = '', ignore_spaces }: WantedIni): boolean {
  if (!ignore_spaces) return false;
  const [was, is] = [readOption(old, option, true), readOption(line, option, true)];
  return was !== undefined && !was.isComment && was.value === is?.value;
}
