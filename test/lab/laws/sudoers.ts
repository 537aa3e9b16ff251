// Cases for the laws of sudoers.

import type { Laws } from './laws.js';

const path = '/etc/sudoers.d/law';
const rule = { name: 'law', user: 'daemon', commands: ['/usr/bin/id -u', '/bin/ls'] };

export const laws: Laws = {
  module: 'sudoers',
  cases: () => [
    {
      title: 'a rule, which sudo takes',
      prepare: `rm -f ${path}`,
      wanted: rule,
      check: `[ "$(stat -c '%a %U' ${path})" = '440 root' ] && sudo -l -U daemon /usr/bin/id -u && sudo -n -u daemon sudo -n /usr/bin/id -u`,
    },
    { title: 'it is there', wanted: rule, verdict: 'nothing' },
    {
      title: 'others might write it',
      prepare: `chmod 0660 ${path}`,
      wanted: { ...rule, validation: 'required' },
      check: `[ "$(stat -c %a ${path})" = 440 ]`,
    },
    {
      title: 'another rule for the members of a group',
      wanted: {
        name: 'law',
        group: 'adm',
        runas: 'daemon',
        commands: 'ALL',
        nopassword: false,
        noexec: true,
      },
      check: `[ "$(cat ${path})" = '%adm ALL=(daemon)NOEXEC: ALL' ]`,
    },
    { title: 'it goes', wanted: { name: 'law', state: 'absent' }, check: `[ ! -e ${path} ]` },
    { title: 'there is none', wanted: { name: 'law', state: 'absent' }, verdict: 'nothing' },
    {
      title: 'a directory that is not there',
      wanted: { ...rule, sudoers_path: '/srv/none' },
      verdict: 'missing',
    },
  ],
  view(found, wanted) {
    const { kind, content, mode, owner } = found as Readonly<Record<string, unknown>>;
    const isGone = (wanted as { readonly state: string }).state === 'absent';
    return isGone ? { state: kind === 'nothing' ? 'absent' : 'present' } : { content, mode, owner };
  },
};
