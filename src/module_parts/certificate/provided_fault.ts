// What is wrong with a certificate of somebody's own, in a sentence that says what to do. Pure.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { blocks, isChained, type Pair, stateOf } from './pair.js';

interface Fault {
  /** The parameter that has to be mended. */
  readonly of: 'certificate' | 'key';
  readonly message: string;
}

/** The first fault of what a playbook brings along. Nothing of the key is ever in the sentence. */
export function faultOfTexts(
  certificate: string,
  key: string,
  names: readonly string[],
  now: Date,
): Fault | undefined {
  const chain = readChain(certificate);
  const [own] = chain ?? [];
  if (chain === undefined || own === undefined)
    return {
      of: 'certificate',
      message: 'expected certificates in PEM form, the one for the endpoint first',
    };
  const privateKey = readKey(key);
  if (privateKey === undefined)
    return { of: 'key', message: 'expected a private key in PEM form, without a passphrase' };
  if (!own.checkPrivateKey(privateKey)) return { of: 'key', message: 'it is the key of another certificate' };
  const message =
    faultOfDates(new Date(own.validFrom), new Date(own.validTo), now) ??
    faultOfNames(names, (name) => isFor(own, name), own.subjectAltName ?? 'nothing') ??
    (isChained(chain) ? undefined : shortChain);
  return message === undefined ? undefined : { of: 'certificate', message };
}

/** The first fault of what is on the host. */
export function faultOfPair(
  {
    path,
    key_path,
    names,
  }: { readonly path: string; readonly key_path: string; readonly names: readonly string[] },
  pair: Pair,
): string | undefined {
  const [own] = pair.chain;
  const state = stateOf(pair, { secondsLeft: () => 0, length: 1 });
  const sentence = sentences[state]?.(path, key_path);
  if (sentence !== undefined || own === undefined) return sentence;
  const fault = faultOfNames(names, (name) => covers(own.names, name), own.names.join(', '));
  return fault && `${path}: ${fault}`;
}

const sentences: Readonly<Record<string, (path: string, key: string) => string>> = {
  absent: (path) => `there is no certificate in ${path}: put it there, with its chain behind it`,
  unreadable: (path) => `${path} holds no certificate in PEM form`,
  'without its key': (path, key) =>
    `there is no key in ${key} for the certificate in ${path}, or it has a passphrase: put it there without one`,
  'with the key of another certificate': (path, key) =>
    `the key in ${key} is that of another certificate than the one in ${path}`,
  'not valid yet': (path) => `the certificate in ${path} is not valid yet: look at the clock of the host`,
  expired: (path) => `the certificate in ${path} has expired: put a new one there`,
  'without its chain': (path) => `${path}: ${shortChain}`,
};

const shortChain =
  'the certificates do not follow each other: the one for the endpoint comes first, then always the one that issued it';

function faultOfDates(from: Date, to: Date, now: Date): string | undefined {
  if (now > to) return `it expired on ${to.toISOString().slice(0, 10)}`;
  return now < from ? `it is not valid before ${from.toISOString().slice(0, 10)}` : undefined;
}

function faultOfNames(
  names: readonly string[],
  isFor: (name: string) => boolean,
  are: string,
): string | undefined {
  const missing = names.filter((name) => !isFor(name));
  return missing.length === 0 ? undefined : `it is for ${are}, and not for ${missing.join(', ')}`;
}

function isFor(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  // Of a wildcard nothing can be asked but whether it is there.
  if (name.startsWith('*.')) return (certificate.subjectAltName ?? '').split(', ').includes(`DNS:${name}`);
  return certificate.checkHost(name, { subject: 'never' }) !== undefined;
}

/** RFC 6125: a star stands for one label, the first. */
function covers(names: readonly string[], name: string): boolean {
  return names.includes(name) || (isIP(name) === 0 && names.includes(name.replace(/^[^.]+/, '*')));
}

function readChain(text: string): readonly X509Certificate[] | undefined {
  try {
    return blocks(text, 'CERTIFICATE').map((pem) => new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

function readKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
