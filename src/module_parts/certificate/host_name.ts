// The one name by which clients ask for a host: not every name that a certificate may have is one.

import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { canonicalName } from './names.js';

/** A parameter: a DNS name as DNS has it, or an IP address. */
export function hostName() {
  return z.string().superRefine((text, context) => {
    const message = faultOfHostName(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** What is wrong with it, and what to write instead. undefined: nothing. */
export function faultOfHostName(text: string): string | undefined {
  const scheme = /^[a-z+]+:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) return `expected a name alone: leave out ${scheme}`;
  if (text.includes('/'))
    return `expected a name without a path: leave out ${text.slice(text.indexOf('/'))}, which the endpoint answers as it is`;
  if (text.includes('*')) return 'expected one name: a client can ask for none with * in it';
  if (/^[^:]*:\d+$/.test(text)) return 'expected a name without a port (the playbook: wss_port)';
  if (text.includes('_'))
    return 'expected a name of letters, digits, hyphens and dots: no authority issues a certificate for one with _ in it';
  const ascii = domainToASCII(text);
  if (/[^\x20-\x7e]/.test(text))
    return ascii === ''
      ? 'expected a name that DNS can have'
      : `expected the name as DNS has it: write ${ascii}`;
  if (text.length > 253) return `expected at most 253 characters: these are ${text.length}`;
  const long = text.split('.').find((label) => label.length > 63);
  if (long !== undefined)
    return `expected at most 63 characters between two dots: ${long} has ${long.length}`;
  return canonicalName(text) === null ? 'expected a DNS name or an IP address' : undefined;
}
