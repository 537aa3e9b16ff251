// What may be said of an account, in the words of Ansible's user.

import { z } from 'zod';
import { account, flag, hostPath, whole } from '../params.js';

/** `a,b`, or a list; `''` and an empty list are no groups. */
const groups = z
  .union([z.string().transform((text) => text.split(',').map((one) => one.trim())), z.array(z.string())], {
    error: 'expected groups, as a list or with commas between them',
  })
  .transform((names) => [...new Set(names.filter((name) => name !== ''))])
  .pipe(z.array(account()));

const field = z
  .string()
  .refine((text) => !/[:\n]/.test(text), 'expected a text without a colon and without a line feed');

/** crypt(5): $id$..., bcrypt, or what no password makes (! and *). */
const hash = z
  .string()
  .regex(
    /^([!*]*|!?\$[0-9a-z]+\$[^:\s]+)$/,
    'expected a hash as crypt(5) has it (mkpasswd makes one), and never the password itself',
  );

export const params = z
  .strictObject({
    name: account().describe('name of the user'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: the account is removed'),
    uid: whole()
      .pipe(z.int().min(0).max(4_294_967_294))
      .optional()
      .describe('its number; left to the host when absent'),
    group: account()
      .optional()
      .describe('its primary group, which has to be there; a new user gets one of its own name when absent'),
    groups: groups
      .optional()
      .describe(
        'its other groups, all of them, unless append says otherwise; none: it leaves all. Left alone when absent',
      ),
    append: flag().default(false).describe('true: it joins groups, and leaves none'),
    comment: field.optional().describe('the field GECOS, as a rule the full name'),
    home: hostPath().pipe(field).optional().describe('its home directory'),
    create_home: flag()
      .default(true)
      .describe('true: where its home directory is not there, it is made, with what is in /etc/skel'),
    move_home: flag().default(false).describe('true: where home differs, the old directory is moved there'),
    shell: field.optional().describe('the shell of its logins; left to the host when absent'),
    system: flag().default(false).describe('true: a new user gets a number of the system'),
    password: hash.optional().describe('hash of the password, as crypt(5) has it; it is never shown'),
    update_password: z
      .enum(['always', 'on_create'])
      .default('always')
      .describe('on_create: an old user keeps its password'),
    password_lock: flag().optional().describe('true: no password opens the account; false: its own does'),
    remove: flag().default(false).describe('for state: absent: its home directory and mail go too'),
    force: flag().default(false).describe('for state: absent: also where it is logged in'),
  })
  .refine(({ append, groups: names }) => !append || names !== undefined, {
    path: ['append'],
    error: 'append says how groups are meant: write groups, or leave it out',
  })
  .refine(({ remove, force, state }) => state === 'absent' || !(remove || force), {
    path: ['state'],
    error: 'remove and force are for state: absent',
  });

export type WantedUser = z.output<typeof params>;
