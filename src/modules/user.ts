// user: an account of the host.

import { defineModule } from '../module.js';
import { params } from '../module_parts/account/params.js';
import { planUser } from '../module_parts/account/plan.js';
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
  },
  example: `
- name: the node has an account of its own
  user:
    name: polkadot
    system: true
    home: /var/lib/polkadot
    shell: /usr/sbin/nologin
`,
  object: ({ name }) => name,
  probe: probeUser,
  read: readUser,
  plan: planUser,
  result: ({ name }, { state, uid, gid, comment, home, shell }) => ({
    name,
    state,
    ...{ uid, group: gid, comment, home, shell },
  }),
});
