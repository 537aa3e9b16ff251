// May the limits of an endpoint be exceeded? Only of one's own: what is in the inventory, or what somebody vouches for.

import { scopeOf } from '../expression/scope.js';
import { localFiles } from '../files/files.js';
import { kindOf } from '../files/folder.js';
import { connectionSettingsOf } from '../inventory/connection_settings.js';
import { givenBy } from '../inventory/given.js';
import type { Host } from '../inventory/inventory.js';
import type { VerifyOptions } from '../options/verify.js';
import { fail } from '../problem.js';
import { collect } from '../project/collect.js';
import { loadInventory } from '../project/inventory/load.js';
import { keySources } from '../project/keys.js';
import { openerWith } from '../secrets/opener.js';
import { createAddressReader } from '../transport/index.js';
import type { Subject } from './subject.js';

/** @throws ProblemError that names the endpoints which are nobody's here */
export async function checkIntrusion(subjects: readonly Subject[], options: VerifyOptions): Promise<void> {
  if (!options.intrusive || options.yes) return;
  const own = await ownNames(options);
  collect(
    subjects.map((subject) => () => {
      if (subject.kind === 'unknown') return;
      const { url, address, host } = subject.targetOptions;
      const reached = address ?? host ?? new URL(url).hostname.replace(/^\[|\]$/g, '');
      if (own.has(reached)) return;
      const shown = subject.secret ? 'an endpoint' : url;
      const advice = 'Exceeding limits is for endpoints of your own: name their inventory, or say --yes.';
      fail(`--intrusive: ${shown} is not in ${options.inventory.join(', ')}`, undefined, advice);
    }),
  );
}

/** What the hosts of the inventory are called, by us and by their clients. */
async function ownNames(options: VerifyOptions): Promise<ReadonlySet<string>> {
  if (options.inventory.every((source) => !source.includes(',') && kindOf(source) === undefined))
    return new Set();
  const files = localFiles([]);
  const inventory = await loadInventory(options.inventory, undefined, files, openerWith(keySources(options)));
  const given = givenBy(inventory);
  const read = createAddressReader();
  const names = [...inventory.hosts.values()].map(async (host) => {
    const endpoint = connectionSettingsOf(host, given(host), { files });
    return [host.name, endpoint.address, await read(endpoint), ...domainOf(host)];
  });
  return new Set((await Promise.all(names)).flat());
}

/** The setting of the shipped playbook, where it is written out. */
function domainOf({ levels }: Host): readonly string[] {
  const domain = scopeOf(levels).lookup('domain');
  return domain?.kind === 'source' && domain.node.kind === 'scalar' ? [domain.node.text] : [];
}
