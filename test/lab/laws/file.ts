// Cases for the laws of file.

import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'file',
  local: true,
  cases: (folder) => [
    {
      title: 'a directory with its parents',
      wanted: { path: `${folder}/a/b/c`, state: 'directory', mode: '0700' },
      check: `[ "$(stat -c %a ${folder}/a ${folder}/a/b | uniq)" = 755 ]`,
    },
    {
      title: 'a directory with mode, owner and group',
      wanted: { path: `${folder}/d`, state: 'directory', mode: '2750', owner: 'daemon', group: 'adm' },
      check: `[ "$(stat -c '%a %U %G' ${folder}/d)" = '2750 daemon adm' ]`,
    },
    {
      title: 'a directory loses its set-group-ID bit',
      prepare: `mkdir ${folder}/d && chmod 2770 ${folder}/d`,
      wanted: { path: `${folder}/d/`, state: 'directory', mode: '0755' },
    },
    {
      title: 'a directory that is there',
      prepare: `mkdir ${folder}/d`,
      wanted: { path: `${folder}/d`, state: 'directory' },
      verdict: 'nothing',
    },
    {
      title: 'a directory behind a link keeps the link',
      prepare: `mkdir ${folder}/d && ln -s d ${folder}/l`,
      wanted: { path: `${folder}/l`, state: 'directory', mode: '0700' },
      check: `[ -L ${folder}/l ] && [ "$(stat -c %a ${folder}/d)" = 700 ]`,
    },
    {
      title: 'directories below one of somebody else are theirs',
      prepare: `mkdir ${folder}/theirs && chown daemon ${folder}/theirs`,
      wanted: { path: `${folder}/theirs/a/b`, state: 'directory', mode: '0700', owner: 'daemon' },
      check: `[ "$(stat -c %U ${folder}/theirs/a ${folder}/theirs/a/b | uniq)" = daemon ]`,
    },
    {
      title: 'a link in the directory of somebody else is theirs',
      prepare: `mkdir ${folder}/theirs && chown daemon ${folder}/theirs`,
      wanted: { path: `${folder}/theirs/l`, state: 'link', src: 'x' },
      check: `[ "$(stat -c %U ${folder}/theirs/l)" = daemon ]`,
    },
    {
      title: 'a link in the way, where it is not what it leads to that is meant',
      prepare: `mkdir ${folder}/d && ln -s d ${folder}/l`,
      wanted: { path: `${folder}/l`, state: 'directory', mode: '0700', follow: false },
      verdict: 'missing',
    },
    {
      title: 'a file in the way of a directory',
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f`, state: 'directory' },
      verdict: 'missing',
    },
    {
      title: 'a directory below a file',
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f/d`, state: 'directory' },
      verdict: 'missing',
    },
    {
      title: 'the attributes of a file',
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f`, mode: '4751', owner: 'daemon' },
    },
    { title: 'a file that is not there', wanted: { path: `${folder}/f` }, verdict: 'missing' },
    {
      title: 'an owner that the host does not have',
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f`, owner: 'nobody-of-that-name' },
      verdict: 'missing',
    },
    {
      title: 'a link to nothing',
      wanted: { path: `${folder}/l`, state: 'link', src: '-not there $(yet)' },
      check: `[ "$(readlink ${folder}/l)" = '-not there $(yet)' ]`,
    },
    {
      title: 'a link that led to a directory',
      prepare: `mkdir ${folder}/one ${folder}/two && ln -s one ${folder}/l`,
      wanted: { path: `${folder}/l`, state: 'link', src: 'two', owner: 'daemon' },
      check: `[ "$(readlink ${folder}/l)" = two ] && [ -z "$(ls -A ${folder}/one)" ]`,
    },
    {
      title: 'a file in the way of a link',
      prepare: `: > ${folder}/l`,
      wanted: { path: `${folder}/l`, state: 'link', src: 'x' },
      verdict: 'missing',
    },
    {
      title: 'a link in a directory that is not there',
      wanted: { path: `${folder}/no/l`, state: 'link', src: 'x' },
      verdict: 'missing',
    },
    {
      title: 'no file',
      prepare: `: > '${folder}/-rf it'"'"'s'`,
      wanted: { path: `${folder}/-rf it's`, state: 'absent' },
    },
    {
      title: 'no directory, but what its link leads to',
      prepare: `mkdir -p ${folder}/d/e ${folder}/kept && : > ${folder}/kept/f && ln -s ../kept ${folder}/d/l`,
      wanted: { path: `${folder}/d`, state: 'absent' },
      check: `[ -f ${folder}/kept/f ]`,
    },
    {
      title: 'no link, but what it leads to',
      prepare: `mkdir ${folder}/d && ln -s d ${folder}/l`,
      wanted: { path: `${folder}/l`, state: 'absent' },
      check: `[ -d ${folder}/d ]`,
    },
    {
      title: 'nothing that is not there',
      wanted: { path: `${folder}/x`, state: 'absent' },
      verdict: 'nothing',
    },
    {
      title: 'a login user may not remove a file of root',
      as: 'operator',
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f`, state: 'absent' },
      verdict: 'missing',
    },
    {
      title: 'a device in the way',
      wanted: { path: '/dev/null', state: 'directory' },
      verdict: 'missing',
    },
  ],
};
