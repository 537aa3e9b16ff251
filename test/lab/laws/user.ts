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
      title: 'the day on which it ends, and those of its password',
      wanted: { name: 'law', expires: 1_830_211_200, password_expire_min: 1, password_expire_max: 90 },
      check: `getent shadow law | cut -d: -f4,5,8 | grep -qx '1:90:21183'`,
    },
    {
      title: 'these days already',
      wanted: { name: 'law', expires: 1_830_211_200, password_expire_min: 1, password_expire_max: 90 },
      verdict: 'nothing',
    },
    {
      title: 'no end any more',
      wanted: { name: 'law', expires: -1 },
      check: `[ -z "$(getent shadow law | cut -d: -f8)" ]`,
    },
    {
      title: 'a key, which a passphrase opens',
      wanted: {
        name: 'law',
        generate_ssh_key: true,
        ssh_key_type: 'ed25519',
        ssh_key_comment: "it's a law",
        ssh_key_passphrase: 'open, $esame',
      },
      check: `cd /home/law/.ssh && [ "$(stat -c '%U %G %a %n' . * | tr '\n' ' ')" = 'law law 700 . law law 600 id_ed25519 law law 644 id_ed25519.pub ' ] &&
ssh-keygen -y -P 'open, $esame' -f id_ed25519 && grep -q "it's a law$" id_ed25519.pub && [ "$(ls -A | wc -l)" = 2 ]`,
    },
    {
      title: 'a key that it has',
      wanted: { name: 'law', generate_ssh_key: true, ssh_key_type: 'ed25519' },
      verdict: 'nothing',
    },
    {
      title: 'another key in a folder of root, which is owned by the account',
      prepare: 'rm -rf /srv/law-keys',
      wanted: { name: 'law', generate_ssh_key: true, ssh_key_bits: 2048, ssh_key_file: '/srv/law-keys/k' },
      check: `[ "$(stat -c '%U %a' /srv/law-keys /srv/law-keys/k | tr '\n' ' ')" = 'law 700 law 600 ' ]`,
    },
    {
      title: 'another key for that which is there',
      prepare: 'cp /home/law/.ssh/id_ed25519.pub /root/law.pub',
      wanted: { name: 'law', generate_ssh_key: true, ssh_key_type: 'ed25519', force: true },
      check: '! cmp -s /root/law.pub /home/law/.ssh/id_ed25519.pub; rm /root/law.pub',
    },
    {
      title: 'a new user with another skeleton, closed to others, and a number that somebody has',
      prepare: `${anew}; rm -rf /srv/skel; mkdir /srv/skel; : >/srv/skel/own`,
      wanted: { name: 'law', uid: 1, non_unique: true, skeleton: '/srv/skel', umask: '077' },
      check: `[ "$(stat -c %a /home/law)" = 700 ] && [ "$(ls -A /home/law)" = own ] && [ "$(id -u law)" = 1 ]`,
    },
    {
      title: 'a group that the host does not have',
      prepare: `${anew}; rm -rf /srv/skel /srv/law-keys; useradd -m law`,
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
