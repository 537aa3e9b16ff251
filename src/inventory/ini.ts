// Ansible's INI inventory, read into hosts and groups, line by line.

import type { Json } from '../json.js';
import type { Place } from '../problem.js';
import type { Located } from '../yaml/located.js';
import type { Draft } from './draft.js';
import { readPythonLiteral } from './python_literal.js';
import { hostsNamed } from './range.js';
import { splitWords } from './words.js';

/** One line between two, without white space around it. */
interface Line {
  readonly text: string;
  /** The place of its character at an offset. */
  readonly at: (offset: number) => Place;
}

type Section = 'hosts' | 'children' | 'vars';

const kinds: readonly string[] = ['hosts', 'children', 'vars'];

/** @param secret the file is encrypted as a whole */
export function readIniInventory(text: string, file: string, secret: boolean, draft: Draft): void {
  const reader = new IniReader(draft, secret);
  for (const line of linesOf(text, file)) reader.read(line);
  reader.finish();
}

function linesOf(text: string, file: string): readonly Line[] {
  return text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || /^[;#]/.test(trimmed)) return [];
    const indent = line.length - line.trimStart().length;
    return [
      { text: trimmed, at: (offset: number) => ({ file, line: index + 1, column: indent + offset + 1 }) },
    ];
  });
}

/** Walks the lines once. A class because the section it is in, and the groups that are still owed, are its state. */
class IniReader {
  #group = 'ungrouped';
  #section: Section = 'hosts';
  /** Named as children, or given variables, before any section of theirs: they have to follow. */
  readonly #owed = new Map<string, { readonly place: Place; readonly parents: string[] }>();

  constructor(
    private readonly draft: Draft,
    private readonly secret: boolean,
  ) {}

  read(line: Line): void {
    const header = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line.text);
    if (header) this.#begin(header[1] ?? '', header[2] ?? 'hosts', line);
    else if (/^\[.*\]$/.test(line.text)) {
      const advice = 'write [group], [group:vars] or [group:children], without spaces';
      this.#report(`"${line.text}" is no section`, line.at(0), advice);
    } else if (this.#section === 'hosts') this.#readHost(line);
    else if (this.#section === 'vars') this.#readVariable(line);
    else this.#readChild(line);
  }

  finish(): void {
    for (const [name, { place }] of this.#owed) {
      this.#report(
        `there is no group "${name}"`,
        place,
        `a section [${name}] makes one, with hosts in it or without`,
      );
    }
  }

  #begin(group: string, kind: string, { at }: Line): void {
    if (!kinds.includes(kind)) {
      const message = `"${kind}" is no kind of section`;
      this.#report(message, at(group.length + 2), 'sections are [group], [group:vars] and [group:children]');
    }
    this.#group = group;
    this.#section = kinds.includes(kind) ? (kind as Section) : 'hosts';
    const isNew = !this.draft.groups.has(group);
    if (kind === 'vars') {
      if (isNew && !this.#owed.has(group)) this.#owed.set(group, { place: at(1), parents: [] });
    }
    this.draft.addGroup(group, at(1));
    if (kind === 'vars') return;
    const owed = this.#owed.get(group);
    this.#owed.delete(group);
    for (const parent of owed?.parents ?? []) this.draft.addChild(parent, group, at(1));
  }

  #readHost({ text, at }: Line): void {
    const words = splitWords(text);
    if ('mistake' in words) {
      this.#report(words.mistake, at(words.offset));
      return;
    }
    const [name, ...assignments] = words;
    if (!name) return;
    if (name.text === '---' || name.text.endsWith(':')) {
      const advice = 'YAML belongs into a file that ends in .yml or .yaml';
      this.#report(`"${name.text}" cannot be a host of an INI inventory`, at(name.start), advice);
      return;
    }
    const { names, port } = hostsNamed(name.text, at(name.start), this.draft.problems);
    for (const host of names) this.draft.addHost(host, this.#group, port, at(name.start));
    for (const word of assignments) {
      const equals = word.text.indexOf('=');
      if (equals === -1) {
        this.#report(
          `expected key=value, found "${word.text}"`,
          at(word.start),
          'quote values that have spaces in them',
        );
        continue;
      }
      const value = this.#valueOf(word.text.slice(equals + 1), at(word.start + equals + 1));
      for (const host of names)
        this.draft.setVariable(host, word.text.slice(0, equals), value, at(word.start));
    }
  }

  #readVariable({ text, at }: Line): void {
    const equals = text.indexOf('=');
    if (equals === -1) {
      this.#report(`expected key=value, found "${text}"`, at(0));
      return;
    }
    const written = text.slice(equals + 1);
    const value = written.trim();
    const start = equals + 1 + written.length - written.trimStart().length;
    this.draft.setVariable(this.#group, text.slice(0, equals).trim(), this.#valueOf(value, at(start)), at(0));
  }

  #readChild({ text, at }: Line): void {
    const name = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(text)?.[1];
    if (name === undefined) this.#report(`expected the name of a group, found "${text}"`, at(0));
    else if (this.draft.groups.has(name)) this.draft.addChild(this.#group, name, at(0));
    else {
      const owed = this.#owed.get(name) ?? { place: at(0), parents: [] };
      owed.parents.push(this.#group);
      this.#owed.set(name, owed);
    }
  }

  #valueOf(text: string, place: Place): Located {
    return locatedFrom(readPythonLiteral(text), text, place, this.secret);
  }

  #report(message: string, place: Place, advice?: string): void {
    this.draft.problems.push({ message, place, advice });
  }
}

/** All of it stands where the literal begins. A text that was no literal keeps its places. */
function locatedFrom(value: Json, text: string, place: Place, secret: boolean): Located {
  const mark = secret ? ({ secret: true } as const) : {};
  if (typeof value !== 'object' || value === null) {
    const isWritten = String(value) === text;
    return {
      kind: 'scalar',
      value,
      text: String(value ?? ''),
      place,
      ...(!isWritten && { written: text }),
      ...mark,
    };
  }
  const within = (item: Json) => locatedFrom(item, text, place, secret);
  if (Array.isArray(value)) return { kind: 'list', items: value.map(within), place, ...mark };
  const entries = Object.entries(value).map(([key, item]) => ({ key, keyPlace: place, value: within(item) }));
  return { kind: 'map', entries, place, ...mark };
}
