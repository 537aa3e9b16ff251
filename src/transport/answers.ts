// Collects the answers to one trip from a driver's two streams.

import { StringDecoder } from 'node:string_decoder';
import type { Output } from '../module.js';

/** Bytes that are kept of what one snippet prints on one stream; the rest is read and dropped. */
export const OUTPUT_LIMIT = 16 * 1024 * 1024;
const CUT = Buffer.from('\n[hostwright: the output is cut here, after 16 MiB]\n');

/** Characters of a line that are shown as it comes; longer ones are shown in pieces. */
const LINE_LIMIT = 64 * 1024;

export type StreamName = 'stdout' | 'stderr';

/** What has arrived of a trip. `done` when the end of the request was seen on both streams. */
export class Answers {
  private readonly streams: Readonly<Record<StreamName, AnswerStream>>;

  /** @param steps how many of the trip's snippets are steps; they come first, and only they are shown to `onLine` */
  constructor(steps: number, onLine?: (line: string) => void) {
    this.streams = { stdout: new AnswerStream(steps, onLine), stderr: new AnswerStream(steps, onLine) };
  }

  data(name: StreamName, bytes: Buffer): void {
    this.streams[name].data(bytes);
  }

  /** Takes a frame: `['END']`, `['HOLD', code]`, or a snippet's number and exit code. */
  frame(name: StreamName, [word = '', code = '']: readonly string[]): void {
    if (word === 'END') this.streams[name].done = true;
    else if (word === 'HOLD') this.streams[name].endHold(Number(code));
    else this.streams[name].endSnippet(Number(word), Number(code));
  }

  get done(): boolean {
    return this.streams.stdout.done && this.streams.stderr.done;
  }

  /** The outputs of the snippets that ended, by number. */
  outputs(): Map<number, Output> {
    const { stdout, stderr } = this.streams;
    return new Map(
      [...stdout.ended].map(([index, { code, bytes }]) => [
        index,
        { code, stdout: bytes, stderr: stderr.ended.get(index)?.bytes ?? stderr.current() },
      ]),
    );
  }

  /** What the trip's `hold` came to, where it ran. */
  hold(): Output | undefined {
    const [stdout, stderr] = [this.streams.stdout.hold, this.streams.stderr.hold];
    return stdout && { code: stdout.code, stdout: stdout.bytes, stderr: stderr?.bytes ?? Buffer.alloc(0) };
  }

  /** The number of the snippet that runs now, and what it printed so far. */
  unfinished(): { readonly index: number; readonly stdout: Buffer; readonly stderr: Buffer } {
    const { stdout, stderr } = this.streams;
    return { index: stdout.next, stdout: stdout.current(), stderr: stderr.current() };
  }
}

interface Ended {
  readonly code: number;
  readonly bytes: Buffer;
}

/** One stream of a trip, cut into snippets. */
class AnswerStream {
  done = false;
  next = 0;
  hold: Ended | undefined;
  readonly ended = new Map<number, Ended>();
  private readonly lines: LineReader | undefined;
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(
    private readonly steps: number,
    onLine?: (line: string) => void,
  ) {
    this.lines = onLine && new LineReader(onLine);
  }

  data(bytes: Buffer): void {
    if (this.next < this.steps) this.lines?.push(bytes);
    const room = OUTPUT_LIMIT - this.length;
    if (room > 0) this.pieces.push(bytes.subarray(0, room));
    if (this.length <= OUTPUT_LIMIT && this.length + bytes.length > OUTPUT_LIMIT) this.pieces.push(CUT);
    this.length += bytes.length;
  }

  endHold(code: number): void {
    this.hold = this.cut(code);
  }

  endSnippet(index: number, code: number): void {
    this.ended.set(index, this.cut(code));
    // After a failed step come the looks.
    this.next = code !== 0 && index < this.steps ? this.steps : index + 1;
  }

  private cut(code: number): Ended {
    this.lines?.end();
    const ended = { code, bytes: this.current() };
    this.pieces = [];
    this.length = 0;
    return ended;
  }

  current(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Bytes to whole lines, decoded as UTF-8 across chunks. */
class LineReader {
  private decoder = new StringDecoder('utf8');
  private line = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(bytes: Buffer): void {
    const lines = (this.line + this.decoder.write(bytes)).split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) this.onLine(line.replace(/\r$/, ''));
    if (this.line.length > LINE_LIMIT) this.end();
  }

  end(): void {
    const last = this.line + this.decoder.end();
    this.line = '';
    if (last !== '') this.onLine(last);
  }
}
