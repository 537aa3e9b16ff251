// The ecosystem's own client and a real runtime, through endpoints of the shipped playbook: @polkadot/api, in Node and on a
// page in Chromium, reads chopsticks' chain and follows it over a reload. No error of a certificate is ignored by anybody.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { libraries, useLab } from '../hosts.js';
import { call, post } from '../secure-websocket/client.js';
import { type HostVariables, type Report, secureWebsocket } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { type Authority, makeAuthority } from './authority.js';
import { type RuntimeNode, startRuntimeNode } from './node.js';
import { expectFollowed } from './seen.js';
import { installWorkspace, type Program, startProgram } from './workspace.js';

const proxies = ['nginx', 'apache2'] as const;
type Proxy = (typeof proxies)[number];
const visitors = proxies.flatMap((proxy) => [`client of ${proxy}`, `browser at ${proxy}`] as const);
type Visitor = (typeof visitors)[number];

const lab = useLab(
  [
    { name: 'nginx', release: 'bookworm' },
    { name: 'apache2', release: 'trixie' },
  ],
  libraries,
);

const folder = mkdtempSync(`${tmpdir()}/hostwright-ecosystem-`);
const domainOf = (proxy: string) => `${proxy}.ecosystem.test`;
const certificateFile = '/etc/ssl/own.crt';
const keyFile = '/etc/ssl/private/own.key';
const visits = new Map<Visitor, Program>();
let authority: Authority;
let node: RuntimeNode;
let first: Report;

beforeAll(async () => {
  await installWorkspace();
  authority = await makeAuthority(folder, proxies.map(domainOf));
  // Our own machine trusts the authority too.
  vi.stubEnv('SSL_CERT_FILE', authority.file);
  node = await startRuntimeNode(lab());
  await Promise.all(proxies.map(putCertificate));
  first = await secureWebsocket('apply', lab(), settings());
  const names = proxies.map((proxy) => `${hostAddress(lab(), proxy)} ${domainOf(proxy)}\n`);
  writeFileSync(`${folder}/hosts`, ['127.0.0.1 localhost\n', ...names].join(''));
  for (const visitor of visitors) visits.set(visitor, visit(visitor, authority.home, authority.file));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([...visits.values(), node?.program].map((program) => program?.end()));
  rmSync(folder, { recursive: true });
});

async function putCertificate(proxy: Proxy): Promise<void> {
  const { certificate, key } = authority;
  const files = `cat >${certificateFile} <<'END'\n${certificate}END\numask 077\ncat >${keyFile} <<'END'\n${key}END`;
  await asRoot(lab(), proxy, files);
}

function settings(more: object = {}): HostVariables {
  const own = { self_signed: false, certificate_file: certificateFile, certificate_key_file: keyFile };
  const settingsOf = (proxy: Proxy) => {
    // Only the visitors know the domain.
    const names = { proxy, domain: domainOf(proxy), proof_address: hostAddress(lab(), proxy) };
    return [proxy, { ...names, ...own, drain_seconds: 600, ...more }];
  };
  return Object.fromEntries(proxies.map(settingsOf));
}

/**
 * @param home where a browser finds whom it trusts
 * @param authorities whom a client in Node trusts besides the world's
 */
function visit(visitor: Visitor, home: string, authorities = ''): Program {
  const [kind, , proxy = ''] = visitor.split(' ');
  const words = [`${kind}.mjs`, `wss://${domainOf(proxy)}/`, `${home}/${proxy}.png`];
  const env = { HOME: home, TMPDIR: folder, NODE_EXTRA_CA_CERTS: authorities };
  return startProgram(words, env, `${folder}/hosts`);
}

function programOf(visitor: Visitor): Program {
  const program = visits.get(visitor);
  if (program === undefined) throw new Error(`no ${visitor}`);
  return program;
}

/** @returns how many blocks have arrived at each */
function expectAllFollowed(block: number): Promise<readonly number[]> {
  return Promise.all(visitors.map((visitor) => expectFollowed(programOf(visitor), block)));
}

describe('a real runtime', () => {
  it('is published by both proxies, and proven with a certificate that clients trust', () => {
    expect(first.code, first.text).toBe(0);
    for (const proxy of proxies)
      expect(first.text).toContain(`wss://${domainOf(proxy)}/ works: tcp, tls, trust, names, `);
  });

  it('is read and followed by @polkadot/api, in Node and in Chromium', async () => {
    await expectAllFollowed(await node.makeBlocks(1));
  });

  it('is followed over a reload, on the same connection', async () => {
    const { code, text, hosts } = await secureWebsocket('apply', lab(), settings({ hsts_seconds: 60 }));
    expect(code, text).toBe(0);
    for (const proxy of proxies) {
      expect(hosts[proxy]?.changed).toBe(2);
      const address = hostAddress(lab(), proxy);
      const { headers } = await post(address, call('system_health'), { host: domainOf(proxy) });
      expect(headers['strict-transport-security'], proxy).toBe('max-age=60');
    }
    const arrived = await expectAllFollowed(await node.makeBlocks(3));
    expect(Math.min(...arrived)).toBeGreaterThan(3);
  });
});

describe('a page', () => {
  it.each(proxies)('behind %s shows the name of the chain on its screenshot', async (proxy) => {
    const browser = programOf(`browser at ${proxy}`);
    expect(await browser.end()).toBe(0);
    const { picture } = await browser.tells((line) => 'picture' in line);
    expect(picture).toMatchObject({ width: 1000, height: 400 });
    expect((picture as { readonly ink: number }).ink).toBeGreaterThan(1000);
  });
});

describe('the counts of a client', () => {
  it.each(proxies)('tell of a restart of %s, which cuts it off', async (proxy) => {
    const client = programOf(`client of ${proxy}`);
    await asRoot(lab(), proxy, `systemctl restart ${proxy}`);
    const { losses } = await client.tells(({ connections }) => connections === 2);
    expect(Number(losses)).toBeGreaterThan(0);
  });
});

describe('who does not trust the authority', () => {
  it('is let in neither in Node nor in Chromium', async () => {
    const home = `${folder}/stranger`;
    mkdirSync(home);
    const client = visit('client of nginx', home);
    const browser = visit('browser at nginx', home);
    expect(await client.tells(({ losses }) => Number(losses) > 0)).toMatchObject({ connections: 0 });
    await browser.tells(({ complaint }) => String(complaint).includes('net::ERR_CERT_AUTHORITY_INVALID'));
    expect(await browser.tells(({ losses }) => Number(losses) > 0)).toMatchObject({ connections: 0 });
    expect(await Promise.all([client.end(), browser.end()])).toEqual([0, 0]);
  });
});
