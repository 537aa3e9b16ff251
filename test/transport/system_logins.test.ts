// Logins that only the system's ssh can do, each proven by the same conformance as every transport: FIDO keys, with an
// authenticator in software, and GSSAPI, with a real Kerberos realm. Certificates: system_ssh.test.ts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { type Connector, connectTo } from '../../src/transport/index.js';
import { useTools } from '../setup/tools.js';
import { describeConnection } from './conformance.js';
import { kerberosTools, type Realm, startRealm } from './kerberos.js';
import { buildSecurityKeyProvider, compilerTools, enrollKey } from './security_key.js';
import { startSshd, type TestSshd } from './sshd.js';

useTools({ ...compilerTools, ...kerberosTools });

const login = { kind: 'login' } as const;
const user = userInfo().username;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'hostwright-logins-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

let sshd: TestSshd;
let connector: Connector;
afterAll(async () => {
  await connector.close();
});

/** A connector whose ssh_config says this. */
function connectorWith(...lines: readonly string[]): Connector {
  writeFileSync(path('ssh_config'), lines.map((line) => `${line}\n`).join(''));
  return connectTo({ acceptNewHostKeys: false, sshConfigFile: path('ssh_config') });
}
const connect = (own: Partial<ConnectionSettings>) =>
  connector.connect({ ...sshd.settings, connection: 'system ssh', ...own }, signal);

async function whoIs(own: Partial<ConnectionSettings>): Promise<string> {
  const connection = await connect(own);
  const { probes } = await connection.run(login, { steps: [], probes: ['id -un'] });
  await connection.close();
  return probes[0]?.stdout.toString() ?? '';
}

const refused = { name: 'Unreachable', message: expect.stringMatching(/may not log in .*Permission denied/) };

describe('a FIDO key', () => {
  const key = path('key');
  let provider: string;
  beforeAll(async () => {
    provider = buildSecurityKeyProvider(folder);
    for (const name of ['key', 'touched', 'stranger']) enrollKey(provider, path(name));
    // sshd wants every key to be touched, but for those of which it is told otherwise.
    const allowed = `no-touch-required ${readFileSync(path('key.pub'))}${readFileSync(path('touched.pub'))}`;
    writeFileSync(path('authorized_keys'), allowed);
    sshd = await startSshd([`AuthorizedKeysFile ${path('authorized_keys')}`]);
    connector = connectorWith(`SecurityKeyProvider ${provider}`);
  });
  afterAll(() => sshd.stop());

  describeConnection('that logs in', () => ({
    connect: () => connect({ privateKeyFile: key }),
    identity: login,
    user,
  }));

  it('that was not touched where sshd insists on it is refused, and so is one that is not known', async () => {
    expect(await whoIs({ privateKeyFile: key })).toBe(`${user}\n`);
    await expect(whoIs({ privateKeyFile: path('touched') })).rejects.toMatchObject(refused);
    await expect(whoIs({ privateKeyFile: path('stranger') })).rejects.toMatchObject(refused);
  });

  it('is nothing without its authenticator', async () => {
    await connector.close();
    connector = connectorWith(`SecurityKeyProvider ${path('none.so')}`);
    await expect(whoIs({ privateKeyFile: key })).rejects.toMatchObject({ name: 'Unreachable' });
    await connector.close();
    connector = connectorWith(`SecurityKeyProvider ${provider}`);
  });

  it('is what the other transport cannot use, and says so; where none was chosen, this one is taken', async () => {
    await expect(whoIs({ privateKeyFile: key, connection: 'builtin ssh' })).rejects.toMatchObject({
      name: 'Unreachable',
      advice: expect.stringContaining('leave ssh_client: builtin out'),
    });
    expect(await whoIs({ privateKeyFile: key, connection: 'ssh' })).toBe(`${user}\n`);
  });
});

describe('GSSAPI', () => {
  let realm: Realm;
  let cache: string;
  beforeAll(async () => {
    realm = await startRealm([user, 'stranger']);
    cache = realm.ticket(user);
    const accepts = ['GSSAPIAuthentication yes', 'GSSAPIStrictAcceptorCheck no'];
    const alone = ['AuthenticationMethods gssapi-with-mic', 'AuthorizedKeysFile none'];
    const env = { ...realm.env, KRB5_KTNAME: realm.keytab('host/127.0.0.1') };
    sshd = await startSshd([...accepts, ...alone], env);
    connector = connectorWith('GSSAPIAuthentication yes');
    for (const [name, value] of Object.entries(realm.env)) vi.stubEnv(name, value);
    vi.stubEnv('KRB5CCNAME', cache);
  });
  afterEach(() => {
    vi.stubEnv('KRB5CCNAME', cache);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await sshd.stop();
    await realm.stop();
  });

  describeConnection('with a ticket', () => ({
    connect: () => connect({ privateKeyFile: undefined }),
    identity: login,
    user,
  }));

  it('has asked the realm for the host', async () => {
    await whoIs({ privateKeyFile: undefined });
    expect(realm.servicesOf(cache)).toContain('host/127.0.0.1');
  });

  it('lets nobody in without a ticket, or with that of another', async () => {
    vi.stubEnv('KRB5CCNAME', path('none'));
    await expect(whoIs({ privateKeyFile: undefined })).rejects.toMatchObject(refused);
    vi.stubEnv('KRB5CCNAME', realm.ticket('stranger'));
    await expect(whoIs({ privateKeyFile: undefined })).rejects.toMatchObject(refused);
  });
});
