// certificate_in_use: what a site says, in the shells of this machine, with certificates made by openssl.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { certificateInUse } from '../../src/modules/certificate_in_use.js';
import { runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-in-use-`);
  for (const name of ['one', 'other']) {
    const words = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=a',
    ];
    const files = ['-keyout', `${folder}/${name}.key`, '-out', `${folder}/${name}.crt`];
    execFileSync('openssl', [...words, ...files], { stdio: 'ignore' });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const nginx = (path: string, key: string) => `# ssl_certificate /no;
server {
    listen 443 ssl;
    ssl_certificate ${path};
    ssl_certificate_key "${key}";
}
`;
const apache2 = (path: string, key: string) => `<VirtualHost *:443>
    SSLCertificateFile ${path}
    SSLCertificateKeyFile '${key}'
</VirtualHost>
`;

describe.each(localShells)('$name', ({ shell }) => {
  const look = async (text: string | undefined) => {
    const site = `${folder}/site.conf`;
    rmSync(site, { force: true });
    if (text !== undefined) writeFileSync(site, text);
    const script = (certificateInUse as Action<unknown>).probe?.({ site }) ?? '';
    const seen = runLocally(shell, script);
    expect(seen.code, seen.stderr.toString()).toBe(0);
    return (await runAction('certificate_in_use', { site }, { seen })).result;
  };

  it.each([
    ['nginx', nginx],
    ['Apache', apache2],
  ])('%s: a certificate with its key can be used', async (_, site) => {
    const [path, key] = [`${folder}/one.crt`, `${folder}/one.key`];
    expect(await look(site(path, key))).toMatchObject({
      configured: true,
      usable: true,
      path,
      key_path: key,
    });
    expect(await look(site(path, `${folder}/other.key`))).toMatchObject({ usable: false });
    expect(await look(site(path, `${folder}/none.key`))).toMatchObject({ configured: true, usable: false });
    expect(await look(site(`${folder}/none.crt`, key))).toMatchObject({ usable: false });
  });

  it('nothing is in use where there is no site, or one without a certificate', async () => {
    expect(await look(undefined)).toEqual({ configured: false, usable: false });
    expect(await look('server { listen 80; }\n')).toEqual({ configured: false, usable: false });
  });
});
