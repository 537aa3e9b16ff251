// Host keys in the text of a file known_hosts: put in, or removed. Lines that say nothing of the host stay byte for byte. Pure.

import { type HostLine, hashed, isHashed, names, readHostLine } from './line.js';

export interface WantedHost {
  readonly state: 'present' | 'absent';
  /** In lower case, as ssh looks it up. */
  readonly name: string;
  /** None: all keys of the host, to be removed. */
  readonly keys: readonly HostLine[];
  readonly hash_host: boolean;
}

export function editHosts(text: string, wanted: WantedHost): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const kept = lines.flatMap((line) => keptOf(line, wanted) ?? []);
  const added = wanted.state === 'absent' ? [] : wanted.keys.filter((key) => !isThere(kept, key, wanted));
  if (added.length === 0) return kept.join('');
  const last = kept.at(-1);
  const ended = last === undefined || last.endsWith('\n') ? '' : '\n';
  return kept.join('') + ended + added.map((key) => `${lineFor(key, wanted)}\n`).join('');
}

/** What is left of a line: of one that names several hosts too the others. */
function keptOf(line: string, wanted: WantedHost): string | undefined {
  const { name, keys, state } = wanted;
  const read = readHostLine(line);
  if (read === undefined || !names(read.hosts, name)) return line;
  const meant = keys.filter((key) => key.marker === read.marker && key.type === read.type);
  const isSame = meant.some((key) => key.key === read.key);
  if (state === 'present') {
    if (meant.length === 0 || meant.some((key) => isAsWanted(read, key, wanted))) return line;
  } else if (keys.length === 0 ? read.marker !== undefined : !isSame) return line;
  const others = read.hosts.split(',').filter((host) => host.toLowerCase() !== name);
  return isHashed(read.hosts) || others.length === 0
    ? undefined
    : line.replace(read.hosts, () => others.join(','));
}

/** The same key, for all the names that the wanted line has; hashed exactly where that is wanted. */
function isAsWanted(line: HostLine, key: HostLine, { name, hash_host }: WantedHost): boolean {
  const isKey = line.marker === key.marker && line.type === key.type && line.key === key.key;
  if (!isKey || isHashed(line.hosts) !== (hash_host || isHashed(key.hosts))) return false;
  if (isHashed(line.hosts)) return names(line.hosts, name);
  const there = line.hosts.toLowerCase().split(',');
  return key.hosts
    .toLowerCase()
    .split(',')
    .every((host) => there.includes(host));
}

function isThere(lines: readonly string[], key: HostLine, wanted: WantedHost): boolean {
  return lines.some((line) => {
    const read = readHostLine(line);
    return read !== undefined && names(read.hosts, wanted.name) && isAsWanted(read, key, wanted);
  });
}

function lineFor(key: HostLine, { name, hash_host }: WantedHost): string {
  const hosts = hash_host ? hashed(name, key) : key.hosts;
  return [...(key.marker === undefined ? [] : [key.marker]), hosts, key.type, key.key].join(' ');
}
