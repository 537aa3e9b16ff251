// connection_cap: how many connections one source may have open to some ports, kept by the kernel before any service is
// asked: an IPv4 address, or an IPv6 /64. What the rules are: connection_cap/rules.ts. A table of our own in nftables, loaded
// by a unit of our own, so that it stands beside ufw and others and edits nothing of theirs.

import { isIP } from 'node:net';
import { z } from 'zod';
import { type Change, change, type Field, missing, type Step, sh } from '../change.js';
import { defineModule } from '../module.js';
import {
  capIn,
  type Found,
  isLoaded,
  isNothing,
  readCap,
  stateOf,
} from '../module_parts/connection_cap/found.js';
import {
  BOOT_LINK,
  PATH,
  rulesText,
  UNIT,
  UNIT_PATH,
  unitText,
} from '../module_parts/connection_cap/rules.js';
import { port, whole } from '../module_parts/params.js';
import { deeds, removeCall } from '../shell/door/deeds.js';
import { atDoor } from '../shell/door/door.js';

const source = z.string().refine(isSource, {
  error: 'expected an address or a network, such as 192.0.2.1 or 2001:db8::/32',
});

const params = z
  .strictObject({
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('absent: the rules of hostwright are taken away, and those of nobody else'),
    per_source: whole()
      .pipe(z.int().min(1).max(1_000_000))
      .optional()
      .describe(
        'connections that one IPv4 address, or one IPv6 /64, may have open to all the ports together',
      ),
    ports: z.array(port()).min(1).optional().describe('TCP ports'),
    exempt: z.array(source).default([]).describe('addresses and networks that are not counted'),
  })
  .refine(({ state, per_source, ports }) => state === 'absent' || (per_source && ports), {
    error: 'a cap needs per_source and ports',
  });

export const connectionCap = defineModule({
  kind: 'state',
  name: 'connection_cap',
  summary: 'how many connections one address, or one IPv6 /64, may have open to some ports',
  params,
  undoable: true,
  example: `
- name: one address opens no more than 75 connections to the endpoint
  connection_cap:
    per_source: 75
    ports: [80, 443]
    exempt: [192.0.2.1]
`,
  probe: () => `PATH=$PATH:/usr/sbin:/sbin
if command -v nft >/dev/null; then
  [ -w /etc ] || { echo 'only root may look at the rules of the kernel: become: true' >&2; exit 1; }
  echo installed=yes
fi
[ ! -L ${BOOT_LINK} ] || echo boot=yes
nft -t list table inet hostwright_wss 2>/dev/null | sed 's/^[[:space:]]*/loaded=/'
[ ! -f ${PATH} ] || { echo; echo rules=; cat ${PATH}; }
[ ! -f ${UNIT_PATH} ] || { echo; echo unit=; cat ${UNIT_PATH}; }`,
  read: readCap,
  plan({ state, per_source = 0, ports = [], exempt }, found) {
    if (state === 'absent') return isNothing(found) ? null : removal(found);
    if (!found.nft) return missing('nft is not installed', 'install the package nftables first');
    const rules = rulesText({ per_source, ports, exempt });
    const fields = [
      ...fieldOf('per_source', capIn(found.rules), per_source, found.rules, rules),
      ...(isLoaded(found.rules ?? rules, found)
        ? []
        : [{ name: 'state', from: stateOf(found), to: 'loaded' }]),
    ];
    return fields.length === 0 ? null : capChange(fields, rules);
  },
});

function isSource(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && more.length === 0 && (length === undefined || isLength(length, bits));
}

function isLength(text: string, most: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= most;
}

function fieldOf(
  name: string,
  from: number | null,
  to: number,
  before: string | null,
  after: string,
): Field[] {
  return before === after ? [] : [{ name, from, to, texts: { before: before ?? '', after } }];
}

/** Connections that are open live on. The table goes also where the unit is gone that would take it away. */
function removal({ rules, loaded }: Found): Change {
  const from = loaded.length === 0 ? 'not loaded' : 'loaded';
  const unload = `systemctl -q disable --now ${UNIT} 2>/dev/null
PATH=$PATH:/usr/sbin:/sbin; nft delete table inet hostwright_wss 2>/dev/null; :`;
  const gone = (path: string) => sh(atDoor({ path, at: 'itself' }, deeds, removeCall), [path]);
  return change(
    [
      ...(rules === null ? [] : [{ name: 'per_source', from: capIn(rules), to: null }]),
      { name: 'state', from, to: 'absent' },
    ],
    [
      { kind: 'sh', script: unload, touches: [BOOT_LINK], undo: loadAgain },
      gone(PATH),
      gone(UNIT_PATH),
      sh('systemctl daemon-reload'),
    ],
  );
}

/** As systemd still knows the unit it can stop it, also where its file is gone. */
const loadAgain = `if [ -f ${UNIT_PATH} ]; then systemctl daemon-reload; systemctl reload-or-restart ${UNIT}
else systemctl -q stop ${UNIT} 2>/dev/null; systemctl daemon-reload; fi; :`;

function capChange(fields: readonly Field[], rules: string): Change {
  const load = `systemctl daemon-reload && systemctl -q enable ${UNIT} && systemctl reload-or-restart ${UNIT}`;
  const steps: readonly Step[] = [
    { kind: 'put', path: PATH, content: Buffer.from(rules) },
    { kind: 'put', path: UNIT_PATH, content: Buffer.from(unitText) },
    { kind: 'sh', script: load, touches: [BOOT_LINK], undo: loadAgain },
  ];
  return change(fields, steps);
}
