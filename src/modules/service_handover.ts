// service_handover: one service gives its ports to another, for good. Both cannot listen at once, so nobody does for a
// moment: between the last listener of the one and the first of the other, and no longer. Who is connected to the old one
// stays connected while it ends. The sh: service_handover/act.ts. Proof: test/lab/letsencrypt/moves.test.ts.

import { z } from 'zod';
import { change, type Field, missing, undoable, type Verdict } from '../change.js';
import { wordsOf } from '../host_words.js';
import { defineModule, type Output, ProbeError } from '../module.js';
import { ports } from '../module_parts/params.js';
import {
  isRunning,
  type LoadedUnit,
  probeUnit,
  readUnit,
  startsAtBoot,
  unitName,
} from '../module_parts/service/unit.js';
import { handOver, takeBack } from '../module_parts/service_handover/act.js';

function service() {
  return z
    .string()
    .regex(/^[A-Za-z0-9@_][A-Za-z0-9:@_.-]*$/, 'expected the name of a service, such as nginx');
}

const params = z
  .strictObject({
    from: service().describe('the service that stops, now and for the next boot'),
    to: service().describe('the service that starts, if its configuration passes its test'),
    ports: ports().describe('the TCP ports that the one has to let go of before the other can start'),
  })
  .refine(({ from, to }) => unitName(from) !== unitName(to), {
    path: ['to'],
    error: 'expected another service than `from`',
  });

export interface Found {
  /** `started, enabled` and the like. */
  readonly from: string;
  readonly to: string;
  /** null: systemd does not run here. */
  readonly units: { readonly from: LoadedUnit; readonly to: LoadedUnit } | null;
}

export const serviceHandover = defineModule({
  kind: 'state',
  name: 'service_handover',
  summary: 'one service gives its ports to another, with one short gap',
  params,
  undoable: true,
  example: `
- name: Apache takes over from nginx
  service_handover:
    from: nginx
    to: apache2
    ports: [80, 443]
`,
  units: ({ from, to }) => [unitName(from), unitName(to)],
  probe: ({ from, to }) => `( ${probeUnit(from)} ) || exit 1
echo '${SECOND}'
${probeUnit(to)}`,
  read(output: Output): Found {
    const text = wordsOf(output.stdout);
    const [first = '', second] = text.split(`${SECOND}\n`);
    if (second === undefined) throw new ProbeError('the look at the two services broke off');
    const [from, to] = [first, second].map((part) => readUnit({ ...output, stdout: Buffer.from(part) }));
    if (from?.kind !== 'unit' || to?.kind !== 'unit') return { from: '', to: '', units: null };
    return { from: spell(from.unit), to: spell(to.unit), units: { from: from.unit, to: to.unit } };
  },
  plan(wanted, { from, to, units }): Verdict {
    if (units === null) return missing('systemd does not run here', 'service_handover knows no other way');
    if (units.to.load === 'masked')
      return missing(`${units.to.id} is masked`, `run systemctl unmask ${units.to.id} first`);
    if (units.to.load !== 'loaded')
      return missing(`this host has no unit ${unitName(wanted.to)}`, `install its package first`);
    const fields: readonly Field[] = [
      { name: 'from', from, to: 'stopped, disabled' },
      { name: 'to', from: to, to: 'started, enabled' },
    ].filter((field) => field.from !== field.to);
    if (fields.length === 0) return null;
    return change(fields, [undoable(handOver(units, wanted.ports), takeBack(units, wanted.ports))]);
  },
});

const SECOND = '-- to --';

function spell(unit: LoadedUnit): string {
  return `${isRunning(unit) ? 'started' : 'stopped'}, ${startsAtBoot(unit) ? 'enabled' : 'disabled'}`;
}
