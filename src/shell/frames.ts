// Finds the driver's frames in a stream of bytes, however it is cut into chunks. Pure but for its own buffer.

import { FRAME_MARK } from './driver.js';

export interface FrameListener {
  /** What stands between frames, as it comes, in as many pieces as it comes. */
  data(bytes: Buffer): void;
  /** The words of one frame, without the nonce: `['3', '0']`. */
  frame(words: readonly string[]): void;
}

/** Reads one stream. Bytes are never decoded here, since a chunk may end within a character. */
export class FrameReader {
  private readonly start: Buffer;
  private held: Buffer = Buffer.alloc(0);

  constructor(
    nonce: string,
    private readonly listener: FrameListener,
  ) {
    this.start = Buffer.from(`${FRAME_MARK}${nonce} `);
  }

  push(chunk: Buffer): void {
    let rest = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    for (;;) {
      const at = rest.indexOf(this.start);
      const end = at < 0 ? -1 : rest.indexOf('\n', at);
      if (end < 0) break;
      this.pass(rest.subarray(0, at));
      this.listener.frame(rest.toString('latin1', at + this.start.length, end).split(' '));
      rest = rest.subarray(end + 1);
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
