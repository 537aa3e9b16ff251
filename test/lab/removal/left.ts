// What a host is like before its first endpoint and after its last: files, units, users, packages; and what differs then.

import type { Lab } from '../../../src/lab/index.js';
import { asRoot } from '../secure-websocket/seed.js';

/**
 * One line for each thing: files with kind, mode, owner and content, packages with their state, units with theirs. What is
 * no state of the host is left out: caches, lists of packages, logs of tools, what a service or the kernel makes.
 */
const look = `find / -xdev \\( ${[
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/tmp',
  '/var/tmp',
  '/var/cache',
  '/var/lib/apt',
  '/var/lib/dpkg',
  '/root',
]
  .map((path) => `-path ${path}`)
  .join(
    ' -o ',
  )} \\) -prune -o -type f -printf '%p file %m %u:%g ' -exec sh -c 'sha256sum <"$1" | cut -c 1-12' - {} \\; -o -printf '%p %y %m %u:%g %l\\n' |
  sed 's/^/file /'
dpkg-query -W -f 'package \${Package} \${db:Status-Status}\\n'
systemctl list-unit-files --no-legend --plain | sed 's/^/unit /'
getent passwd | sed 's/^/user /'; getent group | sed 's/^/group /'
ss -Hltn | awk '{ print "listens " $4 }'`;

export type Snapshot = ReadonlySet<string>;

export async function snapshot(lab: Lab, host: string): Promise<Snapshot> {
  return new Set((await asRoot(lab, host, look)).split('\n').filter(Boolean));
}

/**
 * What is otherwise and has no name here: `+` for what was not there before, `-` for what is not there any more. Each name
 * says whose trace it is, and why it stays.
 */
export function differences(before: Snapshot, after: Snapshot): readonly string[] {
  const all = [
    ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`),
    ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`),
  ];
  return all.filter((line) => !named.some(([pattern]) => pattern.test(line)));
}

const named: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^. file \/var\/lib\/hostwright(\/| )/,
    'the lock of the run that removes, and the record of what was made',
  ],
  [
    /^. file \/var\/log(\/(apt|journal|private)(\/\S*)?|\/dpkg\.log|\/alternatives\.log|\/lastlog|\/wtmp|\/btmp)? /,
    'logs of the host itself',
  ],
  [
    /^. file \/var\/lib\/(systemd|private|ucf|logrotate)(\/\S*)? /,
    'stamps of timers; what ucf knew of a file',
  ],
  [
    /^. file \/etc\/(ld\.so\.cache|mailcap|passwd-?|group-?|shadow-?|gshadow-?|subuid-?|subgid-?) /,
    'made anew by dpkg and useradd',
  ],
  [/^. file \/(etc|var\/lib)\/(lab-node\.json|lab)/, 'the node of the lab'],
  [
    /^. file \/var\/www( |\/html( |\/index\.nginx-debian\.html ))/,
    "Debian's nginx leaves its page when it is purged",
  ],
  [/^. file \/var\/lib\/apache2 d /, "Debian's apache2 leaves its folder when it is purged"],
  [/^. group ssl-cert:/, "Debian's ssl-cert leaves its group when it is purged"],
  [/^. file \/home\//, 'what the shell of whoever logs in remembers'],
];
