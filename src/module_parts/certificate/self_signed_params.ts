// What may be said of a certificate that signs itself.

import { z } from 'zod';
import { account, hostPath, mode, unsafePath, whole } from '../params.js';
import { keyTypes } from './make.js';
import { names } from './names.js';

export const params = z
  .strictObject({
    path: hostPath().describe('where the certificate is'),
    key_path: hostPath().describe('where its private key is'),
    names: names().describe('the DNS names and IP addresses that it is for'),
    // Every browser, Node and OpenSSL 1.1 take P-256, and a handshake costs the server a tenth of what RSA does.
    key_type: z.enum(keyTypes).default('ecdsa-p256').describe('kind and size of the key'),
    days: whole().default(365).describe('days that a new certificate is valid'),
    renew_before: whole().default(30).describe('days before its end at which it is renewed, with a new key'),
    key_mode: mode()
      .default('0600')
      .describe('permission bits of the key, never wider, not even for a moment'),
    owner: account().optional().describe('name of the user that the key belongs to; left alone when absent'),
    group: account().optional().describe('name of the group that the key belongs to; left alone when absent'),
    unsafe_path: unsafePath(),
  })
  .refine((wanted) => wanted.days > wanted.renew_before && wanted.renew_before >= 0, {
    path: ['renew_before'],
    error: 'expected fewer days than `days`: it would be renewed at every run',
  })
  .refine((wanted) => wanted.path !== wanted.key_path, {
    path: ['key_path'],
    error: 'the key needs a file of its own',
  });

export type Wanted = z.output<typeof params>;
