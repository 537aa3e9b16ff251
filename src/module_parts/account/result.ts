// What register keeps of an account, by the names of Ansible.

import type { JsonObject } from '../../json.js';
import type { WantedUser } from './params.js';
import type { FoundUser } from './user.js';

export function resultOf(wanted: WantedUser, found: FoundUser): JsonObject {
  const { name, groups, append, move_home, create_home, system, remove, force } = wanted;
  const { state, uid, gid, comment, home, shell } = found;
  if (wanted.state === 'absent') return { name, state, remove, force };
  return {
    name,
    state,
    ...{ uid, group: gid, comment, home, shell },
    ...{ append, move_home, create_home, system },
    ...(groups === undefined ? {} : { groups: groups.join() }),
    ...daysOf(wanted, found),
    ...keyOf(wanted, found),
  };
}

function daysOf(wanted: WantedUser, found: FoundUser): JsonObject {
  const { password_expire_min, password_expire_max } = found;
  return {
    ...(wanted.password_expire_min === undefined ? {} : { password_expire_min }),
    ...(wanted.password_expire_max === undefined ? {} : { password_expire_max }),
  };
}

function keyOf({ generate_ssh_key }: WantedUser, { key }: FoundUser): JsonObject {
  if (!generate_ssh_key) return {};
  return { ssh_key_file: key.path, ssh_public_key: key.publicKey, ssh_fingerprint: key.fingerprint };
}
