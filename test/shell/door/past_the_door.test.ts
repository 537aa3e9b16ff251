// What finds a module that writes past the door (test/lab/laws/past_the_door.ts): it does find, and nothing that is none.

import { expect, it } from 'vitest';
import { sh } from '../../../src/change.js';
import { attributesCall, deeds } from '../../../src/shell/door/deeds.js';
import { atDoor } from '../../../src/shell/door/door.js';
import { pastTheDoor } from '../../lab/laws/past_the_door.js';

it.each([
  'chown root /srv/x',
  'p=/srv/x; rm -rf "$p"',
  'echo x >/srv/x',
  '[ -e x ] || mkdir x',
  'systemctl reload nginx && ln -sf a b',
  'sed -i s/a/b/ /etc/x',
])('%s', (script) => {
  expect(pastTheDoor(sh(script))).toEqual([script]);
});

it.each(['systemctl reload nginx >/dev/null 2>&1', "ufw allow 'mv x'", 'said=$(nginx -t 2>&1) || exit 1'])(
  'not: %s',
  (script) => {
    expect(pastTheDoor(sh(script))).toEqual([]);
  },
);

it('nothing that goes through the door', () => {
  const script = atDoor({ path: "/srv/it's", at: 'follow' }, deeds, attributesCall({ owner: 'root' }));
  expect(pastTheDoor(sh(script))).toEqual([]);
});
