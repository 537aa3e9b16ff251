// shell: runs a piece of POSIX sh on the host.

import { z } from 'zod';
import { defineModule } from '../module.js';
import { anyTextMark } from '../module_mark.js';
import {
  commandReturns,
  execScript,
  guardParams,
  planCommand,
  probeGuards,
  readGuards,
  resultOfNoRun,
} from '../module_parts/guards.js';
import { hostPath } from '../module_parts/params.js';

export const shell = defineModule({
  kind: 'state',
  name: 'shell',
  summary: 'a piece of sh is run, with pipes, globs and variables',
  params: z.strictObject({
    cmd: z.string().min(1).describe('the sh to run; its exit code decides').meta(anyTextMark),
    executable: hostPath()
      .optional()
      .describe('the shell that runs it, such as /bin/bash; absent: sh of the host'),
    ...guardParams,
  }),
  bare: 'cmd',
  returns: commandReturns,
  example: `
- name: certificates that expire within a month
  shell: find /etc/ssl -name '*.pem' | sort | head
- name: the list of peers, made once
  shell:
    cmd: grep -v '^#' peers.txt | sort -u > peers.sorted
    chdir: /srv
    creates: /srv/peers.sorted
    only_if: test -s peers.txt
`,
  probe: probeGuards,
  read: readGuards,
  plan: (wanted, found) => planCommand(wanted, found, scriptOf(wanted), wanted.cmd),
  result: (wanted, found) => resultOfNoRun(wanted.cmd, wanted, found),
});

function scriptOf({
  cmd,
  executable,
}: {
  readonly cmd: string;
  readonly executable?: string | undefined;
}): string {
  return executable === undefined ? cmd : execScript([executable, '-c', cmd]);
}
