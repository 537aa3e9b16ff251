// The words of `exec` to a playbook of one task. Places are those in the text of --args.

import { hasParameter, type Module } from '../../module.js';
import { splitWords } from '../../module_parts/words.js';
import { didYouMean } from '../../nearest.js';
import { fail, type Place } from '../../problem.js';
import { entryOf, type Located, type LocatedEntry, type LocatedMap, scalarAt } from '../../yaml/located.js';
import { parseYaml } from '../../yaml/parse.js';
import { readPlain } from '../../yaml/scalar.js';

export interface TaskWords {
  readonly module?: string | undefined;
  readonly args?: string | undefined;
  readonly become?: boolean | undefined;
  readonly becomeUser?: string | undefined;
}

const file = '--args';
const start: Place = { file, line: 1, column: 1 };

/**
 * The playbook as YAML would have it.
 *
 * @param command the words after `--`
 * @throws ProblemError where there is nothing to run, or two things
 */
export function playbookOf(
  pattern: string,
  command: readonly string[],
  words: TaskWords,
  modules: ReadonlyMap<string, Module>,
): LocatedMap {
  const { become, becomeUser } = words;
  const task = mapOf([call(command, words, modules)]);
  return mapOf([
    ['hosts', scalarAt(pattern, start)],
    ['gather_facts', flag(false)],
    ...(become || becomeUser !== undefined ? [['become', flag(true)] as const] : []),
    ...(becomeUser === undefined ? [] : [['become_user', scalarAt(becomeUser, start)] as const]),
    ['tasks', { kind: 'list', items: [task], place: start }],
  ]);
}

function call(
  command: readonly string[],
  { module: name, args = '' }: TaskWords,
  modules: ReadonlyMap<string, Module>,
): readonly [string, Located] {
  if (name === undefined && args === '') return commandOf(command);
  if (command.length > 0)
    fail('a command after -- and a module (-m, -a) are two things', undefined, 'run one of them');
  const module = modules.get(name ?? 'command');
  if (!module) return fail(`there is no module "${name}"`, undefined, didYouMean(name ?? '', modules.keys()));
  return [module.name, parametersIn(args, module)];
}

/** As ssh has it, one word is a line for a shell. */
function commandOf(words: readonly string[]): readonly [string, Located] {
  const [only, ...more] = words;
  if (only === undefined)
    return fail(
      'nothing to run',
      undefined,
      'write -- and a command, or -m and a module: --help shows examples',
    );
  if (more.length === 0 && /\s/.test(only)) return ['shell', scalarAt(only, start)];
  return [
    'command',
    mapOf([['argv', { kind: 'list', items: words.map((word) => scalarAt(word, start)), place: start }]]),
  ];
}

/** `{ name: nginx }` is YAML; words that are all NAME=VALUE are parameters, where any NAME is known; else it is the main one. */
function parametersIn(text: string, module: Module): Located {
  const yaml = /^\s*\{[^{]/.test(text) ? parseYaml(text, file, 'playbook').documents[0] : undefined;
  if (yaml) return yaml;
  const words = splitWords(text);
  if (!words) return fail('a quote is not closed', start);
  if (words.length === 0) return mapOf([]);
  const pairs = words.map((word) => /^(\w+)=([\s\S]*)$/.exec(word));
  const areParameters = pairs.every(Boolean) && pairs.some((pair) => hasParameter(module, pair?.[1] ?? ''));
  if (module.bare !== undefined && !areParameters) return scalarAt(text, start);
  return mapOf(
    pairs.map((pair, index) => {
      const [, name, value] = pair ?? fail(`"${words[index]}" is no parameter`, start, 'write name=value');
      return [
        name ?? '',
        { ...scalarAt(value ?? '', start), value: readPlain(value ?? '', 'playbook') },
      ] as const;
    }),
  );
}

function flag(value: boolean): Located {
  return { kind: 'scalar', value, text: String(value), place: start };
}

function mapOf(entries: readonly (readonly [string, Located])[]): LocatedMap {
  const map: { kind: 'map'; entries: LocatedEntry[]; place: Place } = {
    kind: 'map',
    entries: [],
    place: start,
  };
  for (const [key, value] of entries) {
    if (entryOf(map, key)) fail(`${key} stands there twice`, start);
    map.entries.push({ key, keyPlace: start, value });
  }
  return map;
}
