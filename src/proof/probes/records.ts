// The addresses of a name in DNS, as somebody elsewhere finds them: no /etc/hosts.

import { Resolver } from 'node:dns/promises';

/** @param server `address` or `address:port` of a name server; those of this machine where it is undefined */
export async function addressesOf(
  name: string,
  server: string | undefined,
  seconds: number,
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: seconds * 1000, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
