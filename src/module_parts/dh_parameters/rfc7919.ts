// The groups of RFC 7919 as PEM files, computed as its appendix A defines them, and what a file holds.

/** By the length of the prime in bits: the X of appendix A. */
const offsets: ReadonlyMap<number, bigint> = new Map([
  [2048, 560_316n],
  [3072, 2_625_351n],
  [4096, 5_736_041n],
]);

export const sizes: readonly number[] = [...offsets.keys()];

/** `ffdhe2048` and the like. @param bits one of `sizes` */
export function standardParameters(bits: number): string {
  const der = sequence([integer(primeOf(bits)), integer(2n)]);
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN DH PARAMETERS-----', ...lines, '-----END DH PARAMETERS-----', ''].join('\n');
}

export interface DhParameters {
  readonly source: 'rfc7919' | 'generate' | null;
  readonly bits: number | null;
}

/** @param text PEM, or nothing. What cannot be read is as good as not there. */
export function readDhParameters(text: string): DhParameters {
  const [, base64 = ''] = /-----BEGIN DH PARAMETERS-----([^-]*)-----END/.exec(text) ?? [];
  const prime = firstInteger(Buffer.from(base64, 'base64'));
  if (prime === undefined) return { source: null, bits: null };
  const bits = prime.toString(2).length;
  return { source: offsets.has(bits) && prime === primeOf(bits) ? 'rfc7919' : 'generate', bits };
}

/** p = 2^b - 2^(b-64) + ([2^(b-130) e] + X) 2^64 - 1 */
function primeOf(bits: number): bigint {
  const b = BigInt(bits);
  return 2n ** b - 2n ** (b - 64n) + (scaledE(b - 130n) + (offsets.get(bits) ?? 0n)) * 2n ** 64n - 1n;
}

/** The integer part of e times 2^shift, with 64 bits to spare for what the terms of 1/k! lose. */
function scaledE(shift: bigint): bigint {
  let [sum, term] = [0n, 1n << (shift + 64n)];
  for (let k = 1n; term > 0n; k += 1n) {
    sum += term;
    term /= k;
  }
  return sum >> 64n;
}

/** DER (X.690): a positive number, with a zero before a first bit that would make it negative. */
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return tagged(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function sequence(parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...header), content]);
}

/** The first number of a sequence; undefined where there is none. */
function firstInteger(der: Buffer): bigint | undefined {
  const outer = contentOf(der, 0x30);
  const inner = outer && contentOf(outer, 0x02);
  return inner?.length ? BigInt(`0x${inner.toString('hex')}`) : undefined;
}

function contentOf(der: Buffer, tag: number): Buffer | undefined {
  const [first, length = 0] = der;
  if (first !== tag) return undefined;
  const extra = length & 0x80 ? length & 0x7f : 0;
  if (extra > 2 || der.length < 2 + extra) return undefined;
  const size = extra === 0 ? length : der.readUIntBE(2, extra);
  const content = der.subarray(2 + extra, 2 + extra + size);
  return content.length === size ? content : undefined;
}
