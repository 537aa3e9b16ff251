// Where worker_connections stands in the text of an nginx.conf, and the same text with another number. Pure; everything
// else in the file, comments and spaces included, stays as it is.

import { countOf } from '../../host_words.js';

/** undefined in `value`: nginx's own default holds, and `start` is where a line of our own fits. */
export type Events =
  | {
      readonly kind: 'found';
      readonly value: number | undefined;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'odd'; readonly why: string };

interface Token {
  readonly text: string;
  readonly start: number;
}

/** A comment, a quoted word, a mark of the syntax, or a plain word (nginx, src/core/ngx_conf_file.c). */
const token = /#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[{};]|(?:[^\s{};\\]|\\[\s\S])+/g;

export function findEvents(text: string): Events {
  const tokens: Token[] = [...text.matchAll(token)]
    .map((match) => ({ text: match[0], start: match.index }))
    .filter((one) => !one.text.startsWith('#'));
  const at = indexOfBlock(tokens, 'events');
  if (at === undefined) return { kind: 'odd', why: 'it has no events block of its own' };
  for (let index = at; index < tokens.length && tokens[index]?.text !== '}'; index += 1) {
    const name = tokens[index]?.text;
    if (name === 'include') return { kind: 'odd', why: 'its events block includes other files' };
    const value = tokens[index + 1];
    if (name === 'worker_connections' && value) return foundAt(value);
  }
  const start = tokens[at - 1]?.start ?? 0;
  return { kind: 'found', value: undefined, start: start + 1, end: start + 1 };
}

function foundAt({ text, start }: Token): Events {
  const value = countOf(text);
  if (value === undefined) return { kind: 'odd', why: `worker_connections is ${JSON.stringify(text)}` };
  return { kind: 'found', value, start, end: start + text.length };
}

/** The index after the `{` of a block at the top level. */
function indexOfBlock(tokens: readonly Token[], name: string): number | undefined {
  let depth = 0;
  for (const [index, { text }] of tokens.entries()) {
    if (text === '{') depth += 1;
    if (text === '}') depth -= 1;
    if (depth === 1 && text === '{' && tokens[index - 1]?.text === name) return index + 1;
  }
  return undefined;
}

export function withConnections(
  text: string,
  events: Extract<Events, { kind: 'found' }>,
  count: number,
): string {
  const own = events.value === undefined ? `\n\tworker_connections ${count};` : String(count);
  return text.slice(0, events.start) + own + text.slice(events.end);
}
