// The endpoints that the command line names as URLs.

import { readFileSync } from 'node:fs';
import type { VerifyOptions } from '../options/verify.js';
import { fail } from '../problem.js';
import { collect } from '../project/collect.js';
import { SHA256_FINGERPRINT } from '../proof/fingerprint.js';
import { isMultiaddress, readMultiaddress } from '../proof/multiaddress.js';
import { NODE_PORTS } from '../proof/ports.js';
import type { TargetOptions } from '../proof/target_options.js';
import { isWssUrl } from '../proof/url.js';
import type { Subject } from './subject.js';

type UrlOptions = Pick<VerifyOptions, 'ca' | 'fingerprint' | 'redirect' | 'ports' | 'timeout'>;

/** A word with a scheme, or a multiaddress; everything else is a file. */
export function isUrl(word: string): boolean {
  return isMultiaddress(word) || /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
}

/** @throws ProblemError for URLs of another kind, and for options that do not go together */
export function subjectsOfUrls(urls: readonly string[], options: UrlOptions): readonly Subject[] {
  const [ca] = collect([() => readAuthorities(options.ca), () => checkFingerprint(urls.length, options)]);
  return collect(
    urls.map((url) => (): Subject => {
      const { redirect, ports, timeout } = options;
      const closedPorts = ports ? NODE_PORTS : [];
      const shared = { ca, unsafeCanary: 'system_peers', redirect, closedPorts, timeout };
      const targetOptions = { ...namedBy(url), ...shared };
      return { kind: 'known', host: null, targetOptions, trust: undefined, secret: false };
    }),
  );
}

function namedBy(word: string): Pick<TargetOptions, 'url' | 'kind' | 'peerId'> {
  if (isMultiaddress(word)) return { ...readMultiaddress(word), kind: 'bootnode' };
  if (!isWssUrl(word))
    fail(
      `${word} is no URL of an endpoint`,
      undefined,
      'it begins with wss://, or with /dns/ for a bootnode',
    );
  return { url: word, kind: 'either' };
}

function readAuthorities(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const text = readText(file);
  return text.includes('-----BEGIN CERTIFICATE-----')
    ? text
    : fail(`--ca: there is no certificate in ${file}`, undefined, 'expected certificates in PEM form');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return fail(`--ca: cannot read ${file} (${code})`);
  }
}

/** @param count of endpoints. @throws ProblemError where the fingerprint cannot be theirs */
export function checkFingerprint(
  count: number,
  { fingerprint, ca }: Pick<VerifyOptions, 'fingerprint' | 'ca'>,
): void {
  if (fingerprint === undefined || fingerprint.startsWith('@')) return;
  if (!SHA256_FINGERPRINT.test(fingerprint)) {
    const advice = 'expected 64 hex digits, with or without colons (openssl x509 -fingerprint -sha256)';
    fail(`--fingerprint: ${fingerprint} is no SHA-256 fingerprint`, undefined, advice);
  }
  if (ca !== undefined) fail('--ca and --fingerprint exclude each other');
  if (count > 1) fail('--fingerprint is for one endpoint: every one has a certificate of its own');
}
