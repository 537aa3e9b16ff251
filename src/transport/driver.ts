// The controller's end of one driver (src/shell/driver.ts): starts it, sends requests, collects answers, keeps time.

import { randomBytes } from 'node:crypto';
import type { Identity, Reply, Request, RequestLimits, TimedOut } from '../connection.js';
import type { Output } from '../module.js';
import { buildBatch } from '../shell/batch.js';
import { driverText, sentText } from '../shell/driver.js';
import { FrameReader } from '../shell/frames.js';
import { Answers, type StreamName } from './answers.js';
import { Budget, HOST_BYTES, mebibytes, NOISE_BYTES, REQUEST_BYTES } from './budget.js';
import type { Channel, ChannelEnd, ChannelListener } from './channel.js';
import { Clocks } from './clocks.js';

/** Starts a shell that reads a text (`sentText`) and runs it. */
export type OpenShell = (listener: ChannelListener) => Promise<Channel>;

/** Characters of what a login shell printed before the driver was ready that are kept for messages, on each stream. */
const NOISE_LIMIT = 4096;

/** Seconds by which the controller is ahead of the host in ending a request: it can tell what happened. */
const GRACE = 5;

/** A request was answered, or the driver ended before it was. `outputs` are those of the snippets that ended. */
export type RequestEnd =
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
  | { readonly kind: 'not started'; readonly end: ChannelEnd; readonly noise: string }
  /** What came is no answer to what was asked. */
  | { readonly kind: 'out of protocol'; readonly what: string; readonly said: string };

interface OpenRequest {
  readonly answers: Answers;
  readonly clocks: Clocks;
  readonly budget: Budget;
  readonly takesLong: boolean;
  readonly resolve: (result: RequestEnd) => void;
}

export interface DriverOptions {
  /** Seconds until it has to be ready. */
  readonly startTimeout: number;
  /** Whether it runs as the login, or as a user whom that becomes. */
  readonly user: Identity['kind'];
  /** What the host may still send, and what of it may still be kept: all drivers of a host share them. */
  readonly host: Budget;
  readonly kept: Budget;
}

/** One driver. It carries one request at a time; once `alive` is false it carries none. */
export class Driver {
  private readonly nonce = randomBytes(16).toString('hex');
  private readonly ready = { stdout: false, stderr: false };
  private readonly noise = { stdout: '', stderr: '' };
  /** The process group that it runs in, once it is ready. */
  group: number | undefined;
  /** The number of its own process. */
  shell: number | undefined;
  /** What the processes of its last request carry. */
  mark = '';
  private channel: Channel | undefined;
  private ended: ChannelEnd | undefined;
  private openRequest: OpenRequest | undefined;
  private readonly noiseBudget = new Budget(NOISE_BYTES);
  /** It holds what an earlier request had it hold. */
  private isHolding = false;

  private constructor(private readonly options: DriverOptions) {}

  /**
   * Sends the driver's text and does not wait until it runs: the first request follows at once.
   */
  static async start(open: OpenShell, options: DriverOptions): Promise<Driver> {
    const driver = new Driver(options);
    const text = Buffer.from(sentText(driverText(driver.nonce, options.user)));
    const [stdout, stderr] = [driver.reader('stdout'), driver.reader('stderr')];
    driver.channel = await open({
      stdout: (chunk) => driver.counts(chunk) && stdout.push(chunk),
      stderr: (chunk) => driver.counts(chunk) && stderr.push(chunk),
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
  run(request: Request, limits: RequestLimits): Promise<RequestEnd> {
    this.mark = randomBytes(8).toString('hex');
    const deadline = limits.timeout === undefined ? undefined : limits.timeout + GRACE;
    const pieces = buildBatch(request, this.nonce, { mark: this.mark, deadline });
    const answers = new Answers({
      steps: request.steps.length,
      before: limits.before?.steps,
      lead: limits.lead,
      probes: request.probes.length,
      hold: request.hold !== undefined && !this.isHolding,
      onLine: limits.onLine,
      kept: this.options.kept,
    });
    return new Promise((resolve, reject) => {
      const start = this.ready.stdout ? undefined : this.options.startTimeout;
      const expired = (error: TimedOut) => {
        if (error.limit === 'look_timeout' && answers.phase === 'probes')
          error.answered = replyTo(request, resultOf(answers));
        this.openRequest = undefined;
        this.abandon();
        reject(error);
      };
      const clocks = new Clocks({ start, limits, expired });
      const takesLong = request.steps.length > 0;
      const budget = new Budget(takesLong ? REQUEST_BYTES.steps : REQUEST_BYTES.probes);
      this.openRequest = { answers, clocks, budget, takesLong, resolve };
      if (this.ready.stdout) clocks.at(answers.phase);
      if (this.ended) this.breakOff(this.ended);
      else for (const piece of pieces) this.channel?.write(piece);
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
      broken: () => this.refuse('its answer has a header that never ends'),
    });
  }

  /** Counts what comes, whether a request waits for it or not. */
  private counts({ length }: Buffer): boolean {
    const { host } = this.options;
    if (!this.alive) return false;
    if (!host.spend(length)) this.refuse(`it sent more than ${mebibytes(HOST_BYTES)} in one run`);
    else if (!this.ready.stdout && !this.noiseBudget.spend(length))
      this.refuse('its login shell prints without end');
    else if (this.openRequest && !this.openRequest.budget.spend(length))
      this.refuse(
        `it answered with more than ${mebibytes(REQUEST_BYTES[this.openRequest.takesLong ? 'steps' : 'probes'])}`,
      );
    return this.alive;
  }

  private data(name: StreamName, bytes: Buffer): void {
    this.openRequest?.clocks.heard(bytes);
    if (this.ready[name]) this.openRequest?.answers.data(name, bytes);
    else this.noise[name] = (this.noise[name] + bytes.toString()).slice(-NOISE_LIMIT);
  }

  private frame(name: StreamName, words: readonly string[]): void {
    // A beat only asks whether the controller is here (src/shell/job.ts): it is no sign of progress.
    if (words[0] === 'BEAT' || !this.alive) return;
    if (words[0] === 'READY') this.start(name, words[1] ?? '', words[2] ?? '');
    // Of a request that is over nothing is waited for.
    else if (this.openRequest) this.answer(this.openRequest, name, words);
  }

  private answer({ answers, clocks }: OpenRequest, name: StreamName, words: readonly string[]): void {
    if (!this.ready[name] || !answers.frame(name, words)) {
      this.refuse('it answered what was not asked');
      return;
    }
    clocks.at(answers.phase);
    if (answers.hold()?.code === 0) this.isHolding = true;
    if (answers.done) this.finish({ kind: 'answered', ...resultOf(answers) });
  }

  private start(name: StreamName, group: string, shell: string): void {
    if (this.ready[name] || !/^\d{1,10}$/.test(group)) {
      this.refuse('its shell began twice, or wrongly');
      return;
    }
    this.ready[name] = true;
    this.group = Number(group);
    if (/^\d{1,10}$/.test(shell)) this.shell = Number(shell);
    if (this.openRequest && this.ready.stdout) this.openRequest.clocks.at(this.openRequest.answers.phase);
  }

  /** What speaks there is not our driver, or not any more. */
  private refuse(what: string): void {
    const said = this.openRequest?.answers.unfinished().stderr.toString() ?? '';
    this.abandon();
    this.finish({ kind: 'out of protocol', what, said });
  }

  private close(end: ChannelEnd): void {
    this.ended ??= end;
    this.breakOff(this.ended);
  }

  private breakOff(end: ChannelEnd): void {
    if (!this.openRequest) return;
    const { answers } = this.openRequest;
    if (this.ready.stdout) {
      this.finish({ kind: 'broken', end, ...resultOf(answers), unfinished: answers.unfinished() });
    } else {
      this.finish({ kind: 'not started', end, noise: `${this.noise.stderr}\n${this.noise.stdout}`.trim() });
    }
  }

  private finish(result: RequestEnd): void {
    this.openRequest?.clocks.stop();
    this.openRequest?.resolve(result);
    this.openRequest = undefined;
  }
}

function resultOf(answers: Answers) {
  return { hold: answers.hold(), outputs: answers.outputs() };
}

/** Steps up to the last that ran, and probes up to the last that ran. */
export function replyTo(
  request: Request,
  { hold, outputs }: Pick<RequestEnd & { kind: 'answered' }, 'hold' | 'outputs'>,
): Reply {
  const present = (output: Output | undefined) => output !== undefined;
  const steps = request.steps.map((_, index) => outputs.get(index)).filter(present);
  const probes = request.probes.map((_, index) => outputs.get(request.steps.length + index)).filter(present);
  return { ...(hold && { hold }), steps, probes };
}
