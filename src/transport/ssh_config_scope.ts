// Whether an OpenSSH configuration says the same of every host, so that one question to `ssh -G` answers for a fleet.
// Where it may not, every host is asked for by itself: a wrong yes would be a wrong login, a wrong no costs 5 ms.

import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const system = '/etc/ssh/ssh_config';
const systemFolder = '/etc/ssh/ssh_config.d';

/** @param file read instead of the user's and the system's own, as `ssh -F` does */
export function isSameForAll(file?: string): boolean {
  return filesOf(file).every((each) => isPlain(textOf(each)));
}

/** Whether nothing is configured. @param file read instead of the user's and the system's own */
export function isSilent(file?: string): boolean {
  return filesOf(file).every((each) => linesOf(textOf(each)).length === 0);
}

function filesOf(file: string | undefined): readonly string[] {
  return file === undefined ? [join(homedir(), '.ssh/config'), system, ...partsOf(systemFolder)] : [file];
}

/** No section for some hosts only, nothing that is made from a host's name, and no file that is not looked at here. */
export function isPlain(text: string): boolean {
  return linesOf(text).every((line) => {
    if (/^host[\s=]/i.test(line)) return /^host[\s=]+\*$/i.test(line);
    if (/^include[\s=]/i.test(line)) return line.endsWith(` ${systemFolder}/*.conf`);
    // The name of an option may stand in quotation marks; one host's HostName is not another's.
    return !/^("|match|canonical|hostname)/i.test(line) && !line.includes('%');
  });
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function partsOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** A file that is not there says nothing; ssh itself complains of one that may not be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
