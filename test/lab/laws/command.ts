// Cases for the laws of command.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'command',
  local: true,
  cases: (folder) => [
    {
      title: 'arguments arrive as they are',
      wanted: { argv: ['touch', '--', `${folder}/-a "b" 'c' $(d) *\n\\é`] },
      check: `[ -f "${folder}/-a \\"b\\" 'c' \\$(d) *
\\\\é" ]`,
    },
    {
      title: 'one line is split into words',
      wanted: { cmd: `cp 'a b' "c\\"d" e\\ f`, chdir: folder, creates: `${folder}/none` },
      prepare: `cd ${folder} && : > 'a b' && : > 'c"d' && mkdir 'e f'`,
      check: `cd '${folder}/e f' && [ -f 'a b' ] && [ -f 'c"d' ]`,
    },
    {
      title: 'a program is run, not a builtin of the shell',
      wanted: { argv: ['sh', '-c', '[ "$1" = "a\\nb" ]', 'sh', 'a\\nb'] },
    },
    {
      title: 'standard input',
      wanted: { argv: ['dd', `of=${folder}/f`], stdin: 'läuft\n' },
      check: `[ "$(cat ${folder}/f)" = läuft ]`,
    },
    {
      title: 'what it creates is there',
      prepare: `ln -s nowhere ${folder}/l`,
      wanted: { cmd: 'false', creates: `${folder}/l` },
      verdict: 'nothing',
    },
    {
      title: 'what it removes is gone',
      wanted: { cmd: 'false', removes: `${folder}/l` },
      verdict: 'nothing',
    },
    { title: 'no directory to run in', wanted: { cmd: 'true', chdir: `${folder}/no` }, verdict: 'missing' },
  ],
};
