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

const days = () => whole().pipe(z.int().min(-1).max(99_999));

/** Seconds since 1970, of which the day counts (UTC); negative: never. A text in digits, too: templates give such. */
const expires = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/)
        .transform(Number),
    ],
    { error: 'expected seconds since 1970, or a negative number for never' },
  )
  .refine((seconds) => seconds < 253_402_300_800, 'expected a day before the year 10000')
  .meta({ title: 'number' });

const oneLine = z.string().refine((text) => !/[\n\r\0]/.test(text), 'expected one line');

export const params = z
  .strictObject({
    name: account().describe('name of the user'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: the account is removed'),
    uid: whole()
      .pipe(z.int().min(0).max(4_294_967_294))
      .optional()
      .describe('its number; left to the host when absent'),
    non_unique: flag().default(false).describe('true: another account may have the same uid'),
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
    skeleton: hostPath()
      .optional()
      .describe('the directory whose files a new home gets, instead of /etc/skel; needs create_home'),
    umask: z
      .string({ error: 'expected octal digits in quotes, such as "077"' })
      .regex(/^[0-7]{3,4}$/, 'expected octal digits in quotes, such as "077"')
      .optional()
      .describe('for the home of a new user, such as "077"; absent: as /etc/login.defs has it'),
    move_home: flag().default(false).describe('true: where home differs, the old directory is moved there'),
    shell: field.optional().describe('the shell of its logins; left to the host when absent'),
    system: flag().default(false).describe('true: a new user gets a number of the system'),
    password: hash.optional().describe('hash of the password, as crypt(5) has it; it is never shown'),
    update_password: z
      .enum(['always', 'on_create'])
      .default('always')
      .describe('on_create: an old user keeps its password'),
    password_lock: flag().optional().describe('true: no password opens the account; false: its own does'),
    password_expire_min: days().optional().describe('days before a password may be changed again'),
    password_expire_max: days().optional().describe('days after which a password has to be changed'),
    expires: expires
      .optional()
      .describe('the day on which the account ends, in seconds since 1970; negative: never'),
    generate_ssh_key: flag()
      .default(false)
      .describe('true: where it has no ssh key, it gets one; a key that is there stays'),
    ssh_key_type: z.enum(['rsa', 'ecdsa', 'ed25519', 'dsa']).default('rsa').describe('the type of that key'),
    ssh_key_bits: whole()
      .pipe(z.int().min(0).max(16_384))
      .default(0)
      .describe('its length; 0: what ssh-keygen takes for the type'),
    ssh_key_file: z
      .string()
      .regex(/^[^\0\n]*[^\0\n/]$/, 'expected the name of a file')
      .optional()
      .describe('where it is, in the home or as an absolute path; absent: .ssh/id_TYPE'),
    ssh_key_comment: oneLine
      .optional()
      .describe('its comment; absent: hostwright-generated on HOST, with the name of the host'),
    ssh_key_passphrase: oneLine
      .min(5, 'ssh-keygen wants at least 5 characters')
      .optional()
      .describe('what opens the key; absent: nothing is asked. It is on no command line'),
    remove: flag().default(false).describe('with state: absent its home directory and mail go too'),
    force: flag()
      .default(false)
      .describe(
        'with state: absent it goes also where it is logged in; with generate_ssh_key an old key is replaced, in each run',
      ),
  })
  .refine(({ append, groups: names }) => !append || names !== undefined, {
    path: ['append'],
    error: 'append says how groups are meant: write groups, or leave it out',
  })
  .refine(({ skeleton, create_home }) => skeleton === undefined || create_home, {
    path: ['skeleton'],
    error: 'skeleton is for a home that is made: leave create_home true, or leave skeleton out',
  });

export type WantedUser = z.output<typeof params>;
