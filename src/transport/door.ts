// How shells are started on one connection: without a question where that goes, else with the password.

import { randomBytes } from 'node:crypto';
import type { BecomeMethod, Identity } from '../connection.js';
import { type Asking, askingCommand, quietCommand } from '../shell/become.js';
import { readText } from '../shell/driver.js';
import type { Channel, ChannelListener, OpenChannel } from './channel.js';
import { type Entered, enter } from './enter.js';
import type { Fared, HostPassword } from './password.js';
import { explainRefusal, passwordMissing, wantsPassword, wrongPassword } from './refusal.js';

export interface DoorOptions {
  readonly host: string;
  readonly login: string;
  readonly startTimeout: number;
  readonly open: OpenChannel;
  readonly password: HostPassword;
}

export class Door {
  /** What has asked once is not tried again without a password. */
  private readonly asking = new Set<BecomeMethod>(['su']);

  constructor(private readonly options: DoorOptions) {}

  /**
   * Starts a shell that reads a text (`sentText`). Where nothing is asked it is not waited for; its text may
   * follow at once.
   *
   * @throws Unreachable, SessionRefused, BecomeRefused, TimedOut
   */
  async open(identity: Identity, listener: ChannelListener): Promise<Channel> {
    if (identity.kind === 'login') return this.options.open(quietCommand(identity, readText), listener);
    if (!this.asking.has(identity.method ?? 'sudo'))
      return this.options.open(quietCommand(identity, readText), listener);
    return this.ask(identity, askingCommand(identity, readText, randomMark()), listener);
  }

  /** Whether a shell that did not start wanted a password that is known: the next one will be given it. */
  asksFrom(identity: Identity, noise: string): boolean {
    if (identity.kind === 'login' || !this.options.password.known || !wantsPassword(identity, noise))
      return false;
    this.asking.add(identity.method ?? 'sudo');
    return true;
  }

  private async ask(
    identity: Identity & { readonly kind: 'become' },
    asking: Asking,
    listener: ChannelListener,
  ): Promise<Channel> {
    const { host, login, password: lent, open, startTimeout } = this.options;
    const entered = await lent.attempt(async (password) => {
      const result = await enter(open, asking, listener, password, startTimeout);
      return { ...result, fared: faredOf(result) };
    });
    switch (entered.kind) {
      case 'in':
        return entered.channel;
      case 'asked':
        throw passwordMissing(host, login, identity);
      case 'wrong password':
        throw wrongPassword(host, login, identity);
      case 'out':
        throw explainRefusal(host, login, identity, entered.end, entered.said);
    }
  }
}

function faredOf(entered: Entered): Fared {
  if (entered.kind === 'wrong password') return 'refused';
  return entered.kind === 'in' && entered.password === 'accepted' ? 'accepted' : 'not needed';
}

function randomMark(): string {
  return `hw${randomBytes(8).toString('hex')}`;
}
