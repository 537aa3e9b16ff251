// Cases for the laws of shell.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'shell',
  local: true,
  cases: (folder) => [
    {
      title: 'pipes, variables and several lines',
      wanted: { cmd: 'x=$(echo one | tr o 0)\necho "$x" > out\ntest -s out', chdir: folder },
      check: `[ "$(cat ${folder}/out)" = 0ne ]`,
    },
    { title: 'unless succeeds', wanted: { cmd: 'false', unless: 'true' }, verdict: 'nothing' },
    { title: 'unless fails', wanted: { cmd: 'true', unless: 'exit 7' } },
    { title: 'only_if fails', wanted: { cmd: 'false', only_if: 'exit 7' }, verdict: 'nothing' },
    { title: 'only_if succeeds', wanted: { cmd: 'true', only_if: 'cat > /dev/null; echo held=creates' } },
    { title: 'a guard that is no sh', wanted: { cmd: 'true', unless: 'if then (' } },
    {
      title: 'guards run where the command runs',
      prepare: `: > ${folder}/mark`,
      wanted: { cmd: 'false', unless: 'test -f mark', chdir: folder },
      verdict: 'nothing',
    },
  ],
};
