// Which hosts are meant: named on the command line, or asked for; those that the inventory knows keep their names there.

import { fail } from '../problem.js';
import { type Destination, readDestination } from './conversation/destination.js';
import type { Pages } from './pages.js';
import type { Person } from './person.js';

export interface NamedHost extends Destination {
  readonly isInInventory: boolean;
}

/** @throws ProblemError for words that name no host, or one twice */
export async function namedHosts(
  words: readonly string[],
  pages: Pages,
  person: Person | undefined,
): Promise<readonly NamedHost[]> {
  const typed = words.length > 0 ? words : [await askHost(person)];
  const hosts = typed.map(readDestination).map((destination) => {
    const known = pages.hostAt(destination.name, destination.address);
    return { ...destination, name: known ?? destination.name, isInInventory: known !== undefined };
  });
  const twice = hosts.find(({ name }, index) => hosts.findIndex((each) => each.name === name) !== index);
  return twice ? fail(`${twice.name} is named twice`) : hosts;
}

async function askHost(person: Person | undefined): Promise<string> {
  if (!person) return fail('no host is named', undefined, 'hostwright setup --yes [user@]host');
  for (;;) {
    const text = await person.askText('Host, as [user@]host or an alias of ~/.ssh/config:', (typed) =>
      /^\S+$/.test(typed.trim()) ? true : 'expected a name or an address',
    );
    if (text !== undefined) return text.trim();
  }
}
