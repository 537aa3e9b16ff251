// Starting a shell behind a question for a password. Nothing but the password is sent, once, and only after the prompt
// was seen. The channel is handed over when the shell behind it says that it runs.

import { TimedOut } from '../connection.js';
import type { Asking } from '../shell/become.js';
import type { Channel, ChannelEnd, ChannelListener, OpenChannel } from './channel.js';

/** How the password fared. `unasked`: in without it, so nothing is known about it. */
export type PromptResult =
  | { readonly kind: 'in'; readonly channel: Channel; readonly password: 'accepted' | 'unasked' }
  | { readonly kind: 'wrong password' }
  | { readonly kind: 'asked' }
  | { readonly kind: 'out'; readonly end: ChannelEnd; readonly said: string };

/** What su, doas and sudo say of a wrong password where they do not ask again. Read only to advise. */
const WRONG =
  /incorrect (authentication|password) attempt|Authentication (failure|failed)|incorrect password/i;

/**
 * @param password undefined: none is known, so that a prompt ends it
 * @param seconds until the shell has to run, each for the prompt and for what follows the password
 * @throws Unreachable when no channel can be had, TimedOut
 */
export async function answerPrompt(
  open: OpenChannel,
  asking: Asking,
  listener: ChannelListener,
  password: string | undefined,
  seconds: number,
): Promise<PromptResult> {
  const ear = new PromptListener(listener, asking);
  const channel = await open(asking.command, ear);
  const first = await nextEvent(ear, channel, seconds);
  if (first.kind === 'in') {
    if (asking.readsLine) channel.write(Buffer.from('\n'));
    return { kind: 'in', channel, password: 'unasked' };
  }
  if (first.kind === 'ended') return { kind: 'out', end: first.end, said: ear.words };
  if (password === undefined) {
    channel.close();
    return { kind: 'asked' };
  }
  channel.write(Buffer.from(`${password}\n`));
  const second = await nextEvent(ear, channel, seconds);
  if (second.kind === 'in') return { kind: 'in', channel, password: 'accepted' };
  channel.close();
  const wrong = second.kind === 'asked' || WRONG.test(ear.said);
  return wrong ? { kind: 'wrong password' } : { kind: 'out', end: second.end, said: ear.words };
}

type PromptEvent =
  | { readonly kind: 'asked' }
  | { readonly kind: 'in' }
  | { readonly kind: 'ended'; readonly end: ChannelEnd };

/** @throws TimedOut; the channel is closed then */
async function nextEvent(ear: PromptListener, channel: Channel, seconds: number): Promise<PromptEvent> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new TimedOut('connect_timeout', seconds, 'starting a shell on the host');
    timer = setTimeout(() => reject(error), seconds * 1000);
  });
  try {
    return await Promise.race([ear.next(), late]);
  } catch (error) {
    channel.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Characters of what was said that are kept. */
const SAID_LIMIT = 4096;

/** Listens on standard error until the shell runs; from then on all is the listener's. */
class PromptListener implements ChannelListener {
  /** Since the last prompt. */
  said = '';
  /** nologin says there why it lets no user in. */
  private printed = '';
  private inside = false;
  private prompt: RegExp;
  private readonly events: PromptEvent[] = [];
  private wake: () => void = () => undefined;

  constructor(
    private readonly listener: ChannelListener,
    private readonly asking: Asking,
  ) {
    this.prompt = asking.prompt;
  }

  /** On both streams, what is said on standard error last. */
  get words(): string {
    return `${this.printed}\n${this.said}`.trim();
  }

  readonly stdout = (chunk: Buffer): void => {
    if (!this.inside) this.printed = (this.printed + chunk.toString('latin1')).slice(-SAID_LIMIT);
    this.listener.stdout(chunk);
  };

  readonly stderr = (chunk: Buffer): void => {
    if (this.inside) {
      this.listener.stderr(chunk);
      return;
    }
    this.said += chunk.toString('latin1');
    if (this.said.includes(this.asking.started)) {
      this.inside = true;
      this.tell({ kind: 'in' });
    } else if (this.prompt.test(this.said)) {
      this.said = '';
      this.prompt = this.asking.again;
      this.tell({ kind: 'asked' });
    }
    this.said = this.said.slice(-SAID_LIMIT);
  };

  readonly closed = (end: ChannelEnd): void => {
    if (this.inside) this.listener.closed(end);
    else this.tell({ kind: 'ended', end });
  };

  /** What happens next, or has happened since the last question. */
  async next(): Promise<PromptEvent> {
    const event = this.events.shift();
    if (event) return event;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    return this.next();
  }

  private tell(event: PromptEvent): void {
    this.events.push(event);
    this.wake();
  }
}
