// What may be said of a certificate that is ordered: the parameters of whoever orders it, and of whoever looks beforehand.

import { z } from 'zod';
import { keyTypes } from '../certificate/make.js';
import { names } from '../certificate/names.js';
import { account, flag, hostPath, mode, whole } from '../params.js';

function url() {
  return z.string().regex(/^https:\/\/[^\s'"]+$/, 'expected a URL that begins with https://');
}

const methods = ['webroot', 'standalone', 'nginx', 'apache'] as const;

export const shape = {
  names: names().describe('the DNS names that it is for; IP addresses need certbot 5.3'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected letters, digits, points and dashes')
    .optional()
    .describe("certbot's name for it, by default the first of its names"),
  email: z
    .string()
    .regex(/^[^\s@'"]+@[^\s@'"]+$/, 'expected an address, such as admin@example.org')
    .optional()
    .describe('where the ACME server writes to; asked for once, when the account is made'),
  accept_terms: flag()
    .refine(
      (accepted) => accepted,
      'the ACME server gives certificates to nobody who does not accept its terms',
    )
    .describe('true: you accept the terms of the ACME server'),
  method: z
    .enum(methods)
    .default('webroot')
    .describe(
      'how the names are proven: a file in a folder that port 80 serves (webroot), a server of certbot (standalone, needs port 80 free), or certbot in the configuration of nginx or apache',
    ),
  webroot: hostPath()
    .default('/var/www/letsencrypt')
    .describe('the folder whose .well-known/acme-challenge is served on port 80'),
  install: flag()
    .default(false)
    .describe('true: certbot writes the certificate into the site for the names (method nginx or apache)'),
  staging: flag()
    .default(false)
    .describe("true: Let's Encrypt's staging server, whose certificates nobody trusts"),
  staging_first: flag()
    .default(false)
    .describe('true: an order is tried at a staging server first, and made only where that succeeds'),
  staging_server: url()
    .optional()
    .describe("the directory of that staging server; by default Let's Encrypt's own"),
  server: url().optional().describe("the directory of another ACME server than Let's Encrypt"),
  ca_file: hostPath()
    .optional()
    .describe('file on the host with the authority that the ACME server itself is trusted by'),
  profile: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'expected the name of a profile')
    .optional()
    .describe('kind of certificate, such as shortlived; needs certbot 4'),
  key_type: z.enum(keyTypes).default('ecdsa-p256').describe('kind and size of the key'),
  renew_before: whole()
    .default(30)
    .describe('days before its end at which it is due, or a third of its life if that is less'),
  reload: z
    .string()
    .regex(/^[A-Za-z0-9@_][A-Za-z0-9:@_.-]*$/, 'expected the name of a service, such as nginx')
    .optional()
    .describe('the service that reads it again after each renewal, if its configuration passes its test'),
  key_mode: mode().default('0600').describe('permission bits of the key'),
  owner: account().default('root').describe('name of the user that the key belongs to'),
  group: account().default('root').describe('name of the group that the key belongs to'),
};

export const params = z
  .strictObject(shape)
  .refine(({ server, staging }) => server === undefined || !staging, {
    path: ['staging'],
    error: "staging is Let's Encrypt's own: write staging or server",
  })
  .refine(({ staging, staging_first }) => !(staging && staging_first), {
    path: ['staging_first'],
    error: 'staging orders from a staging server alone: write one of the two',
  })
  .refine((wanted) => !wanted.staging_first || wanted.server === undefined || wanted.staging_server, {
    path: ['staging_server'],
    error: 'which server is the staging server of `server`? It has no known one',
  })
  .refine(({ install, method }) => !install || method === 'nginx' || method === 'apache', {
    path: ['install'],
    error: 'only the methods nginx and apache can install',
  });

export type Wanted = z.output<typeof params>;
