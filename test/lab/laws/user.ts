// Cases for the laws of user.

import type { Laws } from './laws.js';

const anew = 'userdel -r law >/dev/null 2>&1; groupdel law 2>/dev/null; rm -rf /home/law /srv/law';
const hash = '$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.';

export const laws: Laws = {
  module: 'user',
  cases: () => [
    {
      title: 'a new user',
      prepare: anew,
      wanted: { name: 'law', comment: "it's a law", groups: 'adm,dip', password: hash },
      check: `[ -d /home/law ] && [ "$(id -Gn law)" = 'law adm dip' ] && getent shadow law | grep -qF '${hash}'`,
    },
    {
      title: 'a user that is as wanted',
      wanted: { name: 'law', comment: "it's a law", groups: ['dip', 'adm'], password: hash },
      verdict: 'nothing',
    },
    { title: 'groups that it has', wanted: { name: 'law', groups: 'dip', append: true }, verdict: 'nothing' },
    {
      title: 'one more group',
      wanted: { name: 'law', groups: 'audio', append: true },
      check: `[ "$(id -Gn law | tr ' ' '\\n' | sort | tr '\\n' ' ')" = 'adm audio dip law ' ]`,
    },
    {
      title: 'these groups and no others, another shell and number',
      wanted: { name: 'law', groups: ['dip'], shell: '/bin/sh', uid: 4711 },
      check: `[ "$(id -Gn law)" = 'law dip' ] && getent passwd law | grep -q '^law:x:4711:.*:/bin/sh$'`,
    },
    {
      title: 'it leaves all groups',
      wanted: { name: 'law', groups: [] },
      check: '[ "$(id -Gn law)" = law ]',
    },
    {
      title: 'locked',
      wanted: { name: 'law', password_lock: true },
      check: `getent shadow law | grep -qF 'law:!${hash}'`,
    },
    {
      title: 'another password, and locked all the same',
      wanted: { name: 'law', password: '$1$x$YIpDGIyMSkzKj0j9fFGye0', password_lock: true },
      check: `getent shadow law | grep -qF 'law:!$1$x$'`,
    },
    {
      title: 'a password that an old user keeps',
      wanted: { name: 'law', password: hash, update_password: 'on_create' },
      verdict: 'nothing',
    },
    {
      title: 'opened',
      wanted: { name: 'law', password_lock: false },
      check: `getent shadow law | grep -qF 'law:$1'`,
    },
    {
      title: 'its home is moved',
      prepare: 'echo kept >/home/law/file',
      wanted: { name: 'law', home: '/srv/law', move_home: true },
      check: '[ "$(cat /srv/law/file)" = kept ] && [ ! -e /home/law ]',
    },
    {
      title: 'a home that is not there',
      prepare: `${anew}; useradd -M law`,
      wanted: { name: 'law', create_home: true },
      check: `[ "$(stat -c '%U %G %a' /home/law)" = 'law law 755' ] && [ -e /home/law/.profile ]`,
    },
    {
      title: 'a group that the host does not have',
      wanted: { name: 'law', groups: 'none' },
      verdict: 'missing',
    },
    {
      title: 'a user goes, with its home',
      wanted: { name: 'law', state: 'absent', remove: true },
      check: '! getent passwd law && [ ! -e /home/law ]',
    },
    { title: 'no user to remove', wanted: { name: 'law', state: 'absent' }, verdict: 'nothing' },
    {
      title: 'a user of the system in a group of its name, without a home',
      prepare: `${anew}; groupadd law`,
      wanted: { name: 'law', system: true, create_home: false, home: '/srv/law' },
      check: '[ ! -e /srv/law ] && [ "$(id -u law)" -lt 1000 ]',
    },
  ],
};
