// What may be said of packages.

import { z } from 'zod';
import { flag, texts, whole } from '../params.js';

/** Debian Policy 5.6.7, and no version or architecture behind it. */
const packageName = /^[a-z0-9][a-z0-9+.-]+$/;

export const params = z.strictObject({
  name: texts()
    .refine((names) => names.every((name) => packageName.test(name)), {
      error: 'expected names of packages (lower case letters, digits and + - .), without a version',
    })
    .transform((names) => [...new Set(names)])
    .describe('a package or a list of packages, handled in one transaction'),
  state: z
    .enum(['present', 'absent', 'latest'])
    .default('present')
    .describe(
      'absent: removed with what depends on it, as plan announces; latest: the newest in the package lists',
    ),
  purge: flag().default(false).describe('with absent: remove configuration files as well'),
  keep_needed: flag()
    .default(false)
    .describe('with absent: those stay without which packages would go that are not named here'),
  install_recommends: flag()
    .optional()
    .describe('install recommended packages too; by default as apt is configured'),
  start_services: flag()
    .default(false)
    .describe(
      'let newly installed services start at once; those that were running are restarted in any case',
    ),
  lock_timeout: whole()
    .default(600)
    .describe('seconds to wait for another process that holds the package lock'),
});

export type Wanted = z.output<typeof params>;
