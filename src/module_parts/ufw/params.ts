// What may be said of the firewall, and what is found of it in the same spelling.

import { z } from 'zod';

/** `9944` or `9944/tcp`, and numbers; an empty list is one. */
function portList() {
  const one = z
    .union([z.int(), z.string()], { error: 'expected a port' })
    .transform(String)
    .refine((text) => /^[1-9]\d{0,4}(\/(tcp|udp))?$/.test(text) && Number.parseInt(text, 10) <= 65_535, {
      error: 'expected a port such as 9944 or 9944/tcp',
    });
  return z
    .union([one.transform((port) => [port]), z.array(one)], {
      error: 'expected ports such as 9944 or 9944/tcp',
    })
    .default([])
    .meta({ title: 'list of ports' });
}

export const params = z
  .strictObject({
    state: z
      .enum(['enabled', 'disabled'])
      .default('enabled')
      .describe('enabled: active, also after a reboot; disabled: everything is let in'),
    allow: portList().describe('ports that everybody may connect to; without /tcp or /udp, both'),
    deny: portList().describe('ports that nobody may connect to; exceptions for single addresses stay'),
    absent: z
      .array(
        z.string().regex(/^(allow|deny) [1-9]\d{0,4}(\/(tcp|udp))?$/, 'expected a rule such as deny 9944'),
      )
      .default([])
      .describe(
        'rules for everybody that are not to be there, such as deny 9944; one that lets ssh in stays while the firewall is enabled',
      ),
    incoming: z
      .enum(['allow', 'deny', 'reject'])
      .optional()
      .describe(
        'for connections that no rule names, where this switches it on; an active firewall keeps its own',
      ),
  })
  .refine(({ allow, deny }) => !allow.some((port) => deny.includes(port)), {
    path: ['deny'],
    error: 'a port is in allow as well',
  });

export type Wanted = z.output<typeof params>;

export interface Found {
  /** `enabled`: loaded now and at the next start. */
  readonly state: 'enabled' | 'disabled';
  readonly incoming: 'allow' | 'deny' | 'reject';
  /** As `ufw show added` has them, without `ufw`. */
  readonly rules: readonly string[];
  /** `22/tcp`: where this connection came in, and where sshd listens. */
  readonly ssh: readonly string[];
}
