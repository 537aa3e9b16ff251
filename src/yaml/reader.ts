// The events of js-yaml to located values: what anchors, merge keys, tags and duplicate keys mean.

import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import type { Place, Problem } from '../problem.js';
import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from './located.js';
import { mergeEntries } from './merge.js';
import { type Dialect, readPlain, surpriseIn } from './scalar.js';
import { isUnquotedTemplate } from './syntax.js';

const maxAliases = 1000;

/** Ansible's tag for text that is no template. */
const finalTag = '!unsafe';

/** Tags of single values that are encrypted: ours, and Ansible's two. */
const sealedTags: readonly string[] = ['!secret', '!vault', '!vault-encrypted'];

/** Walks the events once. A class because the position in the events, the anchors and the problems are its state. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #anchors = new Map<string, Located>();
  /** How many aliases there were. */
  aliases = 0;
  #next = 0;
  /** Where an empty value is said to stand: right after what came before it. */
  #lastEnd = 0;

  constructor(
    private readonly source: string,
    private readonly dialect: Dialect,
    private readonly placeOf: (offset: number) => Place,
    private readonly events: readonly Event[],
  ) {}

  readDocuments(): readonly Located[] {
    const documents: Located[] = [];
    while (this.#next < this.events.length) {
      const event = this.events[this.#next++];
      if (event?.type !== EVENT_ID.DOCUMENT) continue;
      this.#anchors.clear();
      while (!this.#atPop()) documents.push(this.#readNode());
      this.#next++;
    }
    return documents;
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
    if (sealedTags.includes(this.#tagOf(event))) return this.#readSealed(event);
    if (event.valueStart < 0) {
      return { kind: 'scalar', value: null, text: '', place: this.placeOf(this.#lastEnd) };
    }
    const text = getScalarValue(this.source, event);
    const start = startOf(event);
    const place = this.placeOf(start);
    this.#lastEnd = event.valueEnd;
    const tagged = this.#checkTag(event, ['!', '!!str', finalTag]);
    const isPlain = event.style === SCALAR_STYLE.PLAIN && !tagged;
    const value = isPlain ? readPlain(text, this.dialect) : text;
    const surprise = isPlain && this.dialect === 'inventory' ? surpriseIn(text, value) : undefined;
    if (surprise)
      this.warnings.push({ message: surprise, place, advice: `quote it ("${text}") if it is text` });
    const source = this.source.slice(start, event.valueEnd);
    const mark = this.#tagOf(event) === finalTag ? ({ final: true } as const) : {};
    return { kind: 'scalar', value, text, place, ...(source === text ? {} : { written: source }), ...mark };
  }

  /** Opening it is not a matter of YAML (src/secrets/unseal.ts); that it is a secret is. */
  #readSealed(event: ScalarEvent): LocatedScalar {
    const isEmpty = event.valueStart < 0;
    const start = isEmpty ? event.tagStart : startOf(event);
    this.#lastEnd = isEmpty ? event.tagEnd : event.valueEnd;
    const text = isEmpty ? '' : getScalarValue(this.source, event);
    const sealed = { message: 'the value is encrypted' };
    return {
      kind: 'scalar',
      value: text,
      text,
      place: this.placeOf(start),
      secret: true,
      final: true,
      sealed,
    };
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
    const entries = new Map<string, LocatedEntry>();
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
      entries: mergeEntries([...entries.values()], merged, (message, at) => this.#report(message, at)),
      place,
    };
  }

  #addEntry(
    entries: Map<string, LocatedEntry>,
    { text, place, secret }: LocatedScalar,
    value: Located,
  ): void {
    const earlier = entries.get(text);
    if (secret) this.#report('a key cannot be encrypted', place, 'encrypt the value alone');
    else if (earlier)
      this.#report(`duplicate key "${text}"`, place, `it is already in line ${earlier.keyPlace.line}`);
    else entries.set(text, { key: text, keyPlace: place, value });
  }

  #readAlias(event: AliasEvent): Located {
    const name = this.source.slice(event.anchorStart, event.anchorEnd);
    const place = this.placeOf(event.anchorStart);
    this.#lastEnd = event.anchorEnd;
    if (++this.aliases === maxAliases + 1) this.#report(`more than ${maxAliases} aliases`, place);
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
    const tag = this.#tagOf(event);
    if (tag === '') return false;
    if (!known.includes(tag)) this.#report(`the tag ${tag} is not supported`, this.placeOf(event.tagStart));
    return true;
  }

  /** Empty where there is none. */
  #tagOf({ tagStart, tagEnd }: ScalarEvent | SequenceEvent | MappingEvent): string {
    return tagStart < 0 ? '' : this.source.slice(tagStart, tagEnd);
  }

  #reportKey(map: MappingEvent, key: Located): void {
    if (isUnquotedTemplate(this.source, map.start)) {
      const advice = 'write "{{ ... }}" in double quotes';
      this.#report('a value that begins with {{ needs quotes', this.placeOf(map.start), advice);
    } else this.#report(`a ${key.kind} cannot be a key`, key.place);
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
    this.problems.push({ message, place, advice });
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
