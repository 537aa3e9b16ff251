// Collects the answers to one request from a driver's two streams.

import { StringDecoder } from 'node:string_decoder';
import type { Output } from '../module.js';
import { type Budget, KEPT_BYTES } from './budget.js';

/** Bytes that are kept of what one snippet prints on one stream; the rest is read and dropped. */
export const OUTPUT_LIMIT = 16 * 1024 * 1024;
const CUT = {
  late: Buffer.from('\n[hostwright: the output is cut here, after 16 MiB]\n'),
  early: Buffer.from(
    '\n[hostwright: the output is cut here, because the host has printed 64 MiB in this run]\n',
  ),
};

/** Characters of a line that are shown as it comes; longer ones are shown in pieces. */
const LINE_LIMIT = 64 * 1024;

export type StreamName = 'stdout' | 'stderr';

/** What a request asks for, and so what may come back. */
export interface Asked {
  /** They come first. */
  readonly steps: number;
  /** How many of them are shown to `onLine`: all, where that is not said. */
  readonly lead?: number | undefined;
  /** How many of them are housekeeping, which comes before the task's own. */
  readonly before?: number | undefined;
  readonly probes: number;
  /** Whether the request's `hold` has to run. */
  readonly hold: boolean;
  readonly onLine?: ((line: string) => void) | undefined;
  /** What of all that steps print may still be kept. */
  readonly kept: Budget;
}

/** What the host is at: each part of a request has a limit of time of its own. */
export type Phase = 'hold' | 'before' | 'steps' | 'probes';

/** What has arrived of a request. `done` when the end of the request was seen on both streams. */
export class Answers {
  private readonly streams: Readonly<Record<StreamName, AnswerStream>>;

  constructor(private readonly asked: Asked) {
    this.streams = { stdout: new AnswerStream(asked), stderr: new AnswerStream(asked) };
  }

  get phase(): Phase {
    const { hold, next } = this.streams.stdout;
    if (this.asked.hold && !hold) return 'hold';
    if (next < (this.asked.before ?? 0)) return 'before';
    return next < this.asked.steps ? 'steps' : 'probes';
  }

  data(name: StreamName, bytes: Buffer): void {
    this.streams[name].data(bytes);
  }

  /**
   * Takes a frame: `['END']`, `['HOLD', code]`, or a snippet's number and exit code.
   *
   * @returns false for one that is not the next
   */
  frame(name: StreamName, words: readonly string[]): boolean {
    return this.streams[name].frame(words);
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

  /** What the request's `hold` came to, where it ran. */
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

/** One stream of a request, cut into snippets. */
class AnswerStream {
  done = false;
  next = 0;
  hold: Ended | undefined;
  readonly ended = new Map<number, Ended>();
  private readonly lines: LineReader | undefined;
  private pieces: Buffer[] = [];
  private length = 0;
  /** Bytes that are kept of the snippet that runs now. */
  private limit = OUTPUT_LIMIT;

  constructor(private readonly asked: Asked) {
    this.begin();
    this.lines = asked.onLine && new LineReader(asked.onLine);
  }

  /** Each frame has its turn, once: what a host may send is as long as what it was asked. */
  frame(words: readonly string[]): boolean {
    if (this.done) return false;
    const { steps, probes } = this.asked;
    if (words.length === 1 && words[0] === 'END') {
      this.done = this.next === steps + probes;
      return this.done;
    }
    const [word = '', code = ''] = words;
    if (words.length !== 2 || !/^\d{1,3}$/.test(code)) return false;
    if (word === 'HOLD') return this.endHold(Number(code));
    return word === String(this.next) && this.next < steps + probes && this.endSnippet(Number(code));
  }

  data(bytes: Buffer): void {
    if (this.next < (this.asked.lead ?? this.asked.steps)) this.lines?.push(bytes);
    const { limit } = this;
    if (this.length < limit) this.pieces.push(bytes.subarray(0, limit - this.length));
    if (this.length <= limit && this.length + bytes.length > limit)
      this.pieces.push(limit === OUTPUT_LIMIT ? CUT.late : CUT.early);
    this.length += bytes.length;
  }

  private endHold(code: number): boolean {
    if (!this.asked.hold || this.hold || this.ended.size > 0) return false;
    this.hold = this.cut(code);
    // Without it no step runs.
    if (code !== 0) this.next = this.asked.steps;
    this.begin();
    return true;
  }

  private endSnippet(code: number): boolean {
    const { hold, steps } = this.asked;
    if (hold && !this.hold) return false;
    this.ended.set(this.next, this.cut(code));
    // After a failed step come the probes.
    this.next = code !== 0 && this.next < steps ? steps : this.next + 1;
    this.begin();
    return true;
  }

  private cut(code: number): Ended {
    this.lines?.end();
    const ended = { code, bytes: this.current() };
    if (this.next < this.asked.steps) this.asked.kept.spend(ended.bytes.length);
    this.pieces = [];
    this.length = 0;
    return ended;
  }

  /** The next snippet. */
  private begin(): void {
    const { steps, kept } = this.asked;
    const isStep = this.next < steps;
    this.limit = isStep ? Math.min(OUTPUT_LIMIT, Math.max(KEPT_BYTES.always, kept.left)) : OUTPUT_LIMIT;
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
