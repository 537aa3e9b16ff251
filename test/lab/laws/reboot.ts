// Cases for the laws of reboot. No host goes down here: its last moment is an hour away, and called off. That hosts do go
// down, and come back: test/lab/reboot.test.ts.

import type { Laws } from './laws.js';

/** It begins in the background, so it may not be there at once. */
const callOff = `n=0; until pkill -f '^sleep 360[0]$'; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done`;

export const laws: Laws = {
  module: 'reboot',
  cases: () => [
    { title: 'it is to go down in an hour', wanted: { pre_reboot_delay: 3600 }, check: callOff },
    {
      title: 'with a message that means something to sh',
      wanted: { pre_reboot_delay: 3600, msg: `it's "$(reboot)" now; reboot` },
      check: callOff,
    },
    { title: 'somebody else than root', wanted: {}, as: 'operator', verdict: 'missing' },
  ],
};
