// Cases for the laws of replace.

import { viewOf } from './edited_view.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'replace',
  local: true,
  cases: (folder) => {
    const path = `${folder}/f`;
    return [
      {
        title: 'every match, in every line',
        prepare: `printf 'old.example old.example\\nold.example' > ${path}; chown daemon ${path}`,
        wanted: { path, regexp: '\\bold(\\.example)\\b', replace: 'new\\1' },
        check: `[ "$(cat ${path})" = "$(printf 'new.example new.example\\nnew.example')" ] && [ "$(stat -c %U ${path})" = daemon ]`,
      },
      {
        title: 'between two places only',
        prepare: `printf 'a\\n[s]\\na\\n[t]\\na\\n' > ${path}`,
        wanted: { path, regexp: '^a$', replace: 'b', after: '\\[s\\]', before: '\\[t\\]' },
        check: `[ "$(cat ${path})" = "$(printf 'a\\n[s]\\nb\\n[t]\\na')" ]`,
      },
      {
        title: 'what grows each time is changed once by each run',
        prepare: `echo a > ${path}`,
        wanted: { path, regexp: '^a', replace: 'aa' },
        check: `[ "$(cat ${path})" = aa ]`,
      },
      {
        title: 'nothing that matches',
        prepare: `echo a > ${path}`,
        wanted: { path, regexp: 'b' },
        verdict: 'nothing',
      },
      { title: 'no file', wanted: { path, regexp: 'b' }, verdict: 'missing' },
      {
        title: 'a file that is no text',
        prepare: `printf 'a\\377' > ${path}`,
        wanted: { path, regexp: 'a', replace: 'b' },
        verdict: 'missing',
      },
    ];
  },
  view: viewOf('replace'),
};
