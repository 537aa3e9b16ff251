// Every option of ssh_config(5), and what becomes of it in the built-in client: one table, from which the refusals and
// docs/ssh_config.md are made. Nothing that makes trust stricter is ignored. Pure.

/** Option names in lower case to their values; an option that may be repeated has several. */
export type SshConfig = ReadonlyMap<string, readonly string[]>;

/** What becomes of an option, in a sentence for people. */
export type Support =
  | { readonly kind: 'honoured'; readonly how: string }
  | {
      readonly kind: 'refused';
      /** Whether a value asks for what the built-in client cannot do. */
      readonly asks: (value: string) => boolean;
      readonly why: string;
    }
  | { readonly kind: 'of no consequence'; readonly why: string };

const honoured = (how: string): Support => ({ kind: 'honoured', how });
const refused = (why: string, asks = (value: string) => value !== 'none'): Support => ({
  kind: 'refused',
  asks,
  why,
});
const idle = (why: string): Support => ({ kind: 'of no consequence', why });

const isOn = (value: string) => value !== 'no' && value !== 'false';

const resolved = honoured('`ssh -G` has applied it');
const noForward = idle('no port, agent or display is forwarded, whatever it says');
const noMethod = idle('the built-in client has no such way to log in');
const noTerminal = idle('channels have no terminal and no session of a person');
const noProgram = idle('no program is started, here or there, but the shell of hostwright');
const noLog = idle('it is about what `ssh` prints');
const noSharing = idle('a run has one connection for each host, and shares it with nobody');
const ownClock = idle('hostwright watches over its connections by itself');
const onlyWidens = (more: string) => idle(`it would only let more in: ${more}`);

/** By the names that `ssh -G` prints, or the name in the file where it prints none. */
export const SSH_OPTIONS: Readonly<Record<string, Support>> = {
  addkeystoagent: idle('no key is added to the agent'),
  addressfamily: honoured('addresses of the other family are not connected to'),
  batchmode: honoured('with yes nobody is asked about a host key that is not known: it is refused'),
  bindaddress: honoured('connections come from this address'),
  bindinterface: refused('connections cannot be bound to an interface'),
  canonicaldomains: resolved,
  canonicalizefallbacklocal: resolved,
  canonicalizehostname: resolved,
  canonicalizemaxdots: resolved,
  canonicalizepermittedcnames: resolved,
  casignaturealgorithms: idle('a host that has to be certified is refused, whoever signed'),
  certificatefile: idle('without its certificate a key lets in less, never more'),
  channeltimeout: ownClock,
  checkhostip: honoured('with yes a key that differs from the one that is known for the address is refused'),
  ciphers: honoured('no other cipher is offered'),
  clearallforwardings: noForward,
  compression: idle('nothing is compressed'),
  connectionattempts: idle('the run tries again by itself'),
  connecttimeout: honoured('`connect_timeout` of the inventory goes before it'),
  controlmaster: noSharing,
  controlpath: noSharing,
  controlpersist: noSharing,
  dynamicforward: noForward,
  enableescapecommandline: noTerminal,
  enablesshkeysign: noMethod,
  escapechar: noTerminal,
  exitonforwardfailure: noForward,
  fingerprinthash: idle('fingerprints are told as SHA256'),
  forkafterauthentication: noTerminal,
  forwardagent: noForward,
  forwardx11: noForward,
  forwardx11timeout: noForward,
  forwardx11trusted: noForward,
  gatewayports: noForward,
  globalknownhostsfile: honoured('read after the user’s own; none is none'),
  gssapiauthentication: noMethod,
  gssapiclientidentity: noMethod,
  gssapidelegatecredentials: noMethod,
  gssapikexalgorithms: noMethod,
  gssapikeyexchange: noMethod,
  gssapirenewalforcesrekey: noMethod,
  gssapiserveridentity: noMethod,
  gssapitrustdns: noMethod,
  hashknownhosts: honoured('names in new lines are hashed'),
  host: resolved,
  hostbasedacceptedalgorithms: noMethod,
  hostbasedauthentication: noMethod,
  hostkeyalgorithms: honoured('no other key of a host is taken; the known ones are asked for first'),
  hostkeyalias: honoured('the name under which the key of the host is known'),
  hostname: resolved,
  identitiesonly: honoured('with yes the agent’s other keys are left alone'),
  identityagent: honoured('the agent that is asked'),
  identityfile: honoured('the keys that are tried'),
  ignoreunknown: resolved,
  include: resolved,
  ipqos: idle('it is about the speed of packets'),
  kbdinteractiveauthentication: honoured('with no a password is not given in this way'),
  kbdinteractivedevices: idle('the server chooses what it asks; one password is all that is answered'),
  kexalgorithms: honoured('no other key exchange is offered'),
  knownhostscommand: refused('what it prints, keys that are revoked among it, is not asked for'),
  localcommand: noProgram,
  localforward: noForward,
  loglevel: noLog,
  logverbose: noLog,
  macs: honoured('no other MAC is offered, and none of those with SHA-1'),
  match: resolved,
  nohostauthenticationforlocalhost: onlyWidens('this machine’s key is checked like any other'),
  numberofpasswordprompts: idle('a password is tried once'),
  obscurekeystroketiming: noTerminal,
  passwordauthentication: honoured('with no a password is not given in this way'),
  permitlocalcommand: noProgram,
  permitremoteopen: noForward,
  pkcs11provider: noMethod,
  port: honoured('`ansible_port` goes before it'),
  preferredauthentications: honoured('what it leaves out is not tried'),
  proxycommand: refused('there is no program between'),
  proxyjump: honoured('jump hosts are connected to by the rules for themselves'),
  proxyusefdpass: noProgram,
  pubkeyacceptedalgorithms: honoured('keys of other kinds are not used, and nothing else is signed with'),
  pubkeyauthentication: honoured('with no keys are not used'),
  refuseconnection: refused('it says that this host is not to be connected to'),
  rekeylimit: idle('it is no question of whom to trust; the limit of the server holds'),
  remotecommand: noProgram,
  remoteforward: noForward,
  requesttty: noTerminal,
  requiredrsasize: honoured('shorter RSA keys, of hosts and of one’s own, are not used'),
  revokedhostkeys: honoured('a key in this list or KRL is refused, and every key where it cannot be read'),
  securitykeyprovider: noMethod,
  sendenv: noProgram,
  serveralivecountmax: ownClock,
  serveraliveinterval: ownClock,
  sessiontype: noTerminal,
  setenv: noProgram,
  stdinnull: noTerminal,
  streamlocalbindmask: noForward,
  streamlocalbindunlink: noForward,
  stricthostkeychecking: honoured(
    'with yes nobody is asked about a key that is not known, with accept-new it is added; no is taken for ask',
  ),
  syslogfacility: noLog,
  tag: resolved,
  tcpkeepalive: ownClock,
  tunnel: noForward,
  tunneldevice: noForward,
  updatehostkeys: onlyWidens('keys that a host offers later are not added'),
  usekeychain: idle('it is about where macOS keeps passphrases'),
  user: honoured('`ansible_user` goes before it'),
  userknownhostsfile: honoured('`known_hosts_file` of the inventory goes before it; none is none'),
  verifyhostkeydns: refused('a key is not compared with what the DNS says of it', isOn),
  versionaddendum: noLog,
  visualhostkey: noLog,
  warnweakcrypto: noLog,
  xauthlocation: noForward,
};

/** What the configuration asks of a connection and the built-in client cannot do: the option, and why, in words. */
export function refusedOptions(config: SshConfig): readonly string[] {
  return [...config].flatMap(([name, values]) => refusal(name, values) ?? []);
}

function refusal(name: string, values: readonly string[]): string | undefined {
  const standing = SSH_OPTIONS[name];
  if (standing === undefined) return `${name} (hostwright does not know this option)`;
  const asked = standing.kind === 'refused' ? values.find(standing.asks) : undefined;
  return standing.kind === 'refused' && asked !== undefined
    ? `${name} ${asked} (${standing.why})`
    : undefined;
}

/** Options that are a refusal where they are set: those that ask for what cannot be done, and unknown ones. */
export function strangeOptions(config: SshConfig): readonly string[] {
  return [...config].flatMap(([name, values]) => (refusal(name, values) === undefined ? [] : [name]));
}

/** docs/ssh_config.md. */
export function sshOptionsPage(): string {
  const rows = Object.entries(SSH_OPTIONS).map(([name, standing]) => {
    const words = standing.kind === 'honoured' ? standing.how : standing.why;
    return `| \`${name}\` | ${standing.kind} | ${words} |`;
  });
  return [
    '# What becomes of each option of ssh_config',
    '',
    'This is about the built-in client. *Refused* means: it does not connect to a host for which the option is set. Nor does it',
    'where an option is set that this table does not know. The `ssh` of this machine, which honours all of them, connects instead,',
    'by itself, as it does to an sshd with which the built-in client has no algorithm in common (docs/decisions/ssh-clients.md).',
    'With `ssh_client: builtin` in the inventory it does not, and the message names the option; with `ssh_client: system` it',
    'connects to every host. Nothing is forwarded either way, and keys of hosts are judged by the same rules. A configuration in',
    'which `ssh` finds a mistake connects to nothing.',
    '',
    'Made from src/transport/ssh_options.ts; test/transport/ssh_options.test.ts tries each line beside the real `ssh`.',
    '',
    '| option | in the built-in client | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
