// Cases for the laws of tempfile. It never finds what it made, so each run makes another.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'tempfile',
  local: true,
  cases: (folder) => [
    {
      title: 'a file',
      wanted: { path: folder },
      check: `set -- ${folder}/ansible.* && [ $# = 1 ] && [ -f "$1" ] && [ ! -s "$1" ] && case $(ls -ld "$1") in -rw-------*) ;; *) exit 1 ;; esac`,
    },
    {
      title: 'a directory, with a name that needs quotes',
      wanted: { path: folder, state: 'directory', prefix: `it's a; `, suffix: ' "d"' },
      check: `set -- ${folder}/it*d* && [ $# = 1 ] && case $(ls -ld "$1") in drwx------*) ;; *) exit 1 ;; esac`,
    },
    {
      title: 'where everybody may write, and nobody but the owner may take away',
      prepare: `mkdir ${folder}/t && chmod 1777 ${folder}/t`,
      wanted: { path: `${folder}/t/` },
      check: `set -- ${folder}/t/ansible.* && [ -f "$1" ]`,
    },
    { title: 'a folder that is not there', wanted: { path: `${folder}/none` }, verdict: 'missing' },
    {
      title: 'a folder in which others may exchange it',
      prepare: `mkdir ${folder}/open && chmod 0777 ${folder}/open`,
      wanted: { path: `${folder}/open` },
      verdict: 'missing',
    },
    {
      title: 'the same, where the user fears nobody',
      prepare: `mkdir ${folder}/open && chmod 0777 ${folder}/open`,
      wanted: { path: `${folder}/open`, unsafe_path: 'allow' },
    },
    { title: 'another user, who may not', wanted: { path: folder }, as: 'operator', verdict: 'missing' },
  ],
};
