// Cases for the laws of lineinfile.

import { viewOf } from './edited_view.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'lineinfile',
  local: true,
  cases: (folder) => {
    const path = `${folder}/f`;
    return [
      {
        title: 'a line that is not there goes to the end, also of a file without a last line feed',
        prepare: `printf 'one\\ntwo' > ${path}; chmod 0640 ${path}`,
        wanted: { path, line: 'three' },
        check: `[ "$(cat ${path})" = "$(printf 'one\\ntwo\\nthree')" ] && [ "$(stat -c %a ${path})" = 640 ]`,
      },
      {
        title: 'the last line that matches is replaced',
        prepare: `printf '#Port 22\\nx\\n#Port 23\\n' > ${path}`,
        wanted: { path, regexp: '^#?Port', line: 'Port 2222' },
        check: `[ "$(cat ${path})" = "$(printf '#Port 22\\nx\\nPort 2222')" ]`,
      },
      {
        title: 'groups of what matched',
        prepare: `printf 'key = old # why\\n' > ${path}`,
        wanted: { path, regexp: '^(key\\s*=\\s*)\\S+(.*)$', line: '\\1new\\2', backrefs: true },
        check: `[ "$(cat ${path})" = 'key = new # why' ]`,
      },
      {
        title: 'groups of what matches nothing',
        prepare: `printf 'one\\n' > ${path}`,
        wanted: { path, regexp: '^(key)', line: '\\1', backrefs: true },
        verdict: 'nothing',
      },
      {
        title: 'a new file',
        wanted: { path, line: 'one', create: true, mode: '0600' },
        check: `[ "$(stat -c %a ${path})" = 600 ] && [ "$(cat ${path})" = one ]`,
      },
      { title: 'no file', wanted: { path, line: 'one' }, verdict: 'missing' },
      { title: 'nothing to remove', wanted: { path, line: 'one', state: 'absent' }, verdict: 'nothing' },
      {
        title: 'what matches goes, the other bytes stay',
        prepare: `printf 'a\\001\\377\\r\\nb\\na\\n' > ${path}`,
        wanted: { path, regexp: '^b', state: 'absent' },
        check: `[ "$(od -An -c ${path} | tr -s ' ')" = "$(printf 'a\\001\\377\\r\\na\\n' | od -An -c | tr -s ' ')" ]`,
      },
      {
        title: 'a file that is as wanted',
        prepare: `printf 'one\\r\\ntwo\\n' > ${path}`,
        wanted: { path, line: 'two' },
        verdict: 'nothing',
      },
      {
        title: 'only the mode differs',
        prepare: `echo one > ${path}; chmod 0600 ${path}; ls -i ${path} > ${folder}/inode`,
        wanted: { path, line: 'one', mode: '0604' },
        check: `[ "$(ls -i ${path})" = "$(cat ${folder}/inode)" ]`,
      },
      {
        title: 'a link stays, and what it leads to is edited',
        prepare: `mkdir ${folder}/d; echo one > ${folder}/d/t; ln -s d/t ${path}`,
        wanted: { path, line: 'two' },
        check: `[ -L ${path} ] && [ "$(cat ${folder}/d/t)" = "$(printf 'one\\ntwo')" ]`,
      },
      {
        title: 'only the mode of what a link leads to differs',
        prepare: `mkdir ${folder}/d; echo one > ${folder}/d/t; chmod 0600 ${folder}/d/t; ln -s d/t ${path}`,
        wanted: { path, line: 'one', mode: '0604' },
        check: `[ -L ${path} ] && [ "$(stat -c %a ${folder}/d/t)" = 604 ]`,
      },
      {
        title: 'a command accepts it',
        prepare: `echo one > ${path}`,
        wanted: { path, line: 'two words', validate: "grep -q 'two words' %s" },
      },
      {
        title: 'a directory in the way',
        prepare: `mkdir ${path}`,
        wanted: { path, line: '' },
        verdict: 'missing',
      },
      {
        title: 'a login user may not edit a file of root',
        as: 'operator',
        prepare: `echo one > ${path}`,
        wanted: { path, line: 'x' },
        verdict: 'missing',
      },
    ];
  },
  view: viewOf('line', 'regexp'),
};
