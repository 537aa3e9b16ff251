// What may be said of unarchive, in the words of Ansible's.

import { z } from 'zod';
import { anyTextMark } from '../../module_mark.js';
import { attributeParams } from '../attributes.js';
import { bytes } from '../content.js';
import { flag, hostPath, texts, unsafePath } from '../params.js';
import { webUrl } from '../web/params.js';

const patterns = () =>
  z.union([z.array(z.string()).max(0), texts()], { error: 'expected a text or a list of texts' });

/** What may be said to tar or unzip: nothing that runs a program, reads a list, or has another place or other names than are looked at. */
const takenOption =
  /^(-[opvq]|-qq|--(strip-components=\d+|(transform|xform)=[\s\S]+|(no-)?same-owner|same-permissions|preserve-permissions|numeric-owner|(no-)?wildcards|(no-)?anchored|(no-)?ignore-case|no-overwrite-dir|ignore-zeros|warning=[a-z-]+|(no-)?(acls|xattrs|selinux)|verbose))$/;

/** `--transform` and its value may be two texts. */
function joined(options: readonly string[]): readonly string[] {
  return options.flatMap((option, at) => {
    if (/^--(strip-components|transform|xform)$/.test(option)) return [`${option}=${options[at + 1] ?? ''}`];
    return /^--(strip-components|transform|xform)$/.test(options[at - 1] ?? '') ? [] : [option];
  });
}

export const params = z
  .strictObject({
    src: z
      .string()
      .min(1)
      .describe(
        'the archive: a file here, looked up beside the playbook; with remote_src: true one of the host, or a URL that the host fetches. tar, also with gzip, bzip2, xz or zstd, or zip; from here tar, tar.gz and zip',
      ),
    content: bytes().optional().describe('not written in a playbook: the bytes of src').meta(anyTextMark),
    dest: hostPath()
      .transform((path) => path.replace(/(?<=.)\/+$/, ''))
      .describe('the folder that it is unpacked in, which is there'),
    remote_src: flag().default(false).describe('true: src is a path of the host, or a URL'),
    creates: hostPath()
      .optional()
      .describe('a path; once something is there, nothing is looked at or unpacked'),
    exclude: patterns()
      .default([])
      .describe('patterns of names that are left out, as tar --exclude and unzip -x read them'),
    include: patterns()
      .default([])
      .describe('names that are unpacked alone: for tar with all that is in them, for zip patterns'),
    extra_opts: z
      .array(z.union([z.string(), z.int().transform(String)]))
      .transform(joined)
      .superRefine((options, context) => {
        for (const option of options.filter((one) => !takenOption.test(one)))
          context.addIssue({
            code: 'custom',
            message: `${option} is not taken: it may write elsewhere, run a program, or leave what no later run finds in order`,
          });
      })
      .default([])
      .describe('options for tar or unzip, such as --strip-components=1 or --no-same-owner'),
    ...attributeParams,
    mode: attributeParams.mode.describe(
      'permission bits of all that is unpacked, folders too, such as u=rwX,go=rX; as the archive has them when absent',
    ),
    keep_newer: flag()
      .default(false)
      .describe('true: a file that is newer than that of the archive (tar) stays'),
    list_files: flag().default(false).describe('true: register has the names that are unpacked, as files'),
    validate_certs: flag().default(true).describe('false: whoever answers over https is believed'),
    decrypt: flag().default(true).describe('true: a src that is encrypted (age, Ansible Vault) is opened'),
    io_buffer_size: z.union([z.int(), z.string()]).optional().describe('taken for the sake of old playbooks'),
    unsafe_path: unsafePath(),
  })
  .refine(({ include, exclude }) => include.length === 0 || exclude.length === 0, {
    path: ['exclude'],
    error: 'include and exclude together are two answers to one question: write one of them',
  })
  .superRefine(({ remote_src, src }, context) => {
    if (remote_src && !src.startsWith('/') && !webUrl().safeParse(src).success)
      context.addIssue({
        code: 'custom',
        path: ['src'],
        message:
          'with remote_src expected an absolute path, beginning with /, or a URL that begins with http:// or https://',
      });
    if (!remote_src && src.includes('://'))
      context.addIssue({
        code: 'custom',
        path: ['remote_src'],
        message: 'a URL is fetched by the host: write remote_src: true',
      });
  });

export type Wanted = z.output<typeof params>;

/** What fetches `src`, where it is a URL. */
export function requestIn({ src, validate_certs }: Wanted) {
  return {
    ...{ url: src, headers: {}, validate_certs, use_proxy: true, http_agent: 'hostwright', timeout: 10 },
  };
}

export function isUrl({ src, remote_src }: Wanted): boolean {
  return remote_src && !src.startsWith('/');
}
