// YAML text to values that know their place. js-yaml splits the text into events; this file gives them their meaning.

import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml';
import { type Place, type Problem, ProblemError } from '../problem.js';
import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from './located.js';
import { mergeEntries } from './merge.js';
import { placesIn } from './position.js';
import { type Dialect, readPlain, surpriseIn } from './scalar.js';
import { adviceForSyntax, isUnquotedTemplate } from './syntax.js';

export interface ParsedYaml {
  readonly documents: readonly Located[];
  readonly warnings: readonly Problem[];
}

/** Aliases share what they name; more values than this after writing them out is a mistake or an attack. */
const maxValues = 200_000;
const maxAliases = 1000;
const maxDepth = 100;

/**
 * Reads all documents of a file. Keys that are no text (`1: x`) become their text; `<<` merges maps.
 *
 * @throws ProblemError for syntax errors (the first), and for all duplicate keys, unknown tags and aliases at once
 */
export function parseYaml(source: string, file: string, dialect: Dialect): ParsedYaml {
  const placeOf = placesIn(source, file);
  return new Reader(source, dialect, placeOf, splitEvents(source, placeOf)).readDocuments();
}

function splitEvents(source: string, placeOf: (offset: number) => Place): readonly Event[] {
  try {
    return parseEvents(source, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    throw new ProblemError([
      {
        message: `not valid YAML: ${error.reason}`,
        place: placeOf(offset),
        advice: adviceForSyntax(source, offset),
      },
    ]);
  }
}

/** Walks the events once. A class because the position in the events, the anchors and the problems are its state. */
class Reader {
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];
  readonly #anchors = new Map<string, Located>();
  readonly #sizes = new Map<Located, number>();
  #next = 0;
  #aliases = 0;
  /** Where an empty value is said to stand: right after what came before it. */
  #lastEnd = 0;

  constructor(
    readonly source: string,
    readonly dialect: Dialect,
    readonly placeOf: (offset: number) => Place,
    readonly events: readonly Event[],
  ) {}

  readDocuments(): ParsedYaml {
    const documents: Located[] = [];
    while (this.#next < this.events.length) {
      const event = this.events[this.#next++];
      if (event?.type !== EVENT_ID.DOCUMENT) continue;
      this.#anchors.clear();
      while (!this.#atPop()) documents.push(this.#readNode());
      this.#next++;
    }
    const tooLarge = documents.find((document) => this.#sizeOf(document) > maxValues);
    if (tooLarge) this.#report('the aliases of this file repeat too many values', tooLarge.place);
    if (this.#problems.length > 0) throw new ProblemError(this.#problems);
    return { documents, warnings: this.#warnings };
  }

  #readNode(): Located {
    const event = this.events[this.#next++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#anchored(event, this.#readScalar(event));
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, this.#readList(event));
      case EVENT_ID.MAPPING:
        return this.#anchored(event, this.#readMap(event));
      case EVENT_ID.ALIAS:
        return this.#readAlias(event);
      default:
        throw new Error('js-yaml answered with events that do not nest');
    }
  }

  #readScalar(event: ScalarEvent): LocatedScalar {
    if (event.valueStart < 0) {
      return { kind: 'scalar', value: null, text: '', place: this.placeOf(this.#lastEnd) };
    }
    const text = getScalarValue(this.source, event);
    const start = startOf(event);
    const place = this.placeOf(start);
    this.#lastEnd = event.valueEnd;
    const tagged = this.#checkTag(event, ['!', '!!str']);
    const isPlain = event.style === SCALAR_STYLE.PLAIN && !tagged;
    const value = isPlain ? readPlain(text, this.dialect) : text;
    const surprise = isPlain && this.dialect === 'inventory' ? surpriseIn(text, value) : undefined;
    if (surprise)
      this.#warnings.push({ message: surprise, place, advice: `quote it ("${text}") if it is text` });
    const source = this.source.slice(start, event.valueEnd);
    return { kind: 'scalar', value, text, place, ...(source === text ? {} : { written: source }) };
  }

  #readList(event: SequenceEvent): Located {
    this.#checkTag(event, ['!!seq']);
    const items: Located[] = [];
    while (!this.#atPop()) items.push(this.#readNode());
    this.#next++;
    return { kind: 'list', items, place: this.placeOf(event.start) };
  }

  #readMap(event: MappingEvent): LocatedMap {
    this.#checkTag(event, ['!!map']);
    const entries: LocatedEntry[] = [];
    const merged: Located[] = [];
    while (!this.#atPop()) {
      const isMerge = this.#atMergeKey();
      const key = this.#readNode();
      const value = this.#readNode();
      if (isMerge) merged.push(value);
      else if (key.kind === 'scalar') this.#addEntry(entries, key, value);
      else this.#reportKey(event, key);
    }
    this.#next++;
    const place = this.placeOf(event.start);
    return {
      kind: 'map',
      entries: mergeEntries(entries, merged, (message, at) => this.#report(message, at)),
      place,
    };
  }

  #addEntry(entries: LocatedEntry[], { text, place }: LocatedScalar, value: Located): void {
    const earlier = entries.find(({ key }) => key === text);
    if (earlier)
      this.#report(`duplicate key "${text}"`, place, `it is already in line ${earlier.keyPlace.line}`);
    else entries.push({ key: text, keyPlace: place, value });
  }

  #readAlias(event: AliasEvent): Located {
    const name = this.source.slice(event.anchorStart, event.anchorEnd);
    const place = this.placeOf(event.anchorStart);
    this.#lastEnd = event.anchorEnd;
    if (++this.#aliases === maxAliases + 1) this.#report(`more than ${maxAliases} aliases`, place);
    const target = this.#anchors.get(name);
    if (!target)
      this.#report(`unknown alias "*${name}"`, place, `give a value before it the anchor "&${name}"`);
    return target ?? { kind: 'scalar', value: null, text: '', place };
  }

  #anchored<Node extends Located>(event: ScalarEvent | SequenceEvent | MappingEvent, node: Node): Node {
    if (event.anchorStart >= 0)
      this.#anchors.set(this.source.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  #checkTag(event: ScalarEvent | SequenceEvent | MappingEvent, known: readonly string[]): boolean {
    if (event.tagStart < 0) return false;
    const tag = this.source.slice(event.tagStart, event.tagEnd);
    if (!known.includes(tag)) this.#report(`the tag ${tag} is not supported`, this.placeOf(event.tagStart));
    return true;
  }

  #reportKey(map: MappingEvent, key: Located): void {
    if (isUnquotedTemplate(this.source, map.start)) {
      const advice = 'write "{{ ... }}" in double quotes';
      this.#report('a value that begins with {{ needs quotes', this.placeOf(map.start), advice);
    } else this.#report(`a ${key.kind} cannot be a key`, key.place);
  }

  #sizeOf(node: Located): number {
    const known = this.#sizes.get(node);
    if (known !== undefined || node.kind === 'scalar') return known ?? 1;
    const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
    const size = children.reduce((sum, child) => sum + this.#sizeOf(child), 1);
    this.#sizes.set(node, size);
    return size;
  }

  #atPop(): boolean {
    return this.events[this.#next]?.type === EVENT_ID.POP;
  }

  #atMergeKey(): boolean {
    const event = this.events[this.#next];
    if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0)
      return false;
    return event.valueEnd - event.valueStart === 2 && this.source.startsWith('<<', event.valueStart);
  }

  #report(message: string, place: Place, advice?: string): void {
    this.#problems.push({ message, place, advice });
  }
}

/** A quoted scalar begins with its quote, a block with its first character after the indentation. */
function startOf(event: ScalarEvent): number {
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return event.valueStart - 1;
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return event.valueStart + Math.max(event.indent, 0);
    default:
      return event.valueStart;
  }
}
