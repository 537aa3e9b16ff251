// Cases for the laws of file.

import type { Found, Wanted } from '../../../src/module_parts/file/params.js';
import { differingInTree } from '../../../src/module_parts/file/tree.js';
import type { Laws } from './laws.js';

const names = ['src', 'mode', 'owner', 'group', 'access_time', 'modification_time'] as const;

export const laws: Laws = {
  module: 'file',
  local: true,
  view(found, wanted) {
    const [is, asked] = [found as Found, wanted as Wanted];
    const given = names.filter((name) => asked[name] !== undefined);
    return {
      state: is.state,
      ...Object.fromEntries(given.map((name) => [name, is[name]])),
      ...(asked.recurse && { recurse: differingInTree(asked, is) }),
    };
  },
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
      title: 'permission bits that are told as changes',
      prepare: `mkdir -m 0700 ${folder}/d`,
      wanted: { path: `${folder}/d`, mode: 'u=rwx,g=rX,o=' },
      check: `[ "$(stat -c %a ${folder}/d)" = 750 ]`,
    },
    {
      title: 'everything in a directory, and nothing that a link in it leads to',
      prepare: `mkdir -p ${folder}/d/e && : > ${folder}/d/e/f && : > ${folder}/out && ln -s ../out ${folder}/d/l && chmod 0777 ${folder}/d/e/f`,
      wanted: { path: `${folder}/d`, recurse: true, mode: 'u=rwX,go=rX', owner: 'daemon', group: 'adm' },
      check: `[ "$(stat -c '%a %U %G' ${folder}/d ${folder}/d/e ${folder}/d/e/f | uniq)" = '755 daemon adm' ] && [ "$(stat -c '%a %U' ${folder}/out)" = '644 root' ]`,
    },
    {
      title: 'everything in a directory is as wanted',
      prepare: `mkdir -p ${folder}/d/e && : > ${folder}/d/e/f`,
      wanted: { path: `${folder}/d`, state: 'directory', recurse: true, mode: 'a+rX', owner: 'root' },
      verdict: 'nothing',
    },
    {
      title: 'an empty file',
      wanted: { path: `${folder}/f`, state: 'touch', mode: '0600' },
      check: `[ "$(stat -c '%a %s' ${folder}/f)" = '600 0' ]`,
    },
    {
      title: 'new times of a file that keeps its text',
      stays: { ofHost: undefined, why: 'a transaction puts back content, mode and owner, and no times' },
      prepare: `echo x > ${folder}/f && touch -t 202001010000 ${folder}/f`,
      wanted: { path: `${folder}/f`, state: 'touch' },
      check: `[ "$(cat ${folder}/f)" = x ] && [ -n "$(find ${folder}/f -mmin -60)" ]`,
    },
    {
      title: 'times of long ago',
      stays: { ofHost: undefined, why: 'a transaction puts back content, mode and owner, and no times' },
      prepare: `: > ${folder}/f`,
      wanted: { path: `${folder}/f`, access_time: '202001010203.04', modification_time: '201901010203.04' },
      check: `[ "$(date -d "@$(stat -c %Y ${folder}/f)" +%Y%m%d%H%M.%S)" = 201901010203.04 ]`,
    },
    {
      title: 'another name of a file',
      prepare: `echo x > ${folder}/f`,
      wanted: { path: `${folder}/g`, state: 'hard', src: `${folder}/f` },
      check: `[ ${folder}/f -ef ${folder}/g ]`,
    },
    {
      title: 'another name in the place of a file',
      prepare: `echo x > ${folder}/f && echo y > ${folder}/g`,
      wanted: { path: `${folder}/g`, state: 'hard', src: `${folder}/f`, force: true },
      check: `[ ${folder}/f -ef ${folder}/g ]`,
    },
    {
      title: 'another file where a name is wanted',
      prepare: `echo x > ${folder}/f && echo y > ${folder}/g`,
      wanted: { path: `${folder}/g`, state: 'hard', src: `${folder}/f` },
      verdict: 'missing',
    },
    {
      title: 'a link in the place of a file',
      prepare: `echo x > ${folder}/f`,
      wanted: { path: `${folder}/f`, state: 'link', src: 'y', force: true },
      check: `[ "$(readlink ${folder}/f)" = y ]`,
    },
    {
      title: 'a device in the way',
      wanted: { path: '/dev/null', state: 'directory' },
      verdict: 'missing',
    },
  ],
};
