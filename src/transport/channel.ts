// What a transport has to offer: start a command on the host and exchange bytes with it.

/**
 * How a channel ended: the command did, by exit or by signal, or the connection under it was lost. `refused`: the
 * connection stands.
 */
export type ChannelEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'lost'; readonly cause: string }
  | { readonly kind: 'refused'; readonly cause: string };

/** Called from the moment the channel is open. */
export interface ChannelListener {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  /** Once, after all output. */
  closed(end: ChannelEnd): void;
}

export interface Channel {
  /** Queued without limit: what is written is in memory anyway, one request at a time. Ignored after the end. */
  write(bytes: Uint8Array): void;
  /** Closes the command's standard input. */
  end(): void;
  /** Closes the channel now. What runs there may go on until it next reads or prints. */
  close(): void;
}

/** @throws Unreachable when the connection is lost; SessionRefused when it allows no more channels */
export type OpenChannel = (command: string, listener: ChannelListener) => Promise<Channel>;

/** `exit code 1`, `signal KILL` or the cause, for messages. */
export function describeEnd(end: ChannelEnd): string {
  switch (end.kind) {
    case 'exit':
      return `exit code ${end.code}`;
    case 'signal':
      return `signal ${end.signal.replace(/^SIG/, '')}`;
    case 'lost':
    case 'refused':
      return end.cause;
  }
}
