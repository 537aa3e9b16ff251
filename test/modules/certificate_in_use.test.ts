// certificate_in_use: what a site says, in the shells of this machine, with certificates made by openssl.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

  it('haproxy: a folder that leads to it by links, a file with its key inside or beside it', async () => {
    const [pem, links] = [`${folder}/both.pem`, `${folder}/443`];
    writeFileSync(pem, ['one.crt', 'one.key'].map((name) => readFileSync(`${folder}/${name}`)).join(''));
    rmSync(links, { recursive: true, force: true });
    mkdirSync(links);
    symlinkSync(`${folder}/other.crt`, `${links}/site.conf.crt`);
    symlinkSync(`${folder}/other.key`, `${links}/site.conf.crt.key`);
    const haproxy = (crt: string) => `frontend a\n  bind :443 ssl crt ${crt} alpn h2\n  bind :80\n`;
    expect(await look(haproxy(`${links}/`))).toMatchObject({
      usable: true,
      path: `${folder}/other.crt`,
      key_path: `${folder}/other.key`,
    });
    expect(await look(haproxy(pem))).toMatchObject({ usable: true, path: pem, key_path: pem });
    expect(await look(haproxy(`${folder}/none.pem`))).toEqual({ configured: false, usable: false });
  });

  it('of several sites: the first that leads to a certificate', async () => {
    const [broken, one] = ['broken', 'one'].map((name) => `${folder}/${name}.conf`);
    writeFileSync(`${broken}`, 'ssl_certificate /etc/only.crt;\n');
    writeFileSync(`${one}`, nginx(`${folder}/one.crt`, `${folder}/one.key`));
    const site = [`${folder}/none.conf`, `${broken}`, `${one}`, `${folder}/site.conf`];
    const seen = runLocally(shell, (certificateInUse as Action<unknown>).probe?.({ site }) ?? '');
    const { result } = await runAction('certificate_in_use', { site }, { seen });
    expect(result).toMatchObject({ configured: true, usable: true, site_path: one });
  });

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
