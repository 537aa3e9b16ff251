// A line of a file known_hosts, as sshd(8) has it: marker, hosts, type, key, and whom it names. Pure.

import { createHmac } from 'node:crypto';
import { sha256Of } from '../../digest.js';

export interface HostLine {
  /** `@cert-authority` or `@revoked`; as a rule none. */
  readonly marker: string | undefined;
  /** Names with commas between them, or one that is hashed. */
  readonly hosts: string;
  readonly type: string;
  /** In base64. */
  readonly key: string;
}

/** @returns undefined for an empty line, a comment, and what ssh reads no key in */
export function readHostLine(line: string): HostLine | undefined {
  const words = line.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [hosts, type, key] = words;
  if (hosts === undefined || type === undefined || key === undefined || hosts.startsWith('#'))
    return undefined;
  return /^[a-z][a-z0-9@.-]*$/.test(type) && /^[A-Za-z0-9+/]+={0,2}$/.test(key)
    ? { marker, hosts, type, key }
    : undefined;
}

export function isHashed(hosts: string): boolean {
  return hosts.startsWith('|1|');
}

/** Whether the field names the host by itself: a pattern (`*.example.com`) names others as well. */
export function names(hosts: string, name: string): boolean {
  if (!isHashed(hosts)) return hosts.toLowerCase().split(',').includes(name);
  const [, , salt = '', hash] = hosts.split('|');
  return hashOf(Buffer.from(salt, 'base64'), name) === hash;
}

/**
 * The name as ssh hashes it (HashKnownHosts). Two plans of one task say the same, so the salt is no chance: it is another one for each
 * name and key, and as public as any.
 */
export function hashed(name: string, { type, key }: HostLine): string {
  const salt = Buffer.from(sha256Of(Buffer.from(`${name} ${type} ${key}`)), 'hex').subarray(0, 20);
  return `|1|${salt.toString('base64')}|${hashOf(salt, name)}`;
}

function hashOf(salt: Buffer, name: string): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}
