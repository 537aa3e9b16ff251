// `--extra-vars`: key=value words, JSON or YAML in braces, or @FILE. The later one wins.

import { overrule, sourceVariable, type Variable, type Variables } from '../../expression/scope.js';
import type { Files } from '../../files/files.js';
import { dataFormat } from '../../inventory/format.js';
import { fail, type Problem, ProblemError } from '../../problem.js';
import type { Opener } from '../../secrets/opened.js';
import { scalarAt } from '../../yaml/located.js';
import { readMap } from '../../yaml/shape.js';
import { openWhole, parsePlain } from '../load.js';

/** Where mistakes in what stands on the command line itself are said to be. */
const commandLine = '--extra-vars';

/** @throws ProblemError with the mistakes of the first that has some */
export async function loadExtraVars(
  texts: readonly string[],
  files: Files,
  open: Opener,
): Promise<Variables> {
  const all = new Map<string, Variable>();
  for (const text of texts) {
    const variables = /^[@{[]/.test(text) ? await documentIn(text, files, open) : wordsIn(text);
    for (const [name, variable] of variables) overrule(all, name, variable);
  }
  return all;
}

async function documentIn(text: string, files: Files, open: Opener): Promise<Variables> {
  const file = text.startsWith('@') ? text.slice(1) : commandLine;
  const plain = await openWhole(text.startsWith('@') ? files.text(file) : text, file, open);
  const parsed = await parsePlain(plain, dataFormat(plain.text) === 'json' ? 'playbook' : 'inventory', open);
  const [document] = parsed.documents;
  if (!document) return new Map();
  const problems: Problem[] = [];
  const map = readMap(document, 'variables with their values', problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return new Map(map?.entries.map(({ key, value }) => [key, sourceVariable(key, value)] as const));
}

/** Values are texts, as in Ansible: what is to be a number or a list is written as JSON. */
function wordsIn(text: string): Variables {
  const words = [...text.matchAll(/(?:\{\{.*?\}\}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"'])+/g)];
  return new Map(
    words.map(({ 0: word, index }) => {
      const place = { file: commandLine, line: 1, column: index + 1 };
      const [, name, written = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
      if (name === undefined) {
        const advice = 'write key=value, {"key": "value"}, or @FILE';
        fail(`"${word}" is no variable with a value`, place, advice);
      }
      return [
        name,
        sourceVariable(name, scalarAt(unquoted(written), { ...place, column: index + name.length + 2 })),
      ];
    }),
  );
}

function unquoted(text: string): string {
  const inner = /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
  return inner.replace(/\\([\\"'nrt])/g, (_, code: string) => ({ n: '\n', r: '\r', t: '\t' })[code] ?? code);
}
