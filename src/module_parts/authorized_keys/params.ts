// What may be said of the keys of an account, in the words of Ansible's authorized_key.

import { z } from 'zod';
import { account, flag, hostPath, unsafePath } from '../params.js';
import { endOfOptions, isWhole, type KeyLine, readKeyLine } from './line.js';

const line = z.string().refine((text) => !/[\n\r\0]/.test(text), 'expected one line');

const expected = 'expected [options] type base64 [comment], as in a file id_ed25519.pub';

const key = z
  .string()
  .refine(
    (text) => !text.startsWith('http'),
    'a URL is not asked for keys: write them here, or {{file "name"}} for a file beside the playbook',
  )
  .refine((text) => linesOf(text).length > 0, 'there is no key in it')
  .superRefine((text, context) => {
    linesOf(text).forEach((one, at) => {
      const read = readKeyLine(one);
      if (read !== null && isWhole(read)) return;
      const why = read === null ? expected : 'the base64 after the type is not whole, or of another type';
      context.addIssue({ code: 'custom', message: `key ${at + 1} is no public key: ${why}` });
    });
  });

const options = line.refine(
  (text) => endOfOptions(text) === text.length,
  'expected options as in sshd(8), such as no-pty,command="date": a space outside of quotes ends them, and quotes are closed',
);

export const params = z.strictObject({
  user: account().describe('the account that may log in with the keys'),
  key: key.describe('public keys, one a line, with their options and comments'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('absent: the keys may not log in any more'),
  exclusive: flag()
    .default(false)
    .describe('true: all other lines of the file are removed, so name all the keys in one task'),
  key_options: options
    .optional()
    .describe('options for all of the keys, instead of those before them in key'),
  comment: line.optional().describe('the comment of all of the keys, instead of those after them in key'),
  path: hostPath()
    .optional()
    .describe(
      'the file; when absent what sshd reads (the first AuthorizedKeysFile of sshd -T, asked as root), as a rule ~/.ssh/authorized_keys',
    ),
  manage_dir: flag()
    .default(true)
    .describe('true: a folder in the home of the user that holds the file belongs to them, with mode 0700'),
  follow: flag()
    .default(false)
    .describe('false: a symbolic link is replaced by a file; true: the file it leads to is written'),
  unsafe_path: unsafePath(),
});

export type Wanted = z.output<typeof params>;

/** The keys as lines of the file. */
export function keysOf({ key: text, key_options, comment }: Wanted): readonly KeyLine[] {
  return linesOf(text).flatMap((one) => {
    const read = readKeyLine(bytesOf(one));
    if (read === null) return [];
    const more = comment === undefined ? {} : { comment: bytesOf(comment) };
    return [{ ...read, ...more, ...(key_options === undefined ? {} : { options: bytesOf(key_options) }) }];
  });
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('#'));
}

function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
