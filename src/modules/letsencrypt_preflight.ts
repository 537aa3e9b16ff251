// letsencrypt_preflight: before a certificate is ordered, whether the order can succeed. An authority counts attempts that
// fail, and refuses for hours who makes many; so a name that leads elsewhere and a closed port 80 are found here first.

import { z } from 'zod';
import { countOf, wordsOf } from '../host_words.js';
import { defineAction, ProbeError } from '../module.js';
import { ORDERS, OrderBudget } from '../module_parts/letsencrypt/budget.js';
import { isOrderDue } from '../module_parts/letsencrypt/differing.js';
import { serverOf } from '../module_parts/letsencrypt/format.js';
import { probeCertbot, readCertbot } from '../module_parts/letsencrypt/look.js';
import { shape } from '../module_parts/letsencrypt/params.js';
import { refuse } from '../module_parts/letsencrypt/refuse.js';
import { texts, whole } from '../module_parts/params.js';

const budget = new OrderBudget();

/** Seconds for each question. */
const timeout = 5;

export const letsencryptPreflight = defineAction({
  kind: 'action',
  name: 'letsencrypt_preflight',
  summary:
    'an order that letsencrypt_certificate is about to make can succeed, and is within the budget of the fleet',
  params: z.strictObject({
    ...shape,
    addresses: texts()
      .optional()
      .describe(
        'addresses that the names may lead to besides those of the host: of a router, a load balancer, a CDN',
      ),
    name_server: z
      .string()
      .min(1)
      .optional()
      .describe("address of the name server to ask, such as 192.0.2.53:53; by default this machine's"),
    orders_per_hour: whole()
      .refine((count) => count > 0, 'expected 1 or more')
      .default(50)
      .describe(
        'orders an hour: those from this machine, and what the hosts of the run got besides in their last hour',
      ),
  }),
  returns: {
    due: 'whether a certificate is to be ordered',
  },
  example: `
- name: the certificate can be ordered
  letsencrypt_preflight:
    names: [rpc.example.org]
    accept_terms: true
`,
  plan: 'run',
  barrier: false,
  // Its own words come first: what probeCertbot prints last are others'.
  probe: (
    wanted,
  ) => `command -v ip >/dev/null && ip -o addr show scope global | sed -n 's/.* inet6\\{0,1\\} \\([^/ ]*\\).*/address=\\1/p'
[ ! -x /etc/letsencrypt/archive ] || echo "recent=$(find /etc/letsencrypt/archive -name 'cert*.pem' -mmin -60 | wc -l)"
${probeCertbot(wanted)}`,
  async run(wanted, { seen, host, address, runLog, signal }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const text = wordsOf(seen.stdout);
    budget.tell(host, countOf(/^recent=\s*(\d+)$/m.exec(text)?.[1]) ?? 0);
    const found = readCertbot(seen);
    // What certbot cannot do is told by the order itself.
    if (refuse(wanted, found) !== undefined || !isOrderDue(wanted, found)) return { result: { due: false } };
    const { blockersTo } = await import('../proof/challenge.js');
    const own = [...text.matchAll(/^address=(.+)$/gm)].map(([, each = '']) => each);
    const blockers = await blockersTo({
      names: wanted.names,
      expected: [...new Set([address, ...own, ...(wanted.addresses ?? [])])],
      address,
      isServed: wanted.method !== 'standalone',
      nameServer: wanted.name_server,
      timeout,
      signal,
    });
    if (blockers.length > 0)
      return {
        failed: true,
        message: ['No certificate was ordered.', ...blockers].join('\n'),
        result: { due: true },
      };
    const [orders, server, limit] = [runLog(ORDERS), serverOf(wanted), wanted.orders_per_hour];
    if (!budget.take(orders, { host, server }, limit))
      return {
        failed: true,
        message: `No certificate was ordered: ${budget.used(orders, server)} of ${limit} orders an hour are used up, from this machine and by the hosts of this run. Run it again in an hour, or raise the budget (orders_per_hour).`,
        result: { due: true },
      };
    return { result: { due: true } };
  },
});
