// The controller's end of one driver (src/shell/driver.ts): starts it, sends trips, collects answers, keeps time.

import { randomBytes } from 'node:crypto';
import type { Trip, TripLimits } from '../connection.js';
import type { Output } from '../module.js';
import { buildBatch } from '../shell/batch.js';
import { driverText } from '../shell/driver.js';
import { FrameReader } from '../shell/frames.js';
import { Answers, type StreamName } from './answers.js';
import type { Channel, ChannelEnd, ChannelListener } from './channel.js';
import { type Clocks, startClocks } from './clocks.js';

/** Starts a shell that reads a text of so many bytes and runs it. */
export type OpenShell = (length: number, listener: ChannelListener) => Promise<Channel>;

/** Characters of what a login shell printed before the driver was ready that are kept for messages, on each stream. */
const NOISE_LIMIT = 4096;

/** Seconds by which the controller is ahead of the host in ending a trip: it can tell what happened. */
const GRACE = 5;

/** A trip was answered, or the driver ended before it was. `outputs` are those of the snippets that ended. */
export type TripEnd =
  | {
      readonly kind: 'answered';
      readonly hold: Output | undefined;
      readonly outputs: ReadonlyMap<number, Output>;
    }
  | {
      readonly kind: 'broken';
      readonly end: ChannelEnd;
      readonly hold: Output | undefined;
      readonly outputs: Map<number, Output>;
      readonly unfinished: { readonly index: number; readonly stdout: Buffer; readonly stderr: Buffer };
    }
  | { readonly kind: 'not started'; readonly end: ChannelEnd; readonly noise: string };

interface Job {
  readonly answers: Answers;
  readonly clocks: Clocks;
  readonly resolve: (result: TripEnd) => void;
}

/** One driver. It carries one trip at a time; once `alive` is false it carries none. */
export class Driver {
  private readonly nonce = randomBytes(16).toString('hex');
  private readonly ready = { stdout: false, stderr: false };
  private readonly noise = { stdout: '', stderr: '' };
  /** The process group that it runs in, once it is ready. */
  group: number | undefined;
  /** What the processes of its last trip carry. */
  mark = '';
  private channel: Channel | undefined;
  private ended: ChannelEnd | undefined;
  private job: Job | undefined;

  private constructor(private readonly startTimeout: number) {}

  /**
   * Sends the driver's text and does not wait until it runs: the first trip follows at once.
   *
   * @param startTimeout seconds until the driver has to be ready
   */
  static async start(open: OpenShell, startTimeout: number): Promise<Driver> {
    const driver = new Driver(startTimeout);
    const text = Buffer.from(driverText(driver.nonce));
    const [stdout, stderr] = [driver.reader('stdout'), driver.reader('stderr')];
    driver.channel = await open(text.length, {
      stdout: (chunk) => stdout.push(chunk),
      stderr: (chunk) => stderr.push(chunk),
      closed: (end) => {
        stdout.end();
        stderr.end();
        driver.close(end);
      },
    });
    driver.channel.write(text);
    return driver;
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  /** @throws TimedOut; the driver is then dead, but what it runs may still be there (see `group`) */
  run(trip: Trip, limits: TripLimits): Promise<TripEnd> {
    this.mark = randomBytes(8).toString('hex');
    const deadline = limits.timeout === undefined ? undefined : limits.timeout + GRACE;
    const request = buildBatch(trip, this.nonce, { mark: this.mark, deadline });
    const answers = new Answers(trip.steps.length, limits.onLine);
    return new Promise((resolve, reject) => {
      const start = this.ready.stdout ? undefined : this.startTimeout;
      const clocks = startClocks({ start, timeout: limits.timeout, silence: limits.silence }, (error) => {
        this.job = undefined;
        this.abandon();
        reject(error);
      });
      this.job = { answers, clocks, resolve };
      if (this.ended) this.breakOff(this.ended);
      else for (const piece of request) this.channel?.write(piece);
    });
  }

  /** Closes the input: the driver ends when it has nothing more to do. */
  end(): void {
    this.channel?.end();
  }

  private abandon(): void {
    this.ended ??= { kind: 'lost', cause: 'the channel was closed' };
    this.channel?.close();
  }

  private reader(name: StreamName): FrameReader {
    return new FrameReader(this.nonce, {
      data: (bytes) => this.data(name, bytes),
      frame: (words) => this.frame(name, words),
    });
  }

  private data(name: StreamName, bytes: Buffer): void {
    this.job?.clocks.heard();
    if (this.ready[name]) this.job?.answers.data(name, bytes);
    else this.noise[name] = (this.noise[name] + bytes.toString()).slice(-NOISE_LIMIT);
  }

  private frame(name: StreamName, words: readonly string[]): void {
    // A beat only asks whether anybody is here (src/shell/job.ts): it is no sign of progress.
    if (words[0] === 'BEAT') return;
    this.job?.clocks.heard();
    if (words[0] === 'READY') {
      this.ready[name] = true;
      this.group = Number(words[1]);
      this.job?.clocks.started();
      return;
    }
    this.job?.answers.frame(name, words);
    if (this.job?.answers.done) this.finish({ kind: 'answered', ...resultOf(this.job.answers) });
  }

  private close(end: ChannelEnd): void {
    this.ended ??= end;
    this.breakOff(this.ended);
  }

  private breakOff(end: ChannelEnd): void {
    if (!this.job) return;
    const { answers } = this.job;
    if (this.ready.stdout) {
      this.finish({ kind: 'broken', end, ...resultOf(answers), unfinished: answers.unfinished() });
    } else {
      this.finish({ kind: 'not started', end, noise: `${this.noise.stderr}\n${this.noise.stdout}`.trim() });
    }
  }

  private finish(result: TripEnd): void {
    this.job?.clocks.stop();
    this.job?.resolve(result);
    this.job = undefined;
  }
}

function resultOf(answers: Answers) {
  return { hold: answers.hold(), outputs: answers.outputs() };
}
