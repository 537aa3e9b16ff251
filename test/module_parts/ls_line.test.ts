import { describe, expect, it } from 'vitest';
import { permissions, readLsLine } from '../../src/module_parts/ls_line.js';

describe('readLsLine', () => {
  it.each([
    ['-rw-r----- 1 root shadow 608 Nov 22 17:09 /etc/shadow', 'file', '0640', 'root', 'shadow'],
    ['drwxrwxrwt 8 root root 160 Nov 22 17:20 /tmp', 'directory', '1777', 'root', 'root'],
    ['-rwsr-sr-x 1 1000 1000 5 Jul 17 17:05 /a 5 b', 'file', '6755', '1000', '1000'],
    ['-rwSr-Sr-T+ 1 u g 5 Jan  1  2020 /x', 'file', '7644', 'u', 'g'],
    ['-rw-r--r--. 1 u domain users 5 Jan  1  2020 /x', 'file', '0644', 'u', 'domain users'],
    ['crw-rw-rw- 1 root root 1, 3 Nov 22 17:20 /dev/null', 'other', '0666', 'root', 'root'],
    ['lrwxrwxrwx 1 root root 7 Nov 22 17:09 /bin -> usr/bin', 'link', null, 'root', 'root'],
    ['-rw-r-----    1 daemon   root             6 Nov 22 17:06 /tmp/x', 'file', '0640', 'daemon', 'root'],
  ])('%s', (line, kind, mode, owner, group) => {
    expect(readLsLine(line)).toEqual({ kind, mode, owner, group });
  });

  it('knows nothing from no line, and refuses what ls never prints', () => {
    expect(readLsLine(undefined)).toEqual({ kind: 'nothing', mode: null, owner: null, group: null });
    expect(() => readLsLine('ls: cannot access')).toThrow('ls printed something unexpected');
  });
});

it('permissions are spelled as ls prints them, for every mode', () => {
  for (let bits = 0; bits < 0o10000; bits += 1) {
    const mode = bits.toString(8).padStart(4, '0');
    expect(readLsLine(`-${permissions(mode)} 1 root root 5 Nov 22 16:40 /x`).mode).toBe(mode);
  }
});
