// `loop` and `loop_control` of a task.

import { entryOf, type LocatedMap } from '../yaml/located.js';
import { checkKeys, type Problems, readMap, readScalar } from '../yaml/shape.js';
import { loopControlAdvice, loopControlKeys } from './keys.js';
import { readRegister } from './keywords.js';
import type { Loop } from './play.js';

export function readLoop(task: LocatedMap, problems: Problems): Loop | undefined {
  const [loop, control] = [entryOf(task, 'loop'), entryOf(task, 'loop_control')];
  if (control && !loop) {
    const advice = 'write loop: with a list, or leave loop_control out';
    problems.push({ message: 'loop_control without a loop', place: control.keyPlace, advice });
  }
  if (!loop) return undefined;
  const map = control && readMap(control.value, 'keys such as loop_var', problems);
  if (map) checkKeys(map, loopControlKeys, 'loop_control', problems, loopControlAdvice);
  const value = (key: string) => map && entryOf(map, key)?.value;
  const [variable, index, label, pause] = loopControlKeys.map(value);
  return {
    items: loop.value,
    variable: (variable && readRegister(variable, problems)) ?? 'item',
    index: index && readRegister(index, problems),
    label: label && readScalar(label, 'a text', problems),
    pause: pause ? readPause(pause, problems) : 0,
  };
}

function readPause(node: NonNullable<ReturnType<typeof entryOf>>['value'], problems: Problems): number {
  if (node.kind === 'scalar' && typeof node.value === 'number' && node.value >= 0) return node.value;
  problems.push({ message: 'expected a number of seconds', place: node.place });
  return 0;
}
