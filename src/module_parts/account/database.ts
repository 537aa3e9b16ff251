// Entries of the host's databases of users and groups, wherever the host keeps them (nsswitch.conf).

import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { quote } from '../../shell/quote.js';

/** sh that prints the entry, or nothing; names are those of accounts, which hold nothing that grep takes for a pattern but dots. */
export function lookUp(database: 'passwd' | 'group', name: string): string {
  const line = quote(`^${name.replaceAll('.', '\\.').replaceAll('$', '\\$')}:`);
  return `e=$({ getent ${database} ${quote(name)} || grep ${line} /etc/${database}; } 2>/dev/null) && printf 'entry=%s\\n' "$e"`;
}

/** sh that says where the programs that change accounts are missing. */
export function hasTools(program: string): string {
  return `PATH=$PATH:/usr/sbin:/sbin; command -v ${program} >/dev/null || echo tools=no`;
}

/** The fields of the entry, null where there is none. */
export function readEntry(output: Output) {
  const said = readKeyValues(output);
  const entry = said.get('entry')?.split(':') ?? null;
  return { entry, tools: said.get('tools') !== 'no', said };
}
