// reboot: the host is booted anew, and the run goes on when it is back.

import { z } from 'zod';
import { change, missing, sh } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule } from '../module.js';
import { seconds } from '../module_parts/params.js';
import { waitForJobs } from '../shell/job.js';
import { quote } from '../shell/quote.js';

const params = z.strictObject({
  reboot_timeout: seconds().default(600).describe('seconds for the host to be back'),
  pre_reboot_delay: seconds().default(0).describe('seconds to wait on the host before it goes down'),
  post_reboot_delay: seconds()
    .default(0)
    .describe('seconds to wait before the host is asked whether it is back'),
  msg: z
    .string()
    .regex(/^[^\0\n]+$/, 'expected one line')
    .optional()
    .describe('one line for those who are logged in'),
  test_command: z
    .string()
    .min(1)
    .optional()
    .describe('sh that has to succeed before the run goes on, such as: systemctl is-system-running --wait'),
});

type Wanted = z.output<typeof params>;

interface Found {
  /** What is equal as long as the host is not booted again. */
  readonly boot: string;
  readonly root: boolean;
  /** The program that reboots. */
  readonly by: 'shutdown' | 'reboot' | undefined;
}

export const reboot = defineModule({
  kind: 'state',
  name: 'reboot',
  summary: 'the host is booted anew, and the run goes on when it is back',
  params,
  example: `
- name: the new kernel runs
  reboot:
    msg: the kernel was updated
    reboot_timeout: 900
  when: kernel.changed
`,
  probe: () => `${bootFunction}
hw_boot=$(hw_boot)
[ -n "$hw_boot" ] || { echo 'this host does not tell when it was booted, so a reboot could not be proven' >&2; exit 1; }
[ "$(id -u)" != 0 ] || echo root=yes
if command -v shutdown >/dev/null; then echo by=shutdown; elif command -v reboot >/dev/null; then echo by=reboot; fi
printf 'boot=%s\\n' "$hw_boot"`,
  read(output): Found {
    const said = readKeyValues(output);
    const by = said.get('by');
    return {
      boot: said.get('boot') ?? '',
      root: said.get('root') === 'yes',
      by: by === 'shutdown' || by === 'reboot' ? by : undefined,
    };
  },
  plan(wanted, found) {
    const { reboot_timeout: timeout, pre_reboot_delay, post_reboot_delay, test_command: test } = wanted;
    if (!found.root) return missing('only root can reboot this host', 'write become: true');
    if (!found.by) return missing('this host has neither shutdown nor reboot');
    return {
      ...change(
        [{ name: 'rebooted', from: false, to: true }],
        // What goes on from an earlier connection, such as dpkg, must not be stopped half-way.
        [sh(waitForJobs()), sh(goDown(found, wanted))],
        'exit',
      ),
      absence: { delay: pre_reboot_delay + post_reboot_delay, timeout, ...(test !== undefined && { test }) },
    };
  },
});

/**
 * sh function. The start of process 1 is told beside the boot id, because containers have the boot id of their machine;
 * Linux tells both in files. FreeBSD has a boot id as well, other BSDs the time; `who -b` (POSIX) tells the minute.
 */
const bootFunction = `hw_boot() {
hw_id= hw_stat=
{ read -r hw_id </proc/sys/kernel/random/boot_id; } 2>/dev/null && { read -r hw_stat </proc/1/stat; } 2>/dev/null
if [ -n "$hw_id" ]; then set -- \${hw_stat##*') '}; echo "$hw_id \${20}"; return; fi
sysctl -n kern.boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b 2>/dev/null
}`;

/**
 * The host goes down a moment later, so that the answer still arrives. A step that is sent again, because it did not,
 * never reboots a host that was already booted anew. Whoever kills the sleep calls it off.
 */
function goDown({ boot, by }: Found, { pre_reboot_delay, msg }: Wanted): string {
  const command =
    by === 'shutdown' ? `shutdown -r now${msg === undefined ? '' : ` ${quote(msg)}`}` : 'reboot';
  const later = quote(`sleep ${Math.max(1, pre_reboot_delay)} && ${command}`);
  return `${bootFunction}
[ "$(hw_boot)" = ${quote(boot)} ] || exit 0
if command -v setsid >/dev/null; then hw_alone=setsid; else hw_alone=nohup; fi
$hw_alone sh -c ${later} </dev/null >/dev/null 2>&1 &`;
}
