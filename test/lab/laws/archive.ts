// Cases for the laws of archive. What is packed is made on the host itself.

import type { Wanted } from '../../../src/module_parts/archive/params.js';
import { archived } from '../../../src/module_parts/archive/plan.js';
import type { FoundArchive } from '../../../src/module_parts/archive/read.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'archive',
  local: 'gnu',
  view: (found, wanted) => {
    const { mode, owner } = wanted as Wanted;
    const there = found as FoundArchive;
    return {
      ...(mode !== undefined && { mode: there.mode }),
      ...(owner !== undefined && { owner: there.owner }),
      archived: archived(wanted as Wanted, there).from,
    };
  },
  cases: (folder) => {
    const from = `${folder}/from`;
    const dest = `${folder}/a.tar.gz`;
    const make = `mkdir -p ${from}/app/bin ${folder}/more && cd ${from} && printf 'run\\n' >app/bin/run && chmod 0755 app/bin/run &&
printf 'x\\n' >'app/ä b.conf' && chmod 0640 'app/ä b.conf' && ln -sfn bin/run app/start && ln -f app/bin/run app/again && chown daemon:adm 'app/ä b.conf' &&
echo y >${folder}/more/-y.log`;
    const packed = `${make} && tar -czf ${dest} --no-recursion app app/bin app/bin/run app/again app/start 'app/ä b.conf'`;
    const base = { path: from, dest };
    return [
      {
        title: 'a folder',
        prepare: make,
        wanted: { ...base, mode: '0600' },
        check: `[ "$(tar -tzf ${dest} | wc -l)" = 6 ] && [ "$(stat -c %a ${dest})" = 600 ] && tar -dzf ${dest} -C ${folder}`,
      },
      {
        title: 'by a wildcard, where the archive holds more',
        prepare: packed,
        wanted: { path: `${from}/*`, dest, exclusion_patterns: 'none*', force_archive: true },
        check: `tar -tzf ${dest} | grep -q start`,
      },
      {
        title: 'one file is newer, one is new, one is gone',
        prepare: `${packed} && echo new >app/new && rm app/start && touch -d @1767323045 app/bin/run`,
        wanted: { path: `${from}/`, dest },
        check: `tar -tzf ${dest} | grep -q app/new && ! tar -tzf ${dest} | grep -q start && tar -dzf ${dest} -C ${from}`,
      },
      {
        title: 'only mode and owner differ',
        prepare: `${make} && tar -czf ${dest} --no-recursion -C ${from} app app/bin app/bin/run app/again app/start 'app/ä b.conf'`,
        wanted: { path: `${from}/`, dest, mode: 'u=rw,go=', owner: 'daemon' },
        check: `[ "$(stat -c '%a %U' ${dest})" = '600 daemon' ]`,
      },
      {
        title: 'is packed, with the same names',
        prepare: `${make} && tar -czf ${dest} --no-recursion -C ${from} app app/bin app/bin/run app/again app/start 'app/ä b.conf'`,
        wanted: { path: `${from}/`, dest },
        verdict: 'nothing',
      },
      {
        title: 'several paths, with wildcards, without what is left out',
        prepare: make,
        wanted: {
          path: [`${from}/app/*`, `${folder}/m?re/*`, `${folder}/none`],
          dest,
          exclude_path: `${from}/app/b*`,
          exclusion_patterns: ['*.conf'],
        },
        check: `[ "$(tar -tzf ${dest} | sort | tr '\\n' ' ')" = 'from/app/again from/app/start more/-y.log ' ]`,
      },
      {
        title: 'one file, compressed',
        prepare: make,
        wanted: { path: `${from}/app/bin/run` },
        check: `[ "$(gzip -dc ${from}/app/bin/run.gz)" = run ]`,
      },
      {
        title: 'one file, compressed already',
        prepare: `${make} && gzip -k app/again -c >${folder}/again.gz`,
        wanted: { path: `${from}/app/again`, dest: `${folder}/again.gz` },
        verdict: 'nothing',
      },
      {
        title: 'another format stands there, in the folder that is packed',
        prepare: `${make} && echo text >app/a.tar`,
        wanted: { path: from, dest: `${from}/app/a.tar`, format: 'tar' },
        check: `tar -tf ${from}/app/a.tar | grep -q again && ! tar -tf ${from}/app/a.tar | grep -q a.tar`,
      },
      { title: 'there is nothing', wanted: base, verdict: 'missing' },
      { title: 'a directory without dest', prepare: make, wanted: { path: from }, verdict: 'missing' },
      { title: 'a pipe', prepare: `${make} && mkfifo app/pipe`, wanted: base, verdict: 'missing' },
      {
        title: 'a login user packs what it may read, in a folder of its own',
        as: 'operator',
        prepare: `${make} && chmod 0644 'app/ä b.conf' && mkdir -p ${folder}/own && chown operator ${folder}/own`,
        wanted: { path: from, dest: `${folder}/own/a.tar.gz` },
        check: `[ "$(stat -c %U ${folder}/own/a.tar.gz)" = operator ]`,
      },
    ];
  },
};
