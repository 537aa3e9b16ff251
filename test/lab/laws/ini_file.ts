// Cases for the laws of ini_file.

import { viewOf } from './edited_view.js';
import type { Laws } from './laws.js';

export const laws: Laws = {
  module: 'ini_file',
  local: true,
  cases: (folder) => {
    const path = `${folder}/f`;
    return [
      {
        title: 'a value, where a comment names the option',
        prepare: `printf '# top\\n[a]\\n#x = 0\\ny = 2\\n[b]\\nx = 3\\n' > ${path}; chmod 0640 ${path}`,
        wanted: { path, section: 'a', option: 'x', value: 1 },
        check: `[ "$(cat ${path})" = "$(printf '# top\\n[a]\\nx = 1\\ny = 2\\n[b]\\nx = 3')" ] && [ "$(stat -c %a ${path})" = 640 ]`,
      },
      {
        title: 'a section that is not there',
        prepare: `printf '[a]\\nx = 1\\n' > ${path}`,
        wanted: { path, section: 'b', option: 'x', value: "it's", no_extra_spaces: true },
        check: `[ "$(cat ${path})" = "$(printf "[a]\\nx = 1\\n[b]\\nx=it's")" ]`,
      },
      { title: 'a new file', wanted: { path, section: 'a', option: 'x', values: ['1', '2'], mode: '0600' } },
      { title: 'no file', wanted: { path, option: 'x', value: '1', create: false }, verdict: 'missing' },
      { title: 'nothing to remove', wanted: { path, section: 'a', state: 'absent' }, verdict: 'nothing' },
      {
        title: 'it is as wanted',
        prepare: `printf '[a]\\nx = 1\\n' > ${path}`,
        wanted: { path, section: 'a', option: 'x', value: '1' },
        verdict: 'nothing',
      },
      {
        title: 'one of two values goes, and the other bytes stay',
        prepare: `printf '[a]\\r\\n\\377\\r\\nx = 1\\r\\nx = 2\\r\\n' > ${path}`,
        wanted: { path, section: 'a', option: 'x', value: '1', exclusive: false, state: 'absent' },
        check: `[ "$(od -An -c ${path} | tr -s ' ')" = "$(printf '[a]\\r\\n\\377\\r\\nx = 2\\r\\n' | od -An -c | tr -s ' ')" ]`,
      },
      {
        title: 'a section goes',
        prepare: `printf '[a]\\nx = 1\\n[b]\\n' > ${path}`,
        wanted: { path, section: 'a', state: 'absent' },
        check: `[ "$(cat ${path})" = '[b]' ]`,
      },
      {
        title: 'a login user may not edit a file of root',
        as: 'operator',
        prepare: `echo '[a]' > ${path}`,
        wanted: { path, section: 'a', option: 'x', value: '1' },
        verdict: 'missing',
      },
    ];
  },
  view: viewOf('option', 'section'),
};
