// Cases for the laws of copy.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'copy',
  local: true,
  cases: (folder) => {
    const dest = `${folder}/f`;
    return [
      {
        title: 'a new file',
        wanted: { dest, content: 'one\n' },
        check: `[ "$(stat -c '%a %U %G' ${dest})" = '644 root root' ] && [ "$(cat ${dest})" = one ]`,
      },
      {
        title: 'a new file with mode, owner and group',
        wanted: { dest, content: '', mode: '0640', owner: 'daemon', group: 'adm' },
        check: `[ "$(stat -c '%a %U %G' ${dest})" = '640 daemon adm' ]`,
      },
      {
        title: 'an old file keeps mode, owner and group',
        prepare: `echo old > ${dest}; chown daemon:adm ${dest}; chmod 4750 ${dest}`,
        wanted: { dest, content: 'new' },
        check: `[ "$(stat -c '%a %U %G' ${dest})" = '4750 daemon adm' ] && [ "$(cat ${dest})" = new ]`,
      },
      {
        title: 'only the mode differs',
        prepare: `printf same > ${dest}; chmod 0600 ${dest}; ls -i ${dest} > ${folder}/inode`,
        wanted: { dest, content: 'same', mode: '0604' },
        check: `[ "$(ls -i ${dest})" = "$(cat ${folder}/inode)" ]`,
      },
      {
        title: 'a file that is as wanted',
        prepare: `printf same > ${dest}`,
        wanted: { dest, content: 'same' },
        verdict: 'nothing',
      },
      {
        title: 'a link is followed where it is to be',
        prepare: `mkdir ${folder}/d; echo old > ${folder}/d/t; ln -s d/t ${folder}/l; ln -s l ${dest}`,
        wanted: { dest, content: 'new', follow: true },
        check: `[ -L ${dest} ] && [ -L ${folder}/l ] && [ "$(cat ${folder}/d/t)" = new ]`,
      },
      {
        title: 'a link to nothing is followed',
        prepare: `mkdir ${folder}/d; ln -s d/t ${dest}`,
        wanted: { dest, content: 'new', follow: true },
        check: `[ -L ${dest} ] && [ "$(cat ${folder}/d/t)" = new ]`,
      },
      {
        title: 'only the mode differs, behind a link',
        prepare: `printf same > ${folder}/t; chmod 0600 ${folder}/t; ln -s t ${dest}`,
        wanted: { dest, content: 'same', mode: '0604', follow: true },
        check: `[ -L ${dest} ] && [ "$(stat -c %a ${folder}/t)" = 604 ]`,
      },
      {
        title: 'a link is replaced',
        prepare: `mkdir ${folder}/d; ln -s d ${dest}`,
        wanted: { dest, content: 'new' },
        check: `[ ! -L ${dest} ] && [ "$(cat ${dest})" = new ] && [ -z "$(ls -A ${folder}/d)" ]`,
      },
      {
        title: 'a link is replaced even where what it leads to is as wanted',
        prepare: `printf same > ${folder}/t; ln -s t ${dest}`,
        wanted: { dest, content: 'same', follow: false },
        check: `[ ! -L ${dest} ] && [ "$(cat ${folder}/t)" = same ]`,
      },
      {
        title: 'a file in the directory of somebody else is theirs',
        prepare: `mkdir ${folder}/theirs && chown daemon ${folder}/theirs`,
        wanted: { dest: `${folder}/theirs/f`, content: 'new', mode: '0600', owner: 'daemon' },
        check: `[ "$(stat -c '%a %U' ${folder}/theirs/f)" = '600 daemon' ]`,
      },
      {
        title: 'a file of root in the directory of somebody else',
        prepare: `mkdir ${folder}/theirs && chown daemon ${folder}/theirs`,
        wanted: { dest: `${folder}/theirs/f`, content: 'new', owner: 'root' },
        verdict: 'missing',
      },
      {
        title: 'the same, where nobody is feared',
        prepare: `mkdir ${folder}/theirs && chown daemon ${folder}/theirs`,
        wanted: { dest: `${folder}/theirs/f`, content: 'new', owner: 'root', unsafe_path: 'allow' },
        check: `[ "$(stat -c '%a %U' ${folder}/theirs/f)" = '644 root' ]`,
      },
      {
        title: 'a private file',
        prepare: `echo old > ${dest}`,
        wanted: { dest, content: 'secret', mode: '0600' },
      },
      {
        title: 'a directory in the way',
        prepare: `mkdir ${dest}`,
        wanted: { dest, content: '' },
        verdict: 'missing',
      },
      { title: 'a device in the way', wanted: { dest: '/dev/full', content: '' }, verdict: 'missing' },
      { title: 'no directory for it', wanted: { dest: `${folder}/no/f`, content: '' }, verdict: 'missing' },
      {
        title: 'a file that is there already, and is to be left',
        prepare: `echo old > ${dest}`,
        wanted: { dest, content: 'x', mode: '0600', force: false },
        verdict: 'nothing',
      },
      {
        title: 'permission bits that are told as changes, of a file that is there',
        prepare: `echo old > ${dest} && chmod 0604 ${dest}`,
        wanted: { dest, content: 'x', mode: 'g=u,o=' },
        check: `[ "$(stat -c %a ${dest})" = 660 ]`,
      },
      {
        title: 'a login user writes into a directory of its own',
        as: 'operator',
        prepare: `mkdir ${folder}/own; chown operator ${folder}/own`,
        wanted: { dest: `${folder}/own/f`, content: 'x', mode: '0600' },
        check: `[ "$(stat -c %U ${folder}/own/f)" = operator ]`,
      },
      {
        title: 'a login user may not write into a directory of root',
        as: 'operator',
        wanted: { dest, content: 'x' },
        verdict: 'missing',
      },
      {
        title: 'a group that the host does not have',
        wanted: { dest, content: '', group: 'no-such-group' },
        verdict: 'missing',
      },
    ];
  },
};
