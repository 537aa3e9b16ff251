// Which directories belong to the operating system, so that no task removes one as a whole.

import { posix } from 'node:path';

const top = `/bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /media /mnt /opt /proc /root /run /sbin /snap /srv
/sys /tmp /usr /var`;

// Names after the Filesystem Hierarchy Standard 3.0, sections 3 to 6.
const system: ReadonlySet<string> = new Set(['/', ...top.split(/\s+/)]);

/** Whether it is `/`, a directory of the standard directly below it, or one directly below `/usr` or `/var`. */
export function isSystemDirectory(path: string): boolean {
  const plain = posix.resolve('/', path);
  return system.has(plain) || ['/usr', '/var'].includes(posix.dirname(plain));
}
