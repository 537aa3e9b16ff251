// What somebody wants of a host that the inventory knows: its answers as they are, others, or another endpoint beside those.

import { fail } from '../problem.js';
import type { MeantEndpoint } from './conversation/question.js';
import type { Setup } from './parts.js';
import type { Visit } from './visit.js';

export interface Choice {
  readonly meant: MeantEndpoint | undefined;
  /** The inventory answers all of it: a setup that was interrupted, or is to be looked over. */
  readonly isContinued: boolean;
}

/** As `remove` calls the one without a name. */
const UNNAMED = 'hostwright-wss';

const plain: Choice = { meant: undefined, isContinued: false };

/** @param hasFlags who answers by flags wants something else than what is there */
export async function choiceOf(
  setup: Setup,
  host: string,
  { known, endpoints }: Visit,
  hasFlags: boolean,
): Promise<Choice> {
  const { person, pages, speaker, options } = setup;
  const { domain, proxy, certificate } = known;
  const isAnswered = [domain, proxy, certificate].every((value) => value !== undefined);
  const names = endpoints ?? (isAnswered ? [''] : []);
  if (options.endpoint !== undefined) {
    const name = options.endpoint === UNNAMED ? '' : requireName(options.endpoint);
    // Of a host without any, the first has none beside it.
    if (names.length === 0 && name === '') return plain;
    return { meant: meantIn(names, name), isContinued: false };
  }
  if (!person || hasFlags || names.length === 0) {
    if (endpoints)
      fail(
        `${host} has several endpoints`,
        undefined,
        `--endpoint says which: ${told(endpoints)}, or a new one`,
      );
    return plain;
  }
  const what = endpoints ? told(endpoints) : [domain, proxy, certificate].join(', ');
  speaker.remark(`${pages.inventory} has answers for ${host}: ${what}`);
  if (!endpoints && ((await person.confirm('Use them?', true)) ?? false))
    return { ...plain, isContinued: true };
  const chosen = await person.choose('What is it about?', [
    ...(endpoints ? [{ value: 'as they are', name: 'use the answers as they are' }] : []),
    ...names.map((name) => ({ value: `=${name}`, name: `change ${name || 'the endpoint'}` })),
    { value: 'another', name: 'add another endpoint' },
  ]);
  if (chosen === undefined || chosen === 'as they are') return { ...plain, isContinued: true };
  if (chosen === '=' && !endpoints) return plain;
  if (chosen !== 'another') return { meant: meantIn(names, chosen.slice(1)), isContinued: false };
  const typed = await person.askText('Its name, by which files on the host are called (kusama):', (text) =>
    !isName(text) ? wrongName : names.includes(text) ? `there is ${text} already` : true,
  );
  return typed === undefined ? plain : { meant: { name: typed, isNew: true }, isContinued: false };
}

function meantIn(names: readonly string[], name: string): MeantEndpoint {
  return { name, isNew: !names.includes(name) };
}

function told(names: readonly string[]): string {
  return names.map((name) => name || UNNAMED).join(', ');
}

const wrongName = 'expected at most 32 lower-case letters, digits and hyphens';

function isName(text: string): boolean {
  return /^[a-z0-9-]{1,32}$/.test(text);
}

function requireName(name: string): string {
  return isName(name) ? name : fail(`--endpoint ${name}: ${wrongName}`);
}
