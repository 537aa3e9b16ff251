// How the ssh of this machine is kept as strict as the built-in client where it connects instead of it. Pure.

import type { SshConfig } from './ssh_options.js';

/** As `ssh -G` prints them, and as ssh takes them. */
const LISTS = {
  macs: 'MACs',
  ciphers: 'Ciphers',
  kexalgorithms: 'KexAlgorithms',
  hostkeyalgorithms: 'HostKeyAlgorithms',
  pubkeyacceptedalgorithms: 'PubkeyAcceptedAlgorithms',
} as const;

/** What rests on SHA-1 and older, or hides nothing: the built-in client offers none of it. */
const WEAK = /sha1|md5|ripemd|^ssh-rsa|^ssh-dss|cbc|arcfour|^none$/;

export function isWeak(algorithm: string): boolean {
  return WEAK.test(algorithm);
}

export interface Strictness {
  /** Options for ssh's command line. */
  readonly options: readonly string[];
  /** Options of ssh_config that allow weak algorithms alone. */
  readonly tooWeak: readonly string[];
}

/** A list is given only where something has to be left out: ssh orders a list of host keys that is its own. */
export function strictnessFrom(config: SshConfig): Strictness {
  const lists = Object.entries(LISTS).map(([name, option]) => {
    const all = config.get(name)?.at(0)?.split(',') ?? [];
    return { name, option, all, strong: all.filter((each) => !isWeak(each)) };
  });
  const tooWeak = lists.filter(({ all, strong }) => all.length > 0 && strong.length === 0);
  const narrowed = lists.filter(({ all, strong }) => strong.length > 0 && strong.length < all.length);
  const isOn = (name: string) => ['yes', 'true'].includes(config.get(name)?.at(0) ?? '');
  return {
    options: [
      ...narrowed.map(({ option, strong }) => `${option}=${strong.join(',')}`),
      ...(isOn('nohostauthenticationforlocalhost') ? ['NoHostAuthenticationForLocalhost=no'] : []),
      // It puts Kerberos in the place of the host's key.
      ...(isOn('gssapikeyexchange') ? ['GSSAPIKeyExchange=no'] : []),
    ],
    tooWeak: tooWeak.map(({ name }) => name),
  };
}
