// Hosts that answer in bad faith: whatever comes, a request ends, soon and by itself, and little of it is kept.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Request, RequestLimits } from '../../src/connection.js';
import { HEADER_LIMIT } from '../../src/shell/frames.js';
import type { Channel, ChannelListener } from '../../src/transport/channel.js';
import { Passwords } from '../../src/transport/password.js';
import { Session } from '../../src/transport/session.js';

/** What a host says when it has been asked, on either stream. `frame` writes a header as the driver would. */
interface Voice {
  readonly out: (bytes: string | Buffer) => void;
  readonly err: (bytes: string | Buffer) => void;
  readonly both: (...words: string[]) => void;
  readonly frame: (words: string) => string;
  readonly end: () => void;
}

type Behaviour = (voice: Voice) => void;

/** A session with a host that is ready, and then behaves; what is to be ended there ends. @param opens false: it grants no shell */
function sessionWith(behave: Behaviour, { isReady = true, opens = true } = {}): Session {
  const open = async (_: string, listener: ChannelListener): Promise<Channel> => {
    if (!opens) return new Promise(() => undefined);
    let isClosed = false;
    let nonce: string | undefined;
    const bytes = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text);
    const voice: Voice = {
      out: (text) => isClosed || listener.stdout(bytes(text)),
      err: (text) => isClosed || listener.stderr(bytes(text)),
      frame: (words) => `\x1e${nonce} ${words}\n`,
      both: (...all) => {
        for (const words of all) {
          voice.out(voice.frame(words));
          voice.err(voice.frame(words));
        }
      },
      end: () => listener.closed({ kind: 'exit', code: 1 }),
    };
    const close = () => {
      isClosed = true;
    };
    return {
      write: (written) => {
        const text = Buffer.from(written).toString();
        const [, given] = /hw_nonce=(\w+)/.exec(text) ?? [];
        if (given === undefined) return void setTimeout(() => (nonce ? behave(voice) : voice.end()), 0);
        nonce = given;
        if (isReady) setTimeout(() => voice.both('READY 4711 head -c'), 0);
      },
      end: close,
      close,
    };
  };
  return new Session({
    host: 'evil',
    login: 'root',
    startTimeout: 10,
    open,
    forward: () => new Promise(() => undefined),
    password: new Passwords('to become another user').of('evil', undefined),
    close: async () => undefined,
  });
}

const probes: Request = { steps: [], probes: ['true', 'true'] };
const steps: Request = { steps: [{ script: 'true' }], probes: ['true'] };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How the request ends, with the seconds until then. */
async function request(session: Session, wanted: Request, limits: RequestLimits = {}) {
  const began = Date.now();
  const ended = session.run({ kind: 'login' }, wanted, limits).then(
    (reply) => ({ reply, error: undefined }),
    (error: Error) => ({ reply: undefined, error }),
  );
  let result: Awaited<typeof ended> | undefined;
  void ended.then((value) => {
    result = value;
  });
  for (let turn = 0; turn < 200_000 && !result; turn += 1) await vi.advanceTimersByTimeAsync(250);
  return { ...(result ?? (await ended)), seconds: (Date.now() - began) / 1000 };
}

const drip = (voice: Voice, text: string | (() => string), every: number) => {
  const timer = setInterval(() => voice.out(typeof text === 'string' ? text : text()), every);
  timer.unref();
};

const chunk = Buffer.alloc(1024 * 1024, 'x');
const flood = (voice: Voice, mebibytes: number) => {
  for (let n = 0; n < mebibytes; n += 1) voice.out(chunk);
};

describe('what is no answer to what was asked', () => {
  it.each<[string, Request, Behaviour, string]>([
    ['a number that was not asked for', probes, ({ both }) => both('7 0'), 'what was not asked'],
    ['a number twice', probes, ({ both }) => both('0 0', '0 0'), 'what was not asked'],
    ['numbers out of order', probes, ({ both }) => both('1 0', '0 0'), 'what was not asked'],
    ['an end before the end', probes, ({ both }) => both('0 0', 'END'), 'what was not asked'],
    ['a lock that nobody wanted', probes, ({ both }) => both('HOLD 0'), 'what was not asked'],
    ['a code that is none', probes, ({ both }) => both('0 1e999'), 'what was not asked'],
    ['a code that is none', probes, ({ both }) => both('0 -1'), 'what was not asked'],
    ['more words', probes, ({ both }) => both('0 0 0'), 'what was not asked'],
    ['a second beginning', probes, ({ both }) => both('READY 1 head -c'), 'began twice'],
    ['a name of the language', probes, ({ both }) => both('__proto__ 0'), 'what was not asked'],
    [
      'frames without end',
      probes,
      ({ out, frame }) => {
        for (let n = 0; n < 1_000_000; n += 1) out(frame(`${n} 0`));
      },
      'what was not asked',
    ],
    [
      'a header without end',
      probes,
      ({ out, frame }) => {
        out(frame('0').slice(0, -1));
        for (let n = 0; n < HEADER_LIMIT; n += 1) out('0');
      },
      'a header that never ends',
    ],
    ['probes without end', probes, (voice) => flood(voice, 40), 'more than 32 MiB'],
    ['steps without end', steps, (voice) => flood(voice, 3200), 'more than 3072 MiB'],
  ])('%s', async (_, wanted, behave, message) => {
    const session = sessionWith(behave);
    const { error, seconds } = await request(session, wanted);
    expect(error).toMatchObject({ name: 'Unreachable', message: expect.stringContaining(message) });
    expect(error?.constructor.name).toBe('OutOfProtocol');
    expect(seconds).toBeLessThan(30);
    // It is not asked again.
    expect((await request(session, probes)).error).toBe(error);
  });

  it('is seen in what comes before the beginning too', async () => {
    const session = sessionWith(() => undefined, { isReady: false });
    const floods = sessionWith((voice) => flood(voice, 2), { isReady: false });
    expect((await request(session, probes)).error).toMatchObject({ limit: 'connect_timeout', seconds: 10 });
    expect((await request(floods, probes)).error?.message).toContain('prints without end');
  });
});

describe('a host that takes its time', () => {
  const beating = (voice: Voice) => drip(voice, () => voice.frame('BEAT'), 200);
  const dripping = (voice: Voice) => drip(voice, 'x', 500);
  it.each<[string, Request, RequestLimits, Behaviour, object, number]>([
    ['silent', probes, {}, () => undefined, { limit: 'look_timeout', seconds: 60 }, 60],
    ['beating', probes, {}, beating, { limit: 'look_timeout' }, 60],
    ['dripping', probes, {}, dripping, { limit: 'look_timeout' }, 60],
    ['silent, with another limit', probes, { probe: 5 }, () => undefined, { limit: 'look_timeout' }, 5],
    ['silent at the lock', { ...steps, hold: ':' }, {}, () => undefined, { limit: 'look_timeout' }, 60],
    ['silent in a step', steps, { silence: 10 }, () => undefined, { limit: 'silence_timeout' }, 10],
    ['beating in a step', steps, { silence: 10 }, beating, { limit: 'silence_timeout' }, 10],
    ['dripping in a step', steps, { silence: 10 }, dripping, { limit: 'silence_timeout' }, 10],
    [
      'telling lines for ever',
      steps,
      { silence: 10 },
      (voice) => drip(voice, 'progress\n', 5000),
      { limit: 'silence_timeout', seconds: 2000 },
      2000,
    ],
    [
      'silent in what goes before a step',
      { steps: [{ script: 'true' }, { script: 'true' }], probes: [] },
      { before: { steps: 1, doing: 'keeping', seconds: 30 }, timeout: 4000 },
      dripping,
      { limit: 'look_timeout', message: 'look_timeout: keeping took longer than 30 s' },
      30,
    ],
    [
      'silent in the step behind that',
      { steps: [{ script: 'true' }, { script: 'true' }], probes: [] },
      { before: { steps: 1, doing: 'keeping', seconds: 30 }, timeout: 400 },
      ({ both }) => both('0 0'),
      { limit: 'timeout', seconds: 400 },
      400,
    ],
    [
      'silent where the step is housekeeping',
      steps,
      { brief: 'crossing off' },
      dripping,
      { limit: 'look_timeout', message: 'look_timeout: crossing off took longer than 60 s' },
      60,
    ],
  ])('%s', async (_, wanted, limits, behave, error, seconds) => {
    const ended = await request(sessionWith(behave), wanted, limits);
    expect(ended.error).toMatchObject({ name: 'TimedOut', ...error });
    expect(Math.abs(ended.seconds - seconds)).toBeLessThan(6.5);
  });

  it('grants no shell, and no port', async () => {
    const session = sessionWith(() => undefined, { opens: false });
    expect((await request(session, probes)).error).toMatchObject({ limit: 'connect_timeout' });
    const forward = session.forward(1).catch((error: Error) => error);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await forward).toMatchObject({ limit: 'connect_timeout' });
  });

  it('is believed what it answered before', async () => {
    const { error } = await request(
      sessionWith(({ both, out }) => {
        out('first');
        both('0 0');
      }),
      probes,
    );
    expect(error).toMatchObject({
      answered: { steps: [], probes: [{ code: 0, stdout: Buffer.from('first') }] },
    });
  });

  it('may take any time for a step that says something, or that has a time of its own', async () => {
    const works = (voice: Voice) => {
      drip(voice, 'line\n', 5000);
      setTimeout(() => voice.both('0 0', '1 0', 'END'), 3000_000);
    };
    const limits = { silence: 10, timeout: 4000 };
    expect((await request(sessionWith(works), steps, limits)).reply?.steps).toMatchObject([{ code: 0 }]);
  });
});

it('keeps little of what steps print, however many there are', async () => {
  let kept = 0;
  const session = sessionWith((voice) => {
    flood(voice, 20);
    voice.both('0 0', '1 0', 'END');
  });
  for (let n = 0; n < 10; n += 1)
    for (const { stdout } of (await request(session, steps)).reply?.steps ?? []) kept += stdout.length;
  expect(kept).toBeLessThan(66 * 1024 * 1024);
});
