// Cases for the laws of copy.

import { LocalTree } from '../../../src/local_tree.js';
import { inOrder } from '../../../src/module_parts/copy/plan_tree.js';
import type { FoundTree, WantedTree } from '../../../src/module_parts/copy/tree.js';
import type { Laws } from './laws.js';

const files = [
  { path: 'a b', bytes: Buffer.from('one\n') },
  { path: 'sub/-x', bytes: Buffer.from('two\n') },
];
const tree = (name: string) => new LocalTree(name, ['sub', 'sub/empty'], files);

/** So many that they go in one archive. */
const many = new LocalTree(
  'many',
  ['sub'],
  Array.from({ length: 12 }, (_, at) => ({
    path: at < 6 ? `f ${at}` : `sub/f${at}`,
    bytes: Buffer.from(`${at}\n`),
  })),
);

type Json = Readonly<Record<string, unknown>>;
const attributes = new Set(['mode', 'owner', 'group']);

export const laws: Laws = {
  module: 'copy',
  local: true,
  view: (found, wanted) => {
    if ('states' in (found as object)) return { tree: inOrder(wanted as WantedTree, found as FoundTree) };
    const asked = Object.entries(found as object).filter(
      ([name]) => name === 'content' || (attributes.has(name) && (wanted as Json)[name] !== undefined),
    );
    return Object.fromEntries(asked);
  },
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
        title: 'a folder with all that is in it',
        wanted: {
          src: 'conf',
          dest: `${folder}/new/to`,
          mode: '0640',
          directory_mode: '0750',
          owner: 'daemon',
        },
        content: tree('conf'),
        check: `[ "$(stat -c '%a %U' '${folder}/new/to/conf/a b' ${folder}/new/to/conf/sub/empty | tr '\\n' ' ')" = '640 daemon 750 daemon ' ] && [ "$(cat ${folder}/new/to/conf/sub/-x)" = two ]`,
      },
      {
        title: 'what is in a folder: a file differs, another has another mode, a third is not of it',
        prepare: `mkdir -p ${dest}/sub/empty && echo old >${dest}/sub/-x && chmod 0600 ${dest}/sub/-x && echo one >'${dest}/a b' && chmod 0600 '${dest}/a b' && echo more >${dest}/more`,
        wanted: { src: 'conf/', dest, mode: 'u=rw,go=r' },
        content: tree(''),
        check: `[ "$(cat ${dest}/sub/-x ${dest}/more | tr '\\n' ' ')" = 'two more ' ] && [ "$(stat -c %a '${dest}/a b')" = 644 ]`,
      },
      {
        title: 'many new files in a folder that is there, beside one that differs',
        prepare: `mkdir -p ${dest}/many/sub && echo old >${dest}/many/sub/f7 && echo more >${dest}/many/more`,
        wanted: { src: 'many', dest, mode: '0640', owner: 'daemon' },
        content: many,
        check: `[ "$(cat ${dest}/many/sub/f7 ${dest}/many/more | tr '\\n' ' ')" = '7 more ' ] && [ "$(stat -c '%a %U' '${dest}/many/f 3')" = '640 daemon' ]`,
      },
      {
        title: 'a folder that is there',
        prepare: `mkdir -p ${dest}/sub/empty && echo two >${dest}/sub/-x && echo one >'${dest}/a b'`,
        wanted: { src: 'conf/', dest },
        content: tree(''),
        verdict: 'nothing',
      },
      {
        title: 'a file where a folder is to be',
        prepare: `mkdir ${dest} && echo x >${dest}/sub`,
        wanted: { src: 'conf/', dest },
        content: tree(''),
        verdict: 'missing',
      },
      {
        title: 'a file that goes into a folder under its own name',
        prepare: `mkdir ${dest}`,
        wanted: { src: 'some/app.conf', dest: `${dest}/` },
        content: 'x',
        check: `[ "$(cat ${dest}/app.conf)" = x ]`,
      },
      {
        title: 'a file of the host',
        prepare: `printf 'a\\000b' >${folder}/from`,
        wanted: { src: `${folder}/from`, dest, remote_src: true, mode: '0600', owner: 'daemon' },
        check: `cmp ${folder}/from ${dest} && [ "$(stat -c '%a %U' ${dest})" = '600 daemon' ]`,
      },
      {
        title: 'a file of the host that is there already',
        prepare: `echo x >${folder}/from; echo x >${dest}`,
        wanted: { src: `${folder}/from`, dest, remote_src: true },
        verdict: 'nothing',
      },
      {
        title: 'a file of the host that a command accepts, and the old one is kept',
        prepare: `echo x >${folder}/from; echo y >${dest}`,
        wanted: { src: `${folder}/from`, dest, remote_src: true, validate: 'grep -q x %s', backup: true },
        check: `[ "$(cat ${dest})" = x ] && [ "$(cat ${dest}.*~)" = y ]`,
        stays: { ofHost: /^[+] .*~/, why: 'the old file stays beside it' },
      },
      {
        title: 'a file of the host that is not there',
        wanted: { src: `${folder}/from`, dest, remote_src: true },
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
