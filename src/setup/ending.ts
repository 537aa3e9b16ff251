// What is said of an endpoint that is made: where clients connect to, and how they come to trust it.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeWhole } from '../files/write.js';
import { ProblemError } from '../problem.js';
import type { Endpoint, Untrusted } from './endpoints.js';
import type { Setup } from './parts.js';

export function tellEndpoint(setup: Setup, { host, url, link, bootnode, untrusted }: Endpoint): void {
  const { speaker } = setup;
  speaker.heading(`${host} is an endpoint, and proven:`);
  if (link === undefined) {
    for (const [where, what] of bootnode) speaker.result(where, what);
    return;
  }
  speaker.result('for clients', url);
  if (untrusted) tellTrust(setup, url, untrusted);
  speaker.result(untrusted ? 'then' : 'to look at', link);
}

/** A browser asks nobody about the certificate of a WebSocket: it has to be accepted on a page before. */
function tellTrust(setup: Setup, url: string, untrusted: Untrusted): void {
  const { speaker } = setup;
  speaker.result('to trust', `SHA-256 ${untrusted.fingerprint}`);
  const file = keptPem(setup, url, untrusted);
  if (file !== undefined) speaker.result('in Node.js', `NODE_EXTRA_CA_CERTS=${file}`);
  else
    speaker.remark('Clients in Node.js need the certificate of its authority: NODE_EXTRA_CA_CERTS=FILE.pem');
  const page = url.replace(/^wss:/, 'https:');
  speaker.result('in a browser', `open ${page} first, compare the fingerprint, and accept the certificate;`);
}

/** Beside the inventory; a file of that name that is no certificate is somebody's own, and stays. */
function keptPem({ pages }: Setup, url: string, { pem }: Untrusted): string | undefined {
  if (pem === undefined) return undefined;
  const name = new URL(url).hostname.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-|-$/g, '');
  const file = join(dirname(pages.inventory), `${name}.pem`);
  if (!/^(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)?$/.test(textOf(file)))
    return undefined;
  try {
    writeWhole(file, pem, 0o644);
    return file;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** Nothing where there is none; what cannot be read is not ours either. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : 'unreadable';
  }
}
