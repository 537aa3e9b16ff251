// Cases for the laws of connection_cap, in real kernels. Each begins without a table of ours.

import type { Found } from '../../../src/module_parts/connection_cap/found.js';
import type { Laws } from './laws.js';

const install = 'DEBIAN_FRONTEND=noninteractive apt-get install -y -q nftables >/dev/null 2>&1 || exit 1';
const none = `${install}
systemctl -q disable --now hostwright-wss-cap.service 2>/dev/null
rm -f /etc/hostwright-wss.nft /etc/systemd/system/hostwright-wss-cap.service
systemctl daemon-reload; nft delete table inet hostwright_wss 2>/dev/null; :`;

export const laws: Laws = {
  module: 'connection_cap',
  last: true,
  view: (found) => {
    const { nft, rules, boot, loaded } = found as Found;
    if (!nft) return {};
    const [, cap] = /ct count over (\d+)/.exec(rules ?? '') ?? [];
    const isWhole = boot && loaded.some((line) => line.includes(`ct count over ${cap} `));
    return {
      per_source: cap === undefined ? null : Number(cap),
      state: cap === undefined ? 'absent' : isWhole ? 'loaded' : 'not loaded',
    };
  },
  cases: () => [
    {
      title: 'no nft',
      prepare: 'apt-get purge -y -q nftables >/dev/null 2>&1 || :',
      wanted: { per_source: 75, ports: [443] },
      verdict: 'missing',
    },
    {
      title: 'is loaded, also at the next start, and trusted ones are let through',
      prepare: none,
      wanted: { per_source: 75, ports: [80, 443], exempt: ['192.0.2.1', '198.51.100.0/24', '2001:db8::/32'] },
      check: `nft list chain inet hostwright_wss input | grep -q '2001:db8::/32 accept' &&
        systemctl is-enabled -q hostwright-wss-cap && systemctl is-active -q hostwright-wss-cap`,
    },
    {
      title: 'a table that somebody has flushed is loaded again',
      prepare: `nft delete table inet hostwright_wss`,
      wanted: { per_source: 75, ports: [80, 443], exempt: ['192.0.2.1', '198.51.100.0/24', '2001:db8::/32'] },
      stays: {
        // All that comes on top: no line of files.
        ofHost: /^\+ (?!\/|[0-9a-f]{64} )/,
        why: 'the unit loads what is on the disk: the host has its cap again, as it had before somebody took it away',
      },
    },
    {
      title: 'another number is loaded beside what is there',
      prepare: 'nft add table inet other',
      wanted: { per_source: 90, ports: [80, 443] },
      check: 'nft list table inet other >/dev/null && nft delete table inet other',
    },
    {
      title: 'is taken away, and what others have in the kernel stays',
      prepare: 'nft add table inet other',
      wanted: { state: 'absent' },
      check: `nft list table inet other >/dev/null && nft delete table inet other &&
        ! nft list table inet hostwright_wss 2>/dev/null && ! systemctl -q is-active hostwright-wss-cap &&
        ! systemctl cat hostwright-wss-cap 2>/dev/null`,
    },
    { title: 'a single port', prepare: none, wanted: { per_source: 10, ports: [8443] } },
  ],
};
