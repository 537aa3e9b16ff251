// `vars_prompt` of a play: variables that a person is asked for when the run begins.

import { unset, type Variable, type Variables } from '../expression/scope.js';
import type { Place } from '../problem.js';
import { entryOf, type Located, type LocatedMap } from '../yaml/located.js';
import { checkKeys, type Problems, readFlag, readList, readMap, readText } from '../yaml/shape.js';
import { readRegister } from './keywords.js';

export interface Prompt {
  readonly place: Place;
  /** Of the variable. */
  readonly name: string;
  readonly question: string;
  /** What an empty answer stands for, and none where nobody can be asked. */
  readonly fallback: string | undefined;
  /** It is not shown while it is typed, and is a secret. */
  readonly private: boolean;
  /** It is asked for twice. */
  readonly confirm: boolean;
}

export const promptKeys = ['name', 'prompt', 'default', 'private', 'confirm'] as const;

const advice: ReadonlyMap<string, string> = new Map([
  ['encrypt', 'leave it out, and ask for the hash'],
  ['salt', 'leave it out, and ask for the hash'],
  ['salt_size', 'leave it out, and ask for the hash'],
  ['unsafe', 'leave it out: an answer is never read as a template'],
]);

export function readPrompts(node: Located, problems: Problems): readonly Prompt[] {
  return (readList(node, 'a list of questions', problems) ?? []).flatMap((item) => {
    const map = readMap(item, 'a question', problems);
    return (map && readPrompt(map, problems)) ?? [];
  });
}

function readPrompt(map: LocatedMap, problems: Problems): Prompt | undefined {
  checkKeys(map, promptKeys, 'a question', problems, advice);
  const under = <Value>(key: string, read: (value: Located) => Value) => {
    const entry = entryOf(map, key);
    return entry && read(entry.value);
  };
  const flag = (key: string) => under(key, (value) => readFlag(value, problems));
  const text = (key: string) => under(key, (value) => readText(value, 'a text', problems));
  const name = under('name', (value) => readRegister(value, problems));
  if (!entryOf(map, 'name'))
    problems.push({ message: 'a question needs the name of its variable', place: map.place });
  const prompt: Omit<Prompt, 'name'> = {
    place: map.place,
    question: text('prompt') ?? name ?? '',
    fallback: text('default'),
    private: flag('private') ?? true,
    confirm: flag('confirm') ?? false,
  };
  return name === undefined ? undefined : { name, ...prompt };
}

/** What the variables are as long as nobody was asked. */
export function unanswered(prompts: readonly Prompt[]): Variables {
  const because = 'it is asked for when the playbook is run';
  return new Map(prompts.map(({ name }): [string, Variable] => [name, unset(because)]));
}
