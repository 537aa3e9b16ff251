// Cases for the laws of known_hosts.

import { hashOf } from '../../../src/module_parts/text_edit/edited_file.js';
import type { Laws } from './laws.js';

const [ed, other] = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHGZMywqFcTQCV3Y/rgXfcXHgqKKbVKFqxA0wzcA6OCs',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAocPkBWQZwaXhv9uI1B3dJdwhTKnXfBFmwXrq69MZ85',
];

export const laws: Laws = {
  module: 'known_hosts',
  cases: (folder) => {
    const path = `${folder}/k`;
    return [
      {
        title: 'a new file',
        wanted: { name: 'a.example', key: `a.example ${ed}`, path },
        check: `ssh-keygen -F a.example -f ${path} && [ "$(stat -c %a ${path})" = 644 ]`,
      },
      {
        title: 'another key, where the name is hashed',
        prepare: `printf '%s\\n' '# top' 'a.example ${other}' '@revoked c.example ${other}' >${path}; ssh-keygen -q -H -f ${path} 2>&1; rm -f ${path}.old`,
        wanted: { name: 'a.example', key: `a.example ${ed}`, path, hash_host: true },
        check: `ssh-keygen -F a.example -f ${path} | grep -qF '${ed}' && ! grep -q a.example ${path} && grep -q '^@revoked' ${path} && [ "$(grep -c '^|1|' ${path})" = 1 ]`,
      },
      {
        title: 'all keys of a host go',
        prepare: `printf '%s\\n' 'a.example,b.example ${ed}' 'a.example ${other}' >${path}`,
        wanted: { name: 'a.example', state: 'absent', path },
        check: `[ "$(cat ${path})" = 'b.example ${ed}' ]`,
      },
      {
        title: 'it is as wanted, in the home of the user',
        prepare: `mkdir -p -m 0700 /root/.ssh; echo 'a.example ${ed}' >/root/.ssh/known_hosts`,
        wanted: { name: 'a.example', key: `a.example ${ed}` },
        verdict: 'nothing',
      },
      {
        title: 'in a home that belongs to somebody else',
        prepare: `rm -rf /root/.ssh/known_hosts; install -d -o daemon ${folder}/home`,
        wanted: { name: 'a.example', key: `a.example ${ed}`, path: `${folder}/home/k` },
        check: `[ "$(stat -c %U ${folder}/home/k)" = daemon ]`,
      },
      { title: 'no file', wanted: { name: 'a.example', state: 'absent', path }, verdict: 'nothing' },
      {
        title: 'no directory',
        wanted: { name: 'a.example', key: `a.example ${ed}`, path: `${folder}/none/k` },
        verdict: 'missing',
      },
    ];
  },
  view: (found) => ({ key: hashOf((found as { readonly content: Buffer | null }).content) }),
};
