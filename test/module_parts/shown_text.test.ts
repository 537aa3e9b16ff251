import { expect, it } from 'vitest';
import { isPrivateMode, shownText } from '../../src/module_parts/shown_text.js';

it.each([
  ['', ''],
  ['läuft\n', 'läuft\n'],
  ['\ufeffwith a mark', '\ufeffwith a mark'],
  ['x'.repeat(65_537), undefined],
  ['a\0b', undefined],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', undefined],
  ['-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
])('%.40j', (text, shown) => {
  expect(shownText(Buffer.from(text))).toBe(shown);
});

it('is no text if it is not UTF-8', () => {
  expect(shownText(Uint8Array.of(0xff))).toBeUndefined();
});

it.each([
  ['0600', true],
  ['0400', true],
  ['0640', false],
  ['0604', false],
  [undefined, false],
])('%s is private: %s', (mode, expected) => {
  expect(isPrivateMode(mode)).toBe(expected);
});
