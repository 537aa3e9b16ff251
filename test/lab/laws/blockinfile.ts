// Cases for the laws of blockinfile.

import { viewOf } from './edited_view.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'blockinfile',
  local: true,
  cases: (folder) => {
    const path = `${folder}/f`;
    const marked = (block: string) => `# BEGIN x\\n${block}# END x\\n`;
    return [
      {
        title: 'a block that is not there goes to the end',
        prepare: `printf 'one' > ${path}`,
        wanted: { path, block: 'two\nthree', marker: '# {mark} x' },
        check: `[ "$(cat ${path})" = "$(printf 'one\\n${marked('two\\nthree\\n')}')" ]`,
      },
      {
        title: 'a block that is there is replaced where it is',
        prepare: `printf 'one\\n${marked('old\\n')}two\\n' > ${path}`,
        wanted: { path, block: 'new', marker: '# {mark} x', insertbefore: 'BOF' },
        check: `[ "$(cat ${path})" = "$(printf 'one\\n${marked('new\\n')}two')" ]`,
      },
      {
        title: 'a block whose last marker ends the file without a line feed',
        prepare: `printf '# BEGIN x\\nold\\n# END x' > ${path}`,
        wanted: { path, block: 'new', marker: '# {mark} x' },
        check: `[ "$(cat ${path})" = "$(printf '${marked('new\\n')}')" ]`,
      },
      {
        title: 'beside another block',
        prepare: `printf '${marked('old\\n')}' > ${path}`,
        wanted: { path, block: 'new', marker: '# {mark} y', insertafter: '^# END x' },
        check: `[ "$(tail -n 1 ${path})" = '# END y' ] && [ "$(wc -l < ${path})" -eq 6 ]`,
      },
      {
        title: 'a block goes, and nothing else',
        prepare: `printf 'one\\n${marked('old\\n')}two' > ${path}`,
        wanted: { path, state: 'absent', marker: '# {mark} x' },
        check: `[ "$(cat ${path})" = "$(printf 'one\\ntwo')" ] && [ "$(wc -c < ${path})" -eq 7 ]`,
      },
      {
        title: 'no block to remove',
        prepare: `printf 'one' > ${path}`,
        wanted: { path, state: 'absent' },
        verdict: 'nothing',
      },
      { title: 'a new file', wanted: { path, block: 'one', create: true, owner: 'daemon' } },
      { title: 'no file', wanted: { path, block: 'one' }, verdict: 'missing' },
      {
        title: 'a file that is as wanted',
        prepare: `printf '${marked('one\\n')}' > ${path}`,
        wanted: { path, block: 'one\n', marker: '# {mark} x' },
        verdict: 'nothing',
      },
    ];
  },
  view: viewOf('block'),
};
