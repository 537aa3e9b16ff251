// user: an account of the host.

import { defineModule } from '../module.js';
import { params } from '../module_parts/account/params.js';
import { planUser } from '../module_parts/account/plan.js';
import { resultOf } from '../module_parts/account/result.js';
import { probeUser, readUser } from '../module_parts/account/user.js';

export const user = defineModule({
  kind: 'state',
  name: 'user',
  summary: 'an account of the host, its groups and its password',
  params,
  aliases: { user: 'name', createhome: 'create_home' },
  bare: 'name',
  returns: {
    name: 'the account',
    state: 'present or absent',
    uid: 'its number',
    group: 'the number of its primary group',
    comment: 'its full name',
    home: 'its home directory',
    shell: 'its login shell',
    groups: 'the groups that were asked for, with commas between them',
    append:
      'what was asked for; so are move_home, create_home, system, and for state: absent remove and force',
    move_home: 'see append',
    create_home: 'see append',
    system: 'see append',
    remove: 'see append',
    force: 'see append',
    password_expire_min: 'days before its password may be changed again, where they were asked for',
    password_expire_max: 'days after which its password has to be changed, where they were asked for',
    ssh_key_file: 'with generate_ssh_key: the path of its key',
    ssh_public_key: 'with generate_ssh_key: the public key, one line',
    ssh_fingerprint:
      'with generate_ssh_key: bits, fingerprint, comment and type, as ssh-keygen -l tells them',
  },
  example: `
- name: the node has an account of its own
  user:
    name: polkadot
    system: true
    home: /var/lib/polkadot
    shell: /usr/sbin/nologin
- name: the backup logs in elsewhere, until the end of 2027
  user:
    name: backup-runner
    expires: 1830211200
    generate_ssh_key: true
    ssh_key_type: ed25519
  register: runner  # runner.ssh_public_key
`,
  object: ({ name }) => name,
  probe: probeUser,
  read: readUser,
  plan: planUser,
  result: resultOf,
});
