// Tasks of file at random, and what stands at their paths before.

import fc from 'fast-check';
import type { Case } from './judge.js';

const modes = [
  '0640',
  '0755',
  '2750',
  'u=rw,go=r',
  'u+x',
  'a-w',
  'g=u',
  'u=rwX,go=rX',
  '+x',
  'o=',
  'ug+s',
  'u=rw-x+X',
  '=r,u+w',
];
const befores = [
  ':',
  'echo x >p',
  'echo x >p; chmod 600 p',
  'echo x >p; chmod 4755 p; chown daemon:adm p',
  'mkdir p',
  'mkdir -p p/d/e; echo x >p/f; chmod 755 p/f; echo y >p/d/g; chmod 600 p/d/g; ln -s f p/l; chown daemon p/d/g',
  'mkdir -m 2770 p; : >p/f',
  'echo t >t; ln -s t p',
  'mkdir t; ln -s t p',
  'ln -s none p',
  'echo t >t; ln t p',
  'echo t >t; echo x >p',
  'mkfifo p',
];

const some = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const mode = some(modes);
const owner = some(['daemon', 'root']);
const group = some(['adm', 'root']);
const follow = some([true, false]);
const times = {
  access_time: some(['preserve', '202001020304.05', 'now']),
  modification_time: some(['preserve', '201901020304.05']),
};

const tasks = fc.oneof(
  fc.record({ state: some(['file', 'directory']), mode, owner, group, follow }),
  fc.record({
    state: fc.constant('directory'),
    recurse: fc.constant(true),
    mode,
    owner,
    group,
    follow: fc.constant(false),
  }),
  fc.record({ state: fc.constant('touch'), mode, owner, ...times }),
  fc.record({ state: some(['file', 'directory']), mode, ...times }),
  fc.record({ state: fc.constant('hard'), src: fc.constantFrom('@/t', '@/none'), force: some([true]), mode }),
  fc.record({
    state: fc.constant('link'),
    src: fc.constantFrom('t', 'd'),
    force: some([true]),
    owner,
    follow: fc.constant(false),
  }),
  fc.constant({ state: 'absent' }),
);

export const fileCases: fc.Arbitrary<Case> = fc
  .record({ before: fc.constantFrom(...befores), task: tasks, key: fc.constantFrom('path', 'dest', 'name') })
  .map(({ before, task, key }) => {
    const args = JSON.parse(JSON.stringify(task)) as Record<string, unknown>;
    return { module: 'ansible.modules.file', before, args: { [key]: '@/p', ...args } };
  });
