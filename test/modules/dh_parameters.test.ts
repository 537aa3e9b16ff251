// dh_parameters: its groups are those that openssl knows, and what it reads in a file. That openssl's own are served:
// test/lab/secure-websocket/settings.test.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { generateScript } from '../../src/module_parts/dh_parameters/generate.js';
import { readDhParameters, sizes, standardParameters } from '../../src/module_parts/dh_parameters/rfc7919.js';
import { readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const openssl = (words: readonly string[], input = '') =>
  execFileSync('openssl', words, { input, encoding: 'utf8', stdio: 'pipe' });

describe.each(sizes.map((bits) => [bits]))('the group of %s bits', (bits) => {
  it('is the one that openssl has', () => {
    const theirs = openssl(['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:ffdhe${bits}`]);
    expect(readDhParameters(theirs)).toEqual({ source: 'rfc7919', bits });
  });

  it('is taken by openssl', () => {
    expect(openssl(['dhparam', '-check', '-noout'], standardParameters(bits))).not.toMatch(/not|fail/);
  });
});

it('of others the length is told', () => {
  const quick = openssl(['dhparam', '512']);
  expect(readDhParameters(quick)).toEqual({ source: 'generate', bits: 512 });
});

it.each([
  [''],
  ['-----BEGIN DH PARAMETERS-----\n'],
  ['-----BEGIN DH PARAMETERS-----\n\n-----END DH PARAMETERS-----\n'],
  ['-----BEGIN DH PARAMETERS-----\nMIIBCAKCAQEA\n-----END DH PARAMETERS-----\n'],
  ['-----BEGIN DH PARAMETERS-----\n!?\n-----END DH PARAMETERS-----\n'],
])('%j is as good as nothing', (text) => {
  expect(readDhParameters(text)).toEqual({ source: null, bits: null });
});

describe('the step', () => {
  const path = '/etc/ssl/certs/dhparam.pem';
  const verdict = (params: object, file = '', head = 'openssl=yes\n') =>
    verdictOf(
      'dh_parameters',
      { path, ...params },
      readBy('dh_parameters', { path }, `${head}-- file --\n${file}`),
    );

  it('puts a group there at once, also where openssl is missing', () => {
    expect(verdict({}, '', '')).toMatchObject({
      fields: [
        { name: 'source', from: null, to: 'rfc7919' },
        { name: 'bits', from: null, to: 2048 },
      ],
      steps: [{ kind: 'put', path, mode: '0644', content: Buffer.from(standardParameters(2048)) }],
    });
  });

  it('has openssl look for new ones, however long the connection lasts', () => {
    expect(verdict({ source: 'generate' }, standardParameters(2048))).toMatchObject({
      fields: [{ name: 'source', from: 'rfc7919', to: 'generate' }],
      steps: [{ kind: 'sh', detached: true, touches: [path] }],
    });
    expect(verdict({ source: 'generate' }, '', '')).toMatchObject({ kind: 'missing' });
  });

  it('is none where they are there', () => {
    expect(verdict({}, standardParameters(2048))).toBeNull();
    expect(verdict({ bits: 3072 }, standardParameters(2048))).toMatchObject({ fields: [{ name: 'bits' }] });
  });
});

describe.each(localShells)('openssl looks for its own in $name', ({ shell }) => {
  it('and they take the place of the file, with a word about how it goes', () => {
    const folder = mkdtempSync(`${tmpdir()}/hostwright-dh-`);
    try {
      const path = `${folder}/dh param.pem`;
      writeFileSync(path, 'old');
      const { code, stdout, stderr } = runLocally(shell, generateScript({ path, bits: 512, unsafe: false }));
      expect(code, stderr.toString()).toBe(0);
      expect(stdout.toString()).toMatch(
        /^openssl looks for a safe prime of 512 bits.*\n(\d+ s, \d+ numbers tried\n)*found after \d+ s\n$/,
      );
      expect(readDhParameters(readFileSync(path, 'utf8'))).toEqual({ source: 'generate', bits: 512 });
      expect(readdirSync(folder)).toEqual(['dh param.pem']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('and where it finds none the file is as it was', () => {
    const folder = mkdtempSync(`${tmpdir()}/hostwright-dh-`);
    try {
      writeFileSync(`${folder}/dh.pem`, 'old');
      const { code, stderr } = runLocally(
        shell,
        generateScript({ path: `${folder}/dh.pem`, bits: 1, unsafe: false }),
      );
      expect(code).toBe(1);
      expect(stderr.toString()).toContain('openssl made no parameters');
      expect(readdirSync(folder)).toEqual(['dh.pem']);
      expect(readFileSync(`${folder}/dh.pem`, 'utf8')).toBe('old');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('weak ones are refused', () => {
  expect(refusals('dh_parameters', { path: '/a', bits: 1024 })).toEqual(['bits: expected 2048, 3072, 4096']);
});
