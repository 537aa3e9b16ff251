// `-i h1,h2,`: hosts named on the command line, without groups and variables.

import { parseAddress } from './address.js';
import type { Draft } from './draft.js';

export function readHostList(list: string, draft: Draft): void {
  let column = 1;
  for (const part of list.split(',')) {
    const place = { file: '--inventory', line: 1, column };
    column += part.length + 1;
    const name = part.trim();
    if (name === '') continue;
    // A range is not expanded here: Ansible's rule.
    const { host, port } = (name.includes('[') && !/^\[[^\]]+\]:\d+$/.test(name)
      ? undefined
      : parseAddress(name)) ?? {
      host: name,
      port: undefined,
    };
    if (!draft.hosts.has(host)) draft.addHost(host, 'ungrouped', port, place);
  }
}
