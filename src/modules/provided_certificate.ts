// provided_certificate: a certificate that somebody else made. It has to belong to its key, to be in date and to be for the
// names, or nothing is touched: a proxy would not start with it, or clients would not take it.

import { z } from 'zod';
import { change, type Field, missing, type Step, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { differingAttributes, missingAccount } from '../module_parts/attributes.js';
import { names } from '../module_parts/certificate/names.js';
import { certificateReturns, resultOf } from '../module_parts/certificate/pair.js';
import { type Found, hashOf, probeProvided, readProvided } from '../module_parts/certificate/provided.js';
import { faultOfPair, faultOfTexts } from '../module_parts/certificate/provided_fault.js';
import { account, hostPath, mode, unsafePath } from '../module_parts/params.js';
import { blockerAbove, blockerOnTheWay } from '../module_parts/path_blocker.js';
import { isAllowed } from '../shell/door/door.js';

const params = z
  .strictObject({
    path: hostPath().describe('where the certificate is, with the chain of its issuers behind it'),
    key_path: hostPath().describe('where its private key is'),
    names: names().describe('the DNS names and IP addresses that it has to be for'),
    certificate: z
      .string()
      .optional()
      .describe(
        'the certificate and its chain themselves (PEM), to be written there; without it, it is there already',
      ),
    key: z.string().optional().describe('its private key (PEM), best encrypted in the file that holds it'),
    key_mode: mode().default('0600').describe('permission bits of the key'),
    owner: account().optional().describe('name of the user that the key belongs to; left alone when absent'),
    group: account().optional().describe('name of the group that the key belongs to; left alone when absent'),
    unsafe_path: unsafePath(),
  })
  .superRefine(({ certificate, key, names }, context) => {
    const complain = (parameter: string, message: string) =>
      context.addIssue({ code: 'custom', path: [parameter], message });
    if (certificate === undefined && key === undefined) return;
    if (certificate === undefined)
      return complain('certificate', 'the key is of no use without its certificate');
    if (key === undefined) return complain('key', 'the certificate is of no use without its key');
    const fault = faultOfTexts(certificate, key, names, new Date());
    if (fault) complain(fault.of, fault.message);
  });

export type Wanted = z.output<typeof params>;

export const providedCertificate = defineModule({
  kind: 'state',
  name: 'provided_certificate',
  summary: 'a certificate of your own and its key, that fit each other, are in date and are for the names',
  params,
  object: ({ path }) => path,
  undoable: true,
  exact: true,
  returns: certificateReturns,
  example: `
- name: the certificate of our own authority
  provided_certificate:
    path: /etc/ssl/certs/rpc.crt
    key_path: /etc/ssl/private/rpc.key
    names: [rpc.example.org]
`,
  probe: probeProvided,
  read: readProvided,
  plan: (wanted, found): Verdict =>
    wanted.certificate === undefined
      ? judge(wanted, found)
      : (missingAccount(wanted, found.key) ?? compare(wanted, found)),
  result: (wanted, { pair }) => resultOf({ path: wanted.path, key_path: wanted.key_path }, pair),
});

/** What is on the host is somebody's: it is good, or nothing is done. */
function judge(wanted: Wanted, { hasOpenssl, pair }: Found): Verdict {
  if (!hasOpenssl) return missing('openssl is not installed', 'install the package openssl first');
  const fault = faultOfPair(wanted, pair);
  return fault === undefined ? null : missing(fault);
}

function compare(wanted: Wanted, found: Found): Verdict {
  const { path, key_path, certificate = '', key = '', key_mode, owner, group } = wanted;
  const attributes = differingAttributes({ mode: key_mode, owner, group }, found.key).map((field) =>
    field.name === 'mode' ? { ...field, name: 'key_mode' } : field,
  );
  const fields: readonly Field[] = [
    ...differingText('certificate', found.certificateHash, certificate),
    ...differingText('key', found.keyHash, key),
    ...attributes,
  ];
  if (fields.length === 0) return null;
  const content = (text: string) => Buffer.from(text);
  const unsafe = isAllowed(wanted.unsafe_path);
  const steps: readonly Step[] = [
    {
      ...{ kind: 'put', path: key_path, content: content(key), mode: key_mode, unsafe },
      ...(owner !== undefined && { owner }),
      ...(group !== undefined && { group }),
    },
    { kind: 'put', path, content: content(certificate), mode: '0644', unsafe },
  ];
  return (
    blockerAbove(found.key) ??
    blockerAbove(found.certificate) ??
    blockerOnTheWay(wanted, found.key) ??
    blockerOnTheWay({ unsafe_path: wanted.unsafe_path }, found.certificate) ??
    change(fields, steps)
  );
}

function differingText(name: string, from: string | null, text: string): readonly Field[] {
  const to = hashOf(text);
  return from === to ? [] : [{ name, from, to }];
}
