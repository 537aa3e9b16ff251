// Writes a host into the text of an inventory: its other lines, their order and their comments stay. Pure.

import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  YAMLMap,
} from 'yaml';
import type { Json } from '../../json.js';
import { fail } from '../../problem.js';
import type { EndpointEntry } from './meant.js';

const beginning = `# Hosts and their settings. hostwright setup HOST adds one; inventory.example.yml of hostwright tells what may be set.
`;

/**
 * @param text undefined: there is no inventory yet
 * @param variables null takes one away that stands at the host, or at the endpoint
 * @throws ProblemError for a text that is no inventory in YAML, or has an alias or something sealed where the host's
 * variables belong
 */
export function withHost(
  text: string | undefined,
  file: string,
  host: string,
  variables: ReadonlyMap<string, Json>,
  endpoint?: EndpointEntry,
): string {
  const lineCounter = new LineCounter();
  const document = text === undefined ? new Document() : parseDocument(text, { lineCounter });
  const [mistake] = document.errors;
  const isGroups = document.contents === null || isMap(document.contents);
  if (mistake || !isGroups) {
    const advice = mistake?.message.split('\n')[0] ?? 'it has to be a map of groups';
    fail(`${file} is no inventory in YAML, and setup writes into no other`, undefined, advice);
  }
  const found = pathOfHost(document, host);
  if (text !== undefined && found && variables.size === 0 && !endpoint) return text;
  const path = found ?? ['all', 'hosts', host];
  const source = { document, file, lineCounter };
  for (const length of found ? [] : [1, 2])
    requireMap(source, path.slice(0, length), 'it is no map of hosts');
  if (variables.size === 0 && !endpoint) document.setIn(path, document.createNode(null));
  else requireMap(source, path, 'its variables are an alias or sealed: write them out');
  for (const [name, value] of variables) put(document, [...path, name], value);
  if (endpoint) putEndpoint(source, path, endpoint);
  const written = document.toString({ lineWidth: 0, nullStr: '', ...layoutOf(text ?? '') });
  return text === undefined ? beginning + written : asWritten(text, written);
}

/** What is put at a host, by itself: lines of YAML for people. */
export function entryText(host: string, ofHost: ReadonlyMap<string, Json>, endpoint?: EndpointEntry): string {
  const own = endpoint && Object.fromEntries([...named(endpoint.name), ...endpoint.variables]);
  const variables: ReadonlyMap<string, Json> = new Map([
    ...ofHost,
    ...(own ? [['endpoints', [own]] as const] : []),
  ]);
  const all = [...variables];
  const said = all.filter(([, value]) => value !== null);
  const gone = all.filter(([, value]) => value === null).map(([name]) => `  # ${name}: is taken away\n`);
  const head = said.length === 0 ? `${stringify(host).trimEnd()}:\n` : '';
  const lines = said.length === 0 ? '' : stringify({ [host]: Object.fromEntries(said) }, { lineWidth: 0 });
  return head + lines + gone.join('');
}

interface Source {
  readonly document: Document;
  readonly file: string;
  readonly lineCounter: LineCounter;
}

/** A map is made where nothing stands yet, and nothing else is replaced by one. */
function requireMap({ document, file, lineCounter }: Source, path: readonly string[], advice: string): void {
  const node = document.getIn(path, true);
  if (isMap(node)) return;
  const isEmpty = node === undefined || (isScalar(node) && node.value === null && node.tag === undefined);
  if (!isEmpty) {
    const { line, col } = lineCounter.linePos(isNode(node) ? (node.range?.[0] ?? 0) : 0);
    fail(`setup cannot write into ${path.join('.')}`, { file, line, column: col }, advice);
  }
  const map = new YAMLMap();
  if (isScalar(node)) map.commentBefore = node.comment ?? null;
  document.setIn(path, map);
}

/** The first one, which stood beside no list until now, stays what it is: an entry that says nothing. */
function putEndpoint(source: Source, path: readonly string[], endpoint: EndpointEntry): void {
  const { document, file } = source;
  const here = [...path, 'endpoints'];
  const list = document.getIn(here, true);
  if (list === undefined) document.setIn(here, document.createNode([{}]));
  else if (!isSeq(list))
    fail(`${file}: endpoints is no list that setup can write into`, undefined, 'write it out at the host');
  const items = document.getIn(here, true);
  if (!isSeq(items)) return;
  const at = items.items.findIndex((item) => isMap(item) && String(item.get('name') ?? '') === endpoint.name);
  const fresh = () => items.items.push(document.createNode(Object.fromEntries(named(endpoint.name))));
  const index = at < 0 ? fresh() - 1 : at;
  for (const [name, value] of endpoint.variables) put(document, [...here, index, name], value);
}

function named(name: string): readonly (readonly [string, Json])[] {
  return name === '' ? [] : [['name', name]];
}

/** A comment behind a value stays there when the value changes. */
function put(document: Document, path: readonly (string | number)[], value: Json): void {
  const old = document.getIn(path, true);
  if (value === null) document.deleteIn(path);
  else if (isScalar(old)) old.value = value;
  else document.setIn(path, document.createNode(value));
}

/** Lines that differ in white space only get back what their author has given them. */
function asWritten(before: string, after: string): string {
  const essence = (line: string) => line.replace(/(?<=\S)\s+/g, '');
  const left = before.split('\n');
  const lines = after.split('\n').map((line) => {
    const at = left.findIndex((each) => essence(each) === essence(line));
    return at < 0 ? line : (left.splice(0, at + 1).at(-1) ?? line);
  });
  const restored = lines.join('\n');
  const isSame = isDeepStrictEqual(parseDocument(restored).toJS(), parseDocument(after).toJS());
  return isSame ? restored : after;
}

/** The host of that name, else one that is reached at that address; undefined: there is none. */
export function hostAt(text: string, name: string, address: string): string | undefined {
  const hosts = [...hostsIn(parseDocument(text).contents, [])];
  const isThere = ({ variables }: HostAt) =>
    isMap(variables) &&
    ['ansible_host', 'ansible_ssh_host', 'host'].some((key) => variables.get(key) === address);
  const found = hosts.find((host) => host.name === name) ?? hosts.find(isThere);
  return found?.name;
}

/** Where the host stands first. */
function pathOfHost(document: Document, name: string): readonly string[] | undefined {
  return [...hostsIn(document.contents, [])].find((host) => host.name === name)?.path;
}

interface HostAt {
  readonly name: string;
  readonly path: readonly string[];
  readonly variables: unknown;
}

/** Of all groups, those of a group before those of its children. */
function* hostsIn(groups: unknown, path: readonly string[]): Generator<HostAt> {
  for (const [group, content] of childrenOf(groups)) {
    const [hosts, children] = ['hosts', 'children'].map((key) =>
      isMap(content) ? content.get(key) : undefined,
    );
    for (const [name, variables] of childrenOf(hosts))
      yield { name, path: [...path, group, 'hosts', name], variables };
    yield* hostsIn(children, [...path, group, 'children']);
  }
}

function childrenOf(node: unknown): readonly (readonly [string, unknown])[] {
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), value]);
}

/** As its author indents: the first line that is indented tells. */
function layoutOf(text: string) {
  const [, indent = '  '] = /^( +)[^\s#-]/m.exec(text) ?? [];
  const isFlush = /^( *)[^\s#][^\n]*:\n\1- /m.test(text);
  return { indent: Math.min(8, indent.length), indentSeq: !isFlush };
}
