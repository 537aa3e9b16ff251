// Cases for the laws of unarchive. The archives are made on the host itself, by its own tar.

import { gunzipSync } from 'node:zlib';
import { differingMembers } from '../../../src/module_parts/unarchive/compare.js';
import type { Wanted } from '../../../src/module_parts/unarchive/params.js';
import type { FoundArchive } from '../../../src/module_parts/unarchive/read.js';
import type { Laws } from './laws.js';

/** `app/bin/run` (0755), `app/etc/a b.conf` (0640), a link to the first and another name of it, packed by GNU tar. */
export const packedHere = Buffer.from(
  'H4sIAAAAAAACA+3WPQ6DMAwF4Mw9RU5QYpOf8wTUViwBUZB6/AbGDFQMSWl532IkMvGwHT8MlchMRc6YtUZpXZ/JEBtbs9XxHKk6FmlEAfNz8qOUYuz7aevcp/c/ysf8b1NbHSt/IlbIv2T+XjbXtg/3XPlbrTby5yR/rl3sf4X8s3tdBJzY0v9LB+T8t9f579yO+c+OSUhuulCNc0D/581/+cxH2/+E+1/R/P3Dd+Fr+eu0/4k09n8JcbziBnDy/Z97ze6f/5qsFZJKDKeT9z8AAAAAAAAAAAAA/Kc31I1Y2gAoAAA=',
  'base64',
);

export const laws: Laws = {
  module: 'unarchive',
  local: 'gnu',
  view: (found, wanted) => {
    const { members } = found as FoundArchive;
    return { unpacked: members.length - differingMembers(wanted as Wanted, found as FoundArchive).length };
  },
  cases: (folder) => {
    const dest = `${folder}/to`;
    const src = `${folder}/a.tar.gz`;
    const make = `mkdir -p ${folder}/from/app/bin ${dest} && cd ${folder}/from && printf 'run\\n' >app/bin/run && chmod 0755 app/bin/run &&
printf 'x\\n' >'app/a b.conf' && chmod 0640 'app/a b.conf' && ln -sfn bin/run app/start && chown daemon:adm 'app/a b.conf'`;
    const pack = `${make} && tar -czf ${src} app`;
    const there = `${pack} && tar -xf ${src} -C ${dest}`;
    const base = { src, dest, remote_src: true };
    return [
      {
        title: 'an archive of the host',
        prepare: pack,
        wanted: base,
        check: `[ "$(stat -c '%a %U %G' '${dest}/app/a b.conf')" = '640 daemon adm' ] && [ "$(cat ${dest}/app/start)" = run ]`,
      },
      { title: 'is unpacked already', prepare: there, wanted: base, verdict: 'nothing' },
      {
        title: 'a file is another, one is missing, one has another mode',
        prepare: `${there} && cd ${dest}/app && touch -r bin/run ../t && printf 'ran\\n' >bin/run && touch -r ../t bin/run && chmod 0600 'a b.conf' && rm start ../t`,
        wanted: base,
        check: `[ "$(cat ${dest}/app/start)" = run ] && [ "$(stat -c %a '${dest}/app/a b.conf')" = 640 ]`,
      },
      {
        title: 'owner, group and mode of its own',
        prepare: pack,
        wanted: {
          ...base,
          owner: 'root',
          group: 'root',
          mode: 'u=rwX,go=rX',
          extra_opts: ['--strip-components=1'],
        },
        check: `[ "$(stat -c '%a %U %G' '${dest}/a b.conf' ${dest}/bin | uniq | tr '\\n' ' ')" = '644 root root 755 root root ' ]`,
      },
      {
        title: 'without what is left out',
        prepare: pack,
        wanted: { ...base, exclude: ['*.conf'] },
        check: `[ -x ${dest}/app/bin/run ] && [ ! -e '${dest}/app/a b.conf' ]`,
      },
      {
        title: 'only what is named',
        prepare: pack,
        wanted: { ...base, include: ['app/bin'] },
        check: `[ -x ${dest}/app/bin/run ] && [ ! -e '${dest}/app/a b.conf' ]`,
      },
      {
        title: 'what it creates is there',
        wanted: { ...base, creates: '/etc/passwd' },
        verdict: 'nothing',
      },
      {
        title: 'a newer file stays',
        prepare: `${there} && printf 'mine\\n' >${dest}/app/bin/run && rm ${dest}/app/start`,
        wanted: { ...base, keep_newer: true },
        check: `[ "$(cat ${dest}/app/start)" = mine ]`,
      },
      {
        title: 'an archive of the controller',
        prepare: `mkdir ${dest}`,
        wanted: { src: 'app.tar.gz', dest },
        content: packedHere,
        check: `[ "$(cat ${dest}/app/start)" = run ] && [ "$(stat -c %a '${dest}/app/etc/a b.conf')" = 640 ]`,
      },
      {
        title: 'the same without compression, and with one file that differs',
        prepare: `mkdir -p ${dest}/app/bin && echo old >${dest}/app/bin/run`,
        wanted: { src: 'app.tar', dest, extra_opts: ['--no-same-owner'] },
        content: gunzipSync(packedHere),
        check: `[ "$(cat ${dest}/app/start)" = run ]`,
      },
      {
        title: 'a link leads out of the folder',
        prepare: `${make} && ln -sfn /etc app/etc && tar -czf ${src} app`,
        wanted: base,
        verdict: 'missing',
      },
      {
        title: 'a link of the folder is in the way',
        prepare: `${pack} && mkdir ${folder}/else && ln -s ${folder}/else ${dest}/app`,
        wanted: base,
        verdict: 'missing',
      },
      {
        title: 'a folder of somebody else is in it',
        prepare: `${pack} && mkdir -p ${dest}/app/bin && chown operator ${dest}/app/bin 2>/dev/null || chown 7777 ${dest}/app/bin`,
        wanted: base,
        verdict: 'missing',
      },
      { title: 'there is no archive', prepare: `mkdir ${dest}`, wanted: base, verdict: 'missing' },
      { title: 'there is no folder', prepare: `${pack} && rm -r ${dest}`, wanted: base, verdict: 'missing' },
      {
        title: 'it is no archive',
        prepare: `mkdir ${dest} && echo text >${src}`,
        wanted: base,
        verdict: 'missing',
      },
      {
        title: 'a login user unpacks in a folder of its own',
        as: 'operator',
        prepare: `${pack} && chown operator ${dest} && chmod 0644 ${src}`,
        wanted: base,
        check: `[ "$(stat -c '%a %U' ${dest}/app/bin/run)" = '755 operator' ]`,
      },
    ];
  },
};
