// How shells are started on one connection: without a question where that goes, else with the password.

import { randomBytes } from 'node:crypto';
import type { BecomeMethod, Identity } from '../connection.js';
import { type Asking, askingCommand, quietCommand } from '../shell/become.js';
import { readText } from '../shell/driver.js';
import { becomeError, passwordMissing, wantsPassword, wrongPassword } from './become_error.js';
import { answerPrompt, type PromptResult } from './become_prompt.js';
import type { Channel, ChannelListener, OpenChannel } from './channel.js';
import type { Fared, HostPassword } from './password.js';

export interface ShellLoginOptions {
  readonly host: string;
  readonly login: string;
  readonly startTimeout: number;
  readonly open: OpenChannel;
  readonly password: HostPassword;
}

export class ShellLogin {
  /** What has asked once is not tried again without a password. */
  private readonly asking = new Set<BecomeMethod>(['su']);

  constructor(private readonly options: ShellLoginOptions) {}

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
    const answered = await lent.attempt(async (password) => {
      const result = await answerPrompt(open, asking, listener, password, startTimeout);
      return { ...result, fared: faredOf(result) };
    });
    switch (answered.kind) {
      case 'in':
        return answered.channel;
      case 'asked':
        throw passwordMissing(host, login, identity);
      case 'wrong password':
        throw wrongPassword(host, login, identity);
      case 'out':
        throw becomeError(host, login, identity, answered.end, answered.said);
    }
  }
}

function faredOf(answered: PromptResult): Fared {
  if (answered.kind === 'wrong password') return 'refused';
  return answered.kind === 'in' && answered.password === 'accepted' ? 'accepted' : 'not needed';
}

function randomMark(): string {
  return `hw${randomBytes(8).toString('hex')}`;
}
