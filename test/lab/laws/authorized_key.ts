// Cases for the laws of authorized_key.

import { ownershipOf } from '../../../src/module_parts/authorized_keys/plan.js';
import type { Found } from '../../../src/module_parts/authorized_keys/probe.js';
import { hashOf } from '../../../src/module_parts/text_edit/edited_file.js';
import type { Laws } from './laws.js';

const one = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHGZMywqFcTQCV3Y/rgXfcXHgqKKbVKFqxA0wzcA6OCs';
const two = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAocPkBWQZwaXhv9uI1B3dJdwhTKnXfBFmwXrq69MZ85';
const anew =
  'userdel -r keys >/dev/null 2>&1; rm -rf /etc/ssh/keys /etc/ssh/sshd_config.d/laws.conf; useradd -m keys';
const file = '/home/keys/.ssh/authorized_keys';
const owned = `[ "$(stat -c '%U %G %a' ${file})" = 'keys keys 600' ] && [ "$(stat -c '%U %a' /home/keys/.ssh)" = 'keys 700' ]`;

export const laws: Laws = {
  module: 'authorized_key',
  cases: () => [
    {
      title: 'the first key',
      prepare: anew,
      wanted: { user: 'keys', key: `${one} it's ä` },
      check: `${owned} && grep -qxF '${one} it'\\''s ä' ${file}`,
    },
    { title: 'a key that is there', wanted: { user: 'keys', key: `${one} it's ä` }, verdict: 'nothing' },
    {
      title: 'another one, with options; what is foreign stays, and modes are mended',
      prepare: `printf '# c\\n\\n  odd  line' >>${file}; chmod 644 ${file}; chmod 755 /home/keys/.ssh`,
      wanted: { user: 'keys', key: two, key_options: 'no-pty,command="echo \\"a, b\\""' },
      check: `${owned} && grep -qxF '  odd  line' ${file} && grep -qxF 'no-pty,command="echo \\"a, b\\"" ${two}' ${file}`,
    },
    {
      title: 'no others',
      wanted: { user: 'keys', key: two, exclusive: true },
      check: `[ "$(cat ${file})" = '${two}' ]`,
    },
    { title: 'gone', wanted: { user: 'keys', key: two, state: 'absent' }, check: `[ ! -s ${file} ]` },
    { title: 'gone already', wanted: { user: 'keys', key: two, state: 'absent' }, verdict: 'nothing' },
    {
      title: 'a link of the user that leads to their own file is replaced',
      prepare: `${anew}; su - keys -c 'mkdir -m 700 .ssh; echo "# c" >mine; ln -s ../mine .ssh/authorized_keys'`,
      wanted: { user: 'keys', key: one },
      check: `${owned} && [ ! -L ${file} ] && grep -q '# c' ${file} && [ "$(cat /home/keys/mine)" = '# c' ]`,
    },
    {
      title: 'or written to',
      prepare: `su - keys -c 'ln -sf ../mine .ssh/authorized_keys'`,
      wanted: { user: 'keys', key: one, follow: true },
      check: `[ -L ${file} ] && grep -q ssh-ed25519 /home/keys/mine`,
    },
    {
      title: 'the file that sshd reads',
      prepare: `${anew}; mkdir /etc/ssh/keys; echo 'AuthorizedKeysFile /etc/ssh/keys/%%%u .ssh/other' >/etc/ssh/sshd_config.d/laws.conf`,
      wanted: { user: 'keys', key: one },
      check: `[ "$(stat -c '%U %a' /etc/ssh/keys)" = 'root 755' ] && [ "$(stat -c '%U %a' /etc/ssh/keys/%keys)" = 'keys 600' ]`,
    },
    {
      title: 'sshd reads none',
      prepare: `echo 'AuthorizedKeysFile none' >/etc/ssh/sshd_config.d/laws.conf`,
      wanted: { user: 'keys', key: one },
      verdict: 'missing',
    },
    {
      title: 'no such user',
      prepare: 'rm -rf /etc/ssh/keys /etc/ssh/sshd_config.d/laws.conf; userdel -r keys',
      wanted: { user: 'keys', key: one },
      verdict: 'missing',
    },
  ],
  view(found) {
    const { content, mode, owner, group, folderStat } = found as Found;
    return { key: hashOf(content), mode, owner, group, manage_dir: ownershipOf(folderStat) };
  },
};
