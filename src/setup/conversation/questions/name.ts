// What clients call the endpoint, and whether that leads to the host.

import { isIP } from 'node:net';
import { leadsToHost } from '../host_report.js';
import type { Case, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { nameOrAddress } from './schemas.js';

/** Names that the host, or who typed its name, suggests; those that lead to it before the others. */
export function candidateNames(
  { fullName, certificates }: CandidateSource,
  typed: string,
): readonly string[] {
  const names = [
    typed,
    ...(fullName === undefined ? [] : [fullName]),
    ...certificates.flatMap(({ names }) => names),
  ];
  return [...new Set(names)].filter(
    (name) => isIP(name) === 0 && name.includes('.') && !name.startsWith('*.'),
  );
}

type CandidateSource = Pick<Case['hostReport'], 'fullName' | 'certificates'>;

function suggestName(given: Case): string | undefined {
  const { known, hostReport } = given;
  if (typeof known.domain === 'string') return known.domain;
  const named = Object.keys(hostReport.names).find((name) => leadsToHost(hostReport, name, 'here'));
  return named ?? (isBootnode(given) ? undefined : hostReport.addresses[0]);
}

/** `rpc.example.org leads to 192.0.2.7, and this host is 192.0.2.1` */
function leads({ hostReport }: Case, name: string): string {
  const found = hostReport.names[name]?.here ?? [];
  const own = `this host is ${hostReport.addresses.slice(0, 2).join(', ')}`;
  if (isIP(name) !== 0) return `${name} is none of its addresses: ${own}`;
  return found.length === 0
    ? `${name} has no address yet; ${own}`
    : `${name} leads to ${found.slice(0, 3).join(', ')}; ${own}`;
}

const nameIn = ({ answers }: Case) => String(answers.name ?? '');

export const nameQuestions: readonly Question[] = [
  {
    id: 'name',
    takes: '<name>',
    about: 'the name or address that clients use',
    variable: 'domain',
    isCommon: false,
    schema: nameOrAddress(),
    message: () => 'Name or address that clients use',
    remark: (given) => {
      const name = suggestName(given);
      if (name === undefined) return undefined;
      if (isIP(name) !== 0)
        return 'no name is known that leads to this host, so clients would use its address';
      return leadsToHost(given.hostReport, name, 'here') ? `${name} leads to this host` : leads(given, name);
    },
    suggest: suggestName,
    applies: () => true,
    isOpen: () => true,
    refuse: (answer, given) => {
      const isDialled = isIP(String(answer)) === 0 && String(answer).includes('.');
      return isDialled || !isBootnode(given) ? undefined : 'light clients dial a bootnode by a name in DNS';
    },
    learns: 'name',
  },
  {
    id: 'prove_at',
    takes: '<address>',
    about: 'what the proof connects to, where the name does not lead to the host',
    variable: 'proof_address',
    isCommon: false,
    schema: nameOrAddress(),
    message: () => 'Address to prove it at (Esc: another name)',
    remark: (given) => leads(given, nameIn(given)),
    suggest: ({ known, hostReport }) =>
      typeof known.proof_address === 'string' ? known.proof_address : hostReport.addresses[0],
    isSo: (answer, { hostReport }) => hostReport.addresses.includes(String(answer)),
    applies: (given) => nameIn(given) !== '' && !leadsToHost(given.hostReport, nameIn(given), 'here'),
    isOpen: () => true,
  },
];
