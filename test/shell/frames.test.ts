// Frames are found however the stream is cut, and nothing else is taken for one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MARK } from '../../src/shell/driver.js';
import { FrameReader } from '../../src/shell/frames.js';

const nonce = '0123456789abcdef'.repeat(2);
const frame = (words: string) => `${FRAME_MARK}${nonce} ${words}\n`;

/** What a reader says about chunks: frames in brackets, data as it is. */
function read(chunks: readonly Buffer[]): string {
  const said: Buffer[] = [];
  const reader = new FrameReader(nonce, {
    data: (bytes) => said.push(Buffer.from(bytes)),
    frame: (words) => said.push(Buffer.from(`[${words.join('|')}]`)),
    broken: () => said.push(Buffer.from('[broken]')),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return Buffer.concat(said).toString('latin1');
}

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, n) => bytes.subarray(ends[n - 1] ?? 0, end));
}

describe('a frame reader', () => {
  it.each([
    ['nothing', '', ''],
    ['no frame', 'text\n', 'text\n'],
    ['a frame', frame('3 0'), '[3|0]'],
    ['text around frames', `a\n${frame('0 0')}b${frame('END')}c`, 'a\n[0|0]b[END]c'],
    ['frames in a row', frame('0 0') + frame('1 127'), '[0|0][1|127]'],
    ['another nonce', `${FRAME_MARK}${'f'.repeat(32)} 0 0\n`, `${FRAME_MARK}${'f'.repeat(32)} 0 0\n`],
    [
      'marks in front of a frame',
      FRAME_MARK.repeat(3) + frame('END'),
      `${FRAME_MARK.repeat(2)}${FRAME_MARK}[END]`,
    ],
    ['the nonce without the mark', `${nonce} 0 0\n`, `${nonce} 0 0\n`],
    ['a frame that never ends', `a${FRAME_MARK}${nonce} 0`, `a${FRAME_MARK}${nonce} 0`],
    ['a header of 128 bytes', `a${FRAME_MARK}${nonce} ${'0'.repeat(93)}\n`, `a[${'0'.repeat(93)}]`],
    ['a header of 129 bytes', `a${FRAME_MARK}${nonce} ${'0'.repeat(94)}\n${frame('END')}`, 'a[broken]'],
  ])('finds: %s', (_, text, expected) => {
    expect(read([Buffer.from(text)])).toBe(expected);
  });

  it('says the same however the stream is cut', () => {
    const part = fc.oneof(
      fc.constantFrom(
        frame('0 0'),
        frame('END'),
        FRAME_MARK,
        `${FRAME_MARK}${nonce.slice(0, 9)}`,
        nonce,
        '\n',
        'é',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(), { maxLength: 40 }), (parts, places) => {
        const bytes = Buffer.from(parts.join(''));
        expect(read(cut(bytes, places))).toBe(read([bytes]));
      }),
      { numRuns: 300 },
    );
  });

  it('passes on a line at once, before anything follows', () => {
    const said: string[] = [];
    const reader = new FrameReader(nonce, {
      data: (bytes) => said.push(`${bytes}`),
      frame: () => undefined,
      broken: () => undefined,
    });
    reader.push(Buffer.from('progress\n'));
    expect(said).toEqual(['progress\n']);
  });
});
