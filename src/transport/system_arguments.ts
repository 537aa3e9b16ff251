// The words of the system's ssh (ssh(1)): for the connection that all channels share, and for what goes over it. Pure.

import type { ConnectionSettings } from '../inventory/inventory.js';
import { quote } from '../shell/quote.js';
import type { Destination } from './destination.js';
import { LOG_LEVEL } from './system_words.js';

/** Seconds after which a connection without channels ends: it is not closed when this process is killed. */
const IDLE = 120;

export interface MasterQuestion {
  readonly settings: ConnectionSettings;
  readonly destination: Destination;
  /** The control socket to make. */
  readonly socket: string;
  /** That of the jump host next to the destination. */
  readonly jumpSocket: string | undefined;
  /** A file for the host's key, which then is known nowhere: no login follows. */
  readonly showKeyIn?: string;
  /** Read instead of ~/.ssh/config. */
  readonly configFile: string | undefined;
  /** The program that answers questions for a password (askpass.ts); absent: nothing is asked. */
  readonly askpass?: string | undefined;
}

/**
 * Connects, then goes on in the background. The user's configuration holds, except for what would start other things than
 * a connection, ask unseen questions, or write to known-hosts files. Writing those is for us (system_host_key.ts).
 */
export function masterArguments(question: MasterQuestion): readonly string[] {
  const { settings, destination, socket, jumpSocket, configFile } = question;
  const options = [
    `ControlPersist=${IDLE}`,
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    ...(question.askpass === undefined ? ['BatchMode=yes'] : withPassword),
    `ConnectTimeout=${Math.ceil(destination.connectTimeout)}`,
    // As in the other transport: a network that is gone is noticed after 15 seconds.
    'ServerAliveInterval=5',
    'ServerAliveCountMax=2',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
    LOG_LEVEL,
    ...(question.showKeyIn === undefined ? knownHosts(settings) : keyShown(question.showKeyIn)),
    ...(settings.connection === 'ssh' ? destination.strictness.options : []),
    ...way(destination, jumpSocket),
    ...(settings.privateKeyFile === undefined ? [] : ['IdentitiesOnly=yes']),
  ];
  return [
    ...['-M', '-N', '-T', '-a', '-x', '-S', withoutTokens(socket)],
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...options.flatMap((option) => ['-o', option]),
    ...(settings.privateKeyFile === undefined ? [] : ['-i', withoutTokens(settings.privateKeyFile)]),
    ...(settings.port === undefined ? [] : ['-p', String(settings.port)]),
    ...(settings.user === undefined ? [] : ['-l', settings.user]),
    '--',
    settings.address,
  ];
}

/** Only a host whose key is known gets a password. It is tried once: accounts are locked for more. */
const withPassword = ['BatchMode=no', 'NumberOfPasswordPrompts=1', 'NoHostAuthenticationForLocalhost=no'];

/** Asks the connection behind a socket whether it stands (`check`), or ends it (`exit`). */
export function controlArguments(socket: string, request: 'check' | 'exit'): readonly string[] {
  return [...over(socket), '-O', request, '--', HOST];
}

/**
 * Runs a command. The shell around it turns the end by a signal into an exit code, which ssh says nothing about to
 * those who share a connection.
 */
export function channelArguments(socket: string, command: string): readonly string[] {
  return [...over(socket), '-T', '--', HOST, `exec sh -c ${quote(`( ${command} ); exit $?`)}`];
}

/** Connects standard input and output with a port of the host's own 127.0.0.1, or of an address that it reaches. */
export function forwardArguments(socket: string, port: number, address = '127.0.0.1'): readonly string[] {
  const to = address.includes(':') ? `[${address}]` : address;
  return [...over(socket), '-W', `${to}:${port}`, '--', HOST];
}

/** Which host does not matter behind a socket, but ssh wants one. */
const HOST = 'host';

/** Where the socket is gone, ssh would connect by itself, to a host of that name: it must not. */
function over(socket: string): readonly string[] {
  return ['-F', 'none', '-S', withoutTokens(socket), '-o', 'ProxyCommand=false', '-o', 'LogLevel=ERROR'];
}

function knownHosts({ knownHostsFiles }: ConnectionSettings): readonly string[] {
  if (knownHostsFiles.length === 0) return [];
  return [`UserKnownHostsFile=${knownHostsFiles.map((file) => `"${withoutTokens(file)}"`).join(' ')}`];
}

/** ssh hands the key to a command that could know it, and then refuses it (ssh_config(5), KnownHostsCommand). */
function keyShown(file: string): readonly string[] {
  const script = 'echo "$1" "$2" >>"$3"';
  return [
    'UserKnownHostsFile=none',
    'GlobalKnownHostsFile=none',
    'VerifyHostKeyDNS=no',
    'NoHostAuthenticationForLocalhost=no',
    `KnownHostsCommand=/bin/sh -c ${quote(script)} sh %t %K ${quote(withoutTokens(file))}`,
  ];
}

/** A ProxyJump of the configuration has been followed already; its ProxyCommand is ssh's own business. */
function way({ proxyCommand }: Destination, jumpSocket: string | undefined): readonly string[] {
  if (jumpSocket !== undefined) {
    const words = ['ssh', ...over(jumpSocket), '-W', '[%h]:%p', '--', HOST];
    return [`ProxyCommand=${words.map(quote).join(' ')}`];
  }
  return proxyCommand === undefined ? ['ProxyJump=none'] : [];
}

/** ssh replaces what follows a percent sign in names of files. */
function withoutTokens(path: string): string {
  return path.replaceAll('%', '%%');
}
