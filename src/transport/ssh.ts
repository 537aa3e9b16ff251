// SSH through node-ssh: a client that is logged in to a host whose key was checked.

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import { listenToGreeting } from './greeting.js';
import type { HostKeyCheck } from './host_key.js';
import { createHostVerifier } from './host_verifier.js';
import { type Attempt, createAuthHandler } from './login.js';
import { type LoginClock, startClock } from './login_clock.js';
import type { HostPassword } from './password.js';
import { passwordLogin } from './password_login.js';
import { explainConnect, explainTimeout, passwordExpired } from './ssh_error.js';

/**
 * Milliseconds of silence after which the host is asked for a sign of life, and questions that may go unanswered. A
 * network that is gone is noticed 15 seconds after the last byte.
 */
const KEEPALIVE_INTERVAL = 5000;
const KEEPALIVE_COUNT = 2;

/**
 * Opens the TCP connection.
 *
 * @throws Unreachable
 */
export function openSocket(destination: Destination, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // Without noDelay every small request waits up to 40 ms for the answer to the one before it (RFC 896).
    const { hostname: host, port, limits } = destination;
    const { localAddress, family = 0 } = limits;
    if (family !== 0 && isIP(host) !== 0 && isIP(host) !== family) throw wrongFamily(destination);
    const socket = connectTcp({ host, port, noDelay: true, localAddress, family });
    // Only until it stands: running steps are finished when the run is interrupted.
    const abort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(
      () => socket.destroy(explainTimeout(destination, 'connecting to')),
      destination.connectTimeout * 1000,
    );
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    socket.once('error', (error) => {
      settle();
      reject(explainConnect(destination, error, []));
    });
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}

/** A name is looked up in one family alone; an address is of one. */
function wrongFamily({ host, hostname, limits }: Destination): Unreachable {
  return new Unreachable(
    `${host}: ${hostname} is no IPv${limits.family} address, and AddressFamily in ~/.ssh/config allows no other`,
  );
}

/** What to log in with. */
export interface Means {
  readonly keys: readonly Attempt[];
  readonly password: HostPassword | undefined;
}

/** Keys that are tried before a password: sshd hangs up after six failures (MaxAuthTries). */
const KEYS_BEFORE_PASSWORD = 4;

/**
 * Logs in over an open connection: a socket, or a channel of a jump host.
 *
 * @throws Unreachable
 */
export async function login(
  destination: Destination,
  socket: Duplex,
  hostKey: HostKeyCheck,
  { keys, password }: Means,
  signal: AbortSignal,
): Promise<Client> {
  const ssh = new NodeSSH();
  const { limits } = destination;
  const address = 'remoteAddress' in socket ? (socket as Socket).remoteAddress : undefined;
  const tried: string[] = [];
  const greeting = listenToGreeting(socket);
  // The first reason counts: ssh2 only knows that the connection was closed.
  let reason: Error | undefined;
  const giveUp = (error: Error) => {
    reason ??= error;
    socket.destroy();
  };
  const byPassword = password && passwordLogin(destination, password, giveUp);
  const attempts = byPassword ? [...keys.slice(0, KEYS_BEFORE_PASSWORD), byPassword.attempt] : keys;
  const clock = startClock(destination.connectTimeout, () =>
    giveUp(explainTimeout(destination, 'logging in to')),
  );
  const abort = () => giveUp(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    const connected = ssh.connect({
      sock: socket as Socket,
      username: destination.user,
      authHandler: createAuthHandler(
        destination.user,
        attempts.map((attempt) => pausedDuring(clock, attempt)),
        tried,
        giveUp,
      ),
      hostVerifier: createHostVerifier(
        destination.host,
        (key) => clock.paused(hostKey.accept(key, address)),
        (refusal) => {
          reason ??= refusal;
        },
      ),
      algorithms: {
        serverHostKey: hostKey.algorithms,
        hmac: [...limits.macs],
        cipher: without(limits.refusedCiphers),
        kex: without(limits.refusedKex),
      },
      readyTimeout: 0,
      keepaliveInterval: KEEPALIVE_INTERVAL,
      keepaliveCountMax: KEEPALIVE_COUNT,
    });
    ssh.connection?.on('change password', () => giveUp(passwordExpired(destination)));
    await connected;
    byPassword?.ended();
  } catch (error) {
    socket.destroy();
    byPassword?.ended(reason ?? (error as Error));
    throw explainConnect(destination, reason ?? (error as Error), tried, greeting());
  } finally {
    clock.stop();
    signal.removeEventListener('abort', abort);
  }
  const client = ssh.connection;
  if (!client)
    throw explainConnect(destination, new Error('the connection was closed after the login'), tried);
  // node-ssh listens no more, and an error event without a listener ends the process. The channels' ends tell.
  client.on('error', () => undefined);
  return client;
}

/** ssh2's own list but for these. */
function without<Name extends string>(names: readonly Name[]) {
  return { remove: [...names], append: [], prepend: [] };
}

function pausedDuring(clock: LoginClock, attempt: Attempt): Attempt {
  const { method } = attempt;
  return method ? { ...attempt, method: (offered) => clock.paused(method(offered)) } : attempt;
}
