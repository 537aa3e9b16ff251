// Cases for the laws of group.

import type { Laws } from './laws.js';

const anew = 'groupdel law 2>/dev/null; userdel law 2>/dev/null; groupdel law 2>/dev/null; true';

export const laws: Laws = {
  module: 'group',
  cases: () => [
    {
      title: 'a new group',
      prepare: anew,
      wanted: { name: 'law', system: true },
      check: '[ "$(getent group law | cut -d: -f3)" -lt 1000 ]',
    },
    {
      title: 'another number',
      prepare: `${anew}; groupadd law`,
      wanted: { name: 'law', gid: 4711 },
      check: '[ "$(getent group law | cut -d: -f3)" = 4711 ]',
    },
    { title: 'a group that is as wanted', wanted: { name: 'law', gid: 4711 }, verdict: 'nothing' },
    {
      title: 'a group goes',
      wanted: { name: 'law', state: 'absent' },
      check: '! getent group law',
    },
    { title: 'no group to remove', wanted: { name: 'law', state: 'absent' }, verdict: 'nothing' },
  ],
};
