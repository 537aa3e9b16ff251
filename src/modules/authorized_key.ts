// authorized_key: public keys with which a user may log in, or may not.

import { defineModule } from '../module.js';
import { params } from '../module_parts/authorized_keys/params.js';
import { planKeys } from '../module_parts/authorized_keys/plan.js';
import { probeKeys, readKeys } from '../module_parts/authorized_keys/probe.js';

export const authorizedKey = defineModule({
  kind: 'state',
  name: 'authorized_key',
  summary: 'public keys with which a user may log in over ssh',
  params,
  undoable: true,
  brief: true,
  returns: {
    user: 'the account',
    path: 'the file that holds the keys',
    keyfile: 'the same, by the name of Ansible',
  },
  example: `
- name: ann may log in
  authorized_key:
    user: ann
    key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtjVa0+f9b1gHPDXKqFBFPLnSXbBqJrCSbBNSXoKMlA ann@laptop
- name: the backup may copy, and nothing else
  authorized_key:
    user: backup
    key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtjVa0+f9b1gHPDXKqFBFPLnSXbBqJrCSbBNSXoKMlA
    key_options: restrict,command="rrsync -ro /srv"
    exclusive: true
`,
  object: ({ user, path }) => path ?? user,
  probe: probeKeys,
  read: readKeys,
  plan: planKeys,
  result: ({ user }, { path }) => ({ user, path, keyfile: path }),
});
