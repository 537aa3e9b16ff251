// Scopes for tests, from YAML: `source` variables stand in a file, `final` ones come from a host or a computation.

import {
  final,
  type Scope,
  scopeOf as scopeOfLevels,
  type Variable,
  type Variables,
} from '../../src/expression/scope.js';
import type { Files } from '../../src/files/files.js';
import type { Json } from '../../src/json.js';
import { formatProblem, ProblemError } from '../../src/problem.js';
import { entryOf, type Located } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';

export function parse(yaml: string): Located {
  const [node] = parseYaml(yaml, 'vars.yml', 'playbook').documents;
  if (!node) throw new Error('no YAML document');
  return node;
}

/** Layers of variables, weakest first. */
export function layered(...layers: readonly Variables[]): Scope {
  return layers.reduce(overlaid, scopeOfLevels({}));
}

/** These variables win over all others. */
export function overlaid(scope: Scope, over: Variables): Scope {
  return scope.with('magic variables', over);
}

/** Source variables from a YAML map, and final ones as they are. */
export function scopeOf(yaml: string, finals: Readonly<Record<string, Json>> = {}, secret = false): Scope {
  const node = yaml === '' ? undefined : parse(yaml);
  const entries = node?.kind === 'map' ? node.entries : [];
  const sources = entries.map(
    ({ key, value }) => [key, { kind: 'source', node: value } as Variable] as const,
  );
  const given = Object.entries(finals).map(([name, value]) => [name, final(value, secret)] as const);
  return layered(new Map(sources), new Map(given));
}

export function unsetScope(name: string): Scope {
  return layered(new Map([[name, { kind: 'unset', because: 'the result of "look"' } as Variable]]));
}

/** The value under `v` of a YAML text: with quotes and blocks, as a user writes it. */
export function valueNode(yaml: string): Located {
  const entry = entryOf(parse(yaml) as Extract<Located, { kind: 'map' }>, 'v');
  if (!entry) throw new Error('no key v');
  return entry.value;
}

/** Files in memory. */
export function filesOf(contents: Readonly<Record<string, string>> = {}): Files {
  const bytes = (path: string) => {
    const content = contents[path];
    if (content === undefined) throw new Error(`no file ${path}`);
    return Buffer.from(content);
  };
  const text = (path: string) => bytes(path).toString();
  const content = (path: string) => ({ bytes: bytes(path), text: () => text(path), secret: false });
  return { bytes, text, content, find: (_, name) => name, tree: () => undefined, isInside: () => true };
}

/** What went wrong, as the user sees it. */
export function problemsOf(run: () => unknown): string {
  try {
    return `no problem: ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
}
