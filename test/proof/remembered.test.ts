// What is remembered of certificates: the later line holds, and nothing is believed that is no such line.

import { expect, it } from 'vitest';
import { fingerprintsAt, lineFor, readRemembered, rememberedPlaces } from '../../src/proof/remembered.js';

const at = (address: string, name = 'rpc.example.org', port = 443) => ({ name, port, address });
const [one, two] = ['AB:'.repeat(31).concat('CD'), 'EF:'.repeat(31).concat('01')];

/** Notes one after another, as runs do. */
function noted(...entries: readonly [ReturnType<typeof at>, string | undefined][]): readonly string[] {
  const lines: string[] = [];
  for (const [place, fingerprint] of entries) {
    const line = lineFor(lines, place, fingerprint);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

it('what was made last for an address is what it may show', () => {
  const lines = noted([at('a'), one], [at('a'), two]);
  expect(fingerprintsAt(lines, at('a'), 'a')).toEqual([two]);
});

it('a certificate that is the same again is not noted again, nor is a chain', () => {
  expect(noted([at('a'), one], [at('a'), one], [at('b'), undefined], [at('b'), undefined])).toHaveLength(2);
});

it('every endpoint is remembered as a place, once', () => {
  const lines = noted([at('a'), one], [at('a'), two], [at('b'), undefined]);
  expect(rememberedPlaces(lines).map(({ address }) => address)).toEqual(['a', 'b']);
});

it('hosts of one name have certificates of their own; by the name alone each of them counts', () => {
  const lines = noted([at('a'), one], [at('b'), two]);
  expect(fingerprintsAt(lines, at('a'), 'a')).toEqual([one]);
  expect(fingerprintsAt(lines, at('a'), undefined)).toEqual([one, two]);
  expect(fingerprintsAt(lines, at('c'), 'c')).toEqual([one, two]);
});

it('another name or port is another endpoint', () => {
  const lines = noted([at('a'), one]);
  expect(fingerprintsAt(lines, at('a', 'other.example.org'), 'a')).toEqual([]);
  expect(fingerprintsAt(lines, at('a', 'rpc.example.org', 8443), 'a')).toEqual([]);
});

it('an endpoint whose chain was proven later is forgotten', () => {
  const lines = noted([at('a'), one], [at('a'), undefined]);
  expect(lines).toHaveLength(2);
  expect(fingerprintsAt(lines, at('a'), 'a')).toEqual([]);
});

it.each(['', 'x', '{}', '[]', 'null', '{"name":"a","port":443,"address":"a","fingerprint":"AB"}'])(
  'no line: %s',
  (line) => {
    expect(readRemembered(line)).toBeUndefined();
    expect(fingerprintsAt([line, ...noted([at('a'), one])], at('a'), 'a')).toEqual([one]);
  },
);
