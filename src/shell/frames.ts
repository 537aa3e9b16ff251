// Finds the driver's frames in a stream of bytes, however it is cut into chunks. Pure but for its own buffer.

import { FRAME_MARK } from './driver.js';

/** Bytes that a header may have, with its newline: ours have about a hundred. */
export const HEADER_LIMIT = 128;

export interface FrameListener {
  /** What stands between frames, as it comes, in as many pieces as it comes. */
  data(bytes: Buffer): void;
  /** The words of one frame, without the nonce: `['3', '0']`. */
  frame(words: readonly string[]): void;
  /** A header is too long to be one of ours. Nothing is read after it. */
  broken(): void;
}

/** Reads one stream. Bytes are never decoded here, since a chunk may end within a character. */
export class FrameReader {
  private readonly start: Buffer;
  private held: Buffer = Buffer.alloc(0);
  private isBroken = false;

  constructor(
    nonce: string,
    private readonly listener: FrameListener,
  ) {
    this.start = Buffer.from(`${FRAME_MARK}${nonce} `);
  }

  push(chunk: Buffer): void {
    let rest = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    for (;;) {
      if (this.isBroken) return;
      const at = rest.indexOf(this.start);
      if (at < 0) break;
      const header = rest.subarray(at, at + HEADER_LIMIT);
      const end = header.indexOf('\n');
      if (end < 0 && header.length < HEADER_LIMIT) break;
      this.pass(rest.subarray(0, at));
      if (end < 0) {
        this.giveUp();
        return;
      }
      this.listener.frame(header.toString('latin1', this.start.length, end).split(' '));
      rest = rest.subarray(at + end + 1);
    }
    const from = this.possibleFrame(rest);
    this.pass(rest.subarray(0, from));
    // A copy: a slice would keep the whole chunk alive.
    this.held = Buffer.from(rest.subarray(from));
  }

  /** What is held back when the stream ends. */
  end(): void {
    this.pass(this.held);
    this.held = Buffer.alloc(0);
  }

  private giveUp(): void {
    this.isBroken = true;
    this.held = Buffer.alloc(0);
    this.listener.broken();
  }

  private pass(bytes: Buffer): void {
    if (bytes.length > 0) this.listener.data(bytes);
  }

  /** Where a frame begins that has not arrived whole, or the length of the bytes. */
  private possibleFrame(bytes: Buffer): number {
    const at = bytes.indexOf(this.start);
    if (at >= 0) return at;
    const mark = bytes.lastIndexOf(FRAME_MARK);
    const begun = mark >= 0 && this.start.subarray(0, bytes.length - mark).equals(bytes.subarray(mark));
    return begun ? mark : bytes.length;
  }
}
