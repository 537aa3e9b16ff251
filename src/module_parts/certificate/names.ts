// The names that a certificate is for: DNS names and IP addresses, in the one spelling in which they are compared.

import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { texts } from '../params.js';

/** RFC 1123 labels, with the underscore that many zones use; a last label of digits would be a broken address. */
const dnsName =
  /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * `EXAMPLE.com` to `example.com`, `2001:DB8:0:0:0:0:0:1` to `2001:db8::1`, a name in any script to its ASCII form;
 * null for what is neither a DNS name nor an IP address.
 */
export function canonicalName(text: string): string | null {
  if (isIP(text) === 4) return text;
  if (isIP(text) === 6) return text.includes('%') ? null : new URL(`http://[${text}]`).hostname.slice(1, -1);
  const star = text.startsWith('*.') ? '*.' : '';
  const ascii = star + domainToASCII(text.slice(star.length));
  return ascii.length <= 253 && dnsName.test(ascii) ? ascii : null;
}

/** A parameter: one name or several, in canonical spelling, each once. */
export function names() {
  return texts()
    .transform((all) => [...new Set(all.map((name) => canonicalName(name) ?? ''))])
    .refine((all) => !all.includes(''), {
      error: 'expected DNS names or IP addresses, without scheme, port or brackets',
    });
}

/** `subjectAltName` as OpenSSL's configuration spells one entry. */
export function alternativeName(name: string): string {
  return `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`;
}

/** `DNS:example.com, IP Address:2001:DB8:0:0:0:0:0:1`, as node:crypto prints it, to canonical names. */
export function readAlternativeNames(text: string | undefined): readonly string[] {
  if (!text) return [];
  return text.split(', ').map((entry) => {
    const [, name = entry] = /^(?:DNS|IP Address):(.*)$/.exec(entry) ?? [];
    return canonicalName(name) ?? entry;
  });
}
