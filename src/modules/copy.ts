// copy: a file or a folder of the controller, a file of the host, or a text from the playbook, on the host.

import { z } from 'zod';
import { LocalTree } from '../local_tree.js';
import { defineModule } from '../module.js';
import { anyTextMark } from '../module_mark.js';
import {
  askAboutContent,
  bytes,
  contentParams,
  type FoundContent,
  planContent,
  probeContent,
  readContent,
} from '../module_parts/content.js';
import { placed } from '../module_parts/copy/placed.js';
import { planTree } from '../module_parts/copy/plan_tree.js';
import {
  type FoundCopy,
  planRemote,
  probeRemote,
  readRemote,
  type WantedCopy,
} from '../module_parts/copy/remote.js';
import { type FoundTree, probeTree, readTree, type WantedTree } from '../module_parts/copy/tree.js';
import { flag, hostPath, modeOrChanges } from '../module_parts/params.js';
import { withFolders } from '../module_parts/stat.js';

const params = z
  .strictObject({
    src: z
      .string()
      .min(1)
      .optional()
      .describe(
        'the file or folder to copy, looked up beside the playbook; with / behind a folder what is in it, else the folder itself',
      ),
    content: z
      .union([z.string(), bytes()])
      .optional()
      .describe('the content itself, instead of src')
      .meta(anyTextMark),
    tree: z.instanceof(LocalTree).optional().describe('not written in a playbook: what is in the folder src'),
    decrypt: flag()
      .default(true)
      .describe('true: a src that is encrypted (age, Ansible Vault) is opened, and not shown'),
    remote_src: flag().default(false).describe('true: src is a file of the host, and nothing is sent'),
    directory_mode: modeOrChanges()
      .optional()
      .describe('permission bits of the folders, where src is one; new ones get 0755'),
    ...contentParams,
    dest: hostPath().describe(
      'the file on the host, or with / behind the folder that it goes into; where src is a folder, the folder that it goes into, which is made',
    ),
  })
  .refine(({ src, content, tree }) => src !== undefined || content !== undefined || tree !== undefined, {
    path: ['content'],
    error: 'nothing to copy: write src or content',
  })
  .refine(({ dest, src }) => !dest.endsWith('/') || src !== undefined, {
    path: ['dest'],
    error: 'expected the name of a file, not of a directory',
  })
  .refine(({ remote_src, src }) => !remote_src || src?.startsWith('/') === true, {
    path: ['src'],
    error: 'with remote_src expected an absolute path, beginning with /',
  });

type Wanted = z.output<typeof params>;
type Found = FoundContent | FoundTree | FoundCopy;

export const copy = defineModule({
  kind: 'state',
  name: 'copy',
  summary: 'a file or folder of here, or a text, on the host',
  params,
  source: {
    kind: 'file',
    from: 'src',
    into: 'content',
    tree: 'tree',
    unlessFalse: 'decrypt',
    unlessTrue: 'remote_src',
  },
  undoable: true,
  brief: ({ remote_src, tree }) => !remote_src && tree === undefined,
  example: `
- name: the message of the day
  copy:
    dest: /etc/motd
    content: |
      This host is looked after by hostwright.
`,
  object: (wanted) => placedFile(wanted).dest,
  probe: (given) => {
    const wanted = placedFile(given);
    if (isTree(wanted)) return probeTree(wanted);
    return isRemote(wanted) ? probeRemote(wanted) : probeContent(wanted);
  },
  makes: (given) => [placedFile(given).dest],
  foretell: withFolders,
  asks: (given) => (isTree(given) || isRemote(given) ? [] : askAboutContent(placed(given))),
  read: (output, wanted): Found => {
    if (isTree(wanted)) return readTree(output);
    return isRemote(wanted) ? readRemote(output) : readContent(output);
  },
  plan: (given, found) => {
    const wanted = placedFile(given);
    if (isTree(wanted)) return planTree(wanted, found as FoundTree);
    return isRemote(wanted)
      ? planRemote(wanted, found as FoundCopy)
      : planContent(wanted, found as FoundContent);
  },
});

/** A folder has its own way with a slash. */
function placedFile(wanted: Wanted): Wanted {
  return isTree(wanted) ? wanted : placed(wanted);
}

function isTree(wanted: Wanted): wanted is Wanted & WantedTree {
  return wanted.tree !== undefined;
}

function isRemote(wanted: Wanted): wanted is Wanted & WantedCopy {
  return wanted.remote_src;
}
