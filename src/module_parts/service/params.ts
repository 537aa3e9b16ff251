// What may be said of a service.

import { z } from 'zod';
import { flag, whole } from '../params.js';

export const params = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^(?!@(\.|$))[A-Za-z0-9@_][A-Za-z0-9:@_.\\-]*$/,
        'expected the name of a unit, such as nginx, nginx.service or getty@tty1',
      )
      .describe('name of the unit; .service is added where it has no suffix'),
    state: z
      .enum(['started', 'stopped', 'restarted', 'reloaded'])
      .optional()
      .describe('restarted and reloaded act every time; a unit that does not run is not reloaded'),
    enabled: flag()
      .optional()
      .describe('whether it starts with the machine; of a template (getty@), its DefaultInstance'),
    open_files: whole()
      .pipe(z.int().min(1))
      .optional()
      .describe(
        'how many files it has to be allowed to have open, with its workers, while it runs; its unit has to say as many',
      ),
  })
  .refine((asked) => [asked.state, asked.enabled, asked.open_files].some((one) => one !== undefined), {
    path: ['state'],
    error: 'nothing is asked of the service: write state, enabled or open_files',
  })
  .refine(({ name, state, open_files }) => !/@(\.\w+)?$/.test(name) || (state ?? open_files) === undefined, {
    path: ['name'],
    error: 'a template can be enabled, and does not run itself: name an instance, such as getty@tty1',
  });

export type Wanted = z.output<typeof params>;
