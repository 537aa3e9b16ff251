// The spelling of names: what is the same name, and what is none.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alternativeName,
  canonicalName,
  readAlternativeNames,
} from '../../../src/module_parts/certificate/names.js';

describe('canonicalName', () => {
  it.each([
    ['Node.Example.COM', 'node.example.com'],
    ['*.example.com', '*.example.com'],
    ['localhost', 'localhost'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['198.18.0.11', '198.18.0.11'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:198.18.0.11', '::ffff:c612:b'],
  ])('%s is %s', (text, name) => {
    expect(canonicalName(text)).toBe(name);
  });

  it.each([
    ['a URL', 'https://example.com'],
    ['a port', 'example.com:443'],
    ['brackets', '[::1]'],
    ['a zone', 'fe80::1%eth0'],
    ['a star within', 'a.*.example.com'],
    ['a star alone', '*.'],
    ['an address out of range', '300.1.1.1'],
    ['an empty label', 'a..b'],
    ['a hyphen first', '-a.example.com'],
    ['a label of 64 letters', `${'a'.repeat(64)}.com`],
    ['a name of 254 letters', `${'a.'.repeat(126)}aa`],
    ['another setting of OpenSSL', 'a.com\nbasicConstraints=CA:TRUE'],
    ['another entry', 'a.com,DNS:b.com'],
    ['a variable of OpenSSL', '$ENV::HOME'],
    ['nothing', ''],
  ])('%s is none', (_, text) => {
    expect(canonicalName(text)).toBeNull();
  });

  it('a canonical name is its own canonical name, and safe in a configuration of OpenSSL', () => {
    const texts = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        const name = canonicalName(text);
        if (name === null) return;
        expect(canonicalName(name)).toBe(name);
        expect(name).toMatch(/^[a-z0-9.:*_-]+$/);
      }),
    );
  });
});

it.each([
  ['example.com', 'DNS:example.com'],
  ['198.18.0.11', 'IP:198.18.0.11'],
  ['2001:db8::1', 'IP:2001:db8::1'],
])('alternativeName: %s', (name, entry) => {
  expect(alternativeName(name)).toBe(entry);
});

it.each([
  ['DNS:Example.com, IP Address:2001:DB8:0:0:0:0:0:1', ['example.com', '2001:db8::1']],
  ['email:ca@example.com, DNS:a.b', ['email:ca@example.com', 'a.b']],
  [undefined, []],
])('readAlternativeNames: %s', (text, names) => {
  expect(readAlternativeNames(text)).toEqual(names);
});
