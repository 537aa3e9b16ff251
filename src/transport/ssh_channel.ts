// Channels of an SSH client: one `exec` each (RFC 4254, section 6.5).

import type { Client, ClientChannel } from 'ssh2';
import { SessionRefused, Unreachable } from '../connection.js';
import type { Channel, ChannelEnd, OpenChannel } from './channel.js';
import { forkFailure } from './fork_failure.js';
import { describeLoss } from './ssh_error.js';

/** Milliseconds that the output of an ended command has to arrive: a background child may keep the channel open. */
const LAST_OUTPUT = 1000;

/** @param host the name for messages */
export function createOpenChannel(client: Client, host: string): OpenChannel {
  let lost = 'the other side closed it';
  client.on('error', (error) => {
    lost = describeLoss(error);
  });
  return (command, listener) =>
    new Promise<Channel>((resolve, reject) => {
      const opened = (error: Error | undefined, stream: ClientChannel) => {
        if (error) return reject(explainOpen(host, error));
        let end: ChannelEnd | undefined;
        let timer: NodeJS.Timeout | undefined;
        stream.on('exit', (code: number | null, signal?: string) => {
          end = code === null ? { kind: 'signal', signal: signal ?? 'unknown' } : { kind: 'exit', code };
          timer = setTimeout(() => stream.close(), LAST_OUTPUT);
        });
        stream.on('data', listener.stdout);
        stream.stderr.on('data', listener.stderr);
        stream.on('error', () => undefined);
        stream.on('close', () => {
          clearTimeout(timer);
          listener.closed(end ?? { kind: 'lost', cause: lost });
        });
        resolve(toChannel(stream));
      };
      try {
        client.exec(command, opened);
      } catch (error) {
        reject(explainOpen(host, error as Error));
      }
    });
}

function toChannel(stream: ClientChannel): Channel {
  return {
    write: (bytes) => {
      if (stream.writable) stream.write(bytes);
    },
    end: () => {
      stream.end();
    },
    close: () => {
      stream.close();
    },
  };
}

function explainOpen(host: string, error: Error): Unreachable | SessionRefused {
  if (/open failure/i.test(error.message)) return new SessionRefused(host, error.message);
  // The channel is there, but sshd runs no command on it: it could not fork, and says so to its log alone.
  if (/unable to exec/i.test(error.message)) return forkFailure(host);
  return new Unreachable(`${host}: the connection was lost (${describeLoss(error)})`);
}
