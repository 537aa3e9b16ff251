// Where the certificate comes from, and what that needs.

import { isIP } from 'node:net';
import { z } from 'zod';
import { hostPath } from '../../../module_parts/params.js';
import { type FoundCertificate, leadsToHost } from '../host_report.js';
import type { Case, Choice, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { oneOf, yesOrNo } from './schemas.js';

const kinds = ['letsencrypt', 'self_signed', 'provided'] as const;
type Kind = (typeof kinds)[number];

const nameIn = ({ answers }: Case) => String(answers.name ?? '');

/** Why Let's Encrypt would refuse, as a clause. */
function blockerOfOrder(given: Case): string | undefined {
  const name = nameIn(given);
  if (isIP(name) !== 0) return 'certbot of Debian orders for names only';
  if (!name.includes('.')) return `${name} is no public name`;
  if (given.known.acme_addresses || leadsToHost(given.hostReport, name, 'published')) return undefined;
  return `${name} does not lead to this host in DNS`;
}

function choices(given: Case): readonly Choice[] {
  const found = fitting(given);
  const words: { readonly [kind in Kind]: string } = {
    letsencrypt: 'browsers trust it; certbot renews it',
    self_signed: 'made on the host; clients have to be told its fingerprint',
    provided: found ? `yours, such as ${found.path}` : 'yours, as files on the host',
  };
  return kinds.map((value) => ({
    value,
    about: words[value],
    refused: blockerOfKind(value, given),
  }));
}

function blockerOfKind(kind: Kind, given: Case): string | undefined {
  if (kind === 'letsencrypt') return blockerOfOrder(given);
  if (kind === 'self_signed' && isBootnode(given)) return 'peers that dial a bootnode trust none of these';
  return undefined;
}

/** One that is there and good for the name. */
function fitting(given: Case): FoundCertificate | undefined {
  const name = nameIn(given);
  const wildcard = name.replace(/^[^.]+/, '*');
  return given.hostReport.certificates.find(
    ({ names, until }) => (names.includes(name) || names.includes(wildcard)) && until > new Date(),
  );
}

function suggestKind(given: Case): Kind {
  const known = kinds.find((kind) => kind === given.known.certificate);
  const possible = (kind: Kind) => blockerOfKind(kind, given) === undefined;
  return [known, ...kinds].find((kind) => kind !== undefined && possible(kind)) ?? 'provided';
}

const isOf =
  (kind: Kind) =>
  ({ answers }: Case) =>
    answers.certificate === kind;
const knownText = ({ known }: Case, variable: string) => {
  const value = known[variable];
  return typeof value === 'string' ? value : undefined;
};

export const certificateQuestions: readonly Question[] = [
  {
    id: 'certificate',
    takes: '<kind>',
    about: 'letsencrypt, self_signed or provided',
    variable: 'certificate',
    isCommon: true,
    schema: oneOf(...kinds),
    message: () => 'Certificate',
    choices,
    suggest: suggestKind,
    applies: ({ answers }) => answers.name !== undefined,
    isOpen: () => true,
    refuse: (answer, given) => choices(given).find(({ value }) => value === answer)?.refused,
  },
  {
    id: 'email',
    takes: '<address>',
    about: 'letsencrypt: where the authority writes to',
    variable: 'acme_email',
    isCommon: true,
    schema: z
      .string()
      .refine(
        (text) => text === '' || z.email().safeParse(text).success,
        'expected an email address, or nothing',
      ),
    message: () => 'Email for the authority (may stay empty)',
    suggest: (given) => knownText(given, 'acme_email') ?? '',
    applies: isOf('letsencrypt'),
    isOpen: () => true,
  },
  {
    id: 'accept_terms',
    about: 'letsencrypt: you accept its terms',
    variable: 'acme_accept_terms',
    isCommon: true,
    schema: yesOrNo(),
    message: () => 'Do you accept the terms of the authority?',
    remark: () => "those of Let's Encrypt: https://letsencrypt.org/repository/",
    suggest: ({ known }) => (known.acme_accept_terms === true ? true : undefined),
    applies: isOf('letsencrypt'),
    // Who accepts what is not asked does no harm.
    isSo: () => true,
    isOpen: ({ known }) => known.acme_accept_terms !== true,
    refuse: (answer) =>
      answer ? undefined : 'it issues nothing without; Esc leads back to the other certificates',
  },
  {
    id: 'certificate_file',
    takes: '<path>',
    about: 'provided: the file on the host, its chain behind it',
    variable: 'certificate_file',
    isCommon: true,
    schema: hostPath(),
    message: () => 'File with the certificate and its chain, on the host',
    suggest: (given) => knownText(given, 'certificate_file') ?? fitting(given)?.path,
    applies: isOf('provided'),
    isOpen: () => true,
  },
  {
    id: 'certificate_key_file',
    takes: '<path>',
    about: 'provided: the file with its key',
    variable: 'certificate_key_file',
    isCommon: true,
    schema: hostPath(),
    message: () => 'File with its key',
    suggest: (given) => {
      const known = knownText(given, 'certificate_key_file');
      const { certificates } = given.hostReport;
      return known ?? certificates.find(({ path }) => path === given.answers.certificate_file)?.keyPath;
    },
    applies: isOf('provided'),
    isOpen: () => true,
  },
];
