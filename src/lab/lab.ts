// What a lab is: a few throwaway Debian hosts on a bridge of their own, and the names of everything made for them.

export const RELEASES = ['bookworm', 'trixie'] as const;
export type Release = (typeof RELEASES)[number];

export interface LabHostWish {
  /** The host's own name, also its name in the inventory and in every other host's /etc/hosts. */
  readonly name: string;
  readonly release: Release;
  /** Debian packages that the host has from the start; none by default, so that it is bare. */
  readonly packages?: readonly string[];
}

export interface LabHost extends LabHostWish {
  readonly address: string;
  /** Logs in with the lab's key and may run everything through sudo without a password. */
  readonly user: string;
}

/** A lab as its user sees it. All paths are absolute. */
export interface Lab {
  readonly name: string;
  readonly folder: string;
  readonly hosts: readonly LabHost[];
  readonly inventory: string;
  readonly knownHosts: string;
  readonly privateKey: string;
}

/** Takes one line of progress, without its line end. */
export type Say = (line: string) => void;

export const LAB_USER = 'operator';

/** How many labs fit side by side: one /24 each in 198.18.0.0/15, the benchmarking range (RFC 2544, RFC 6815). */
export const LAB_NUMBERS = 512;

/** The address of a host (1 to 200), or of the controller's end of the bridge (host 0), in lab `number`. */
export function labAddress(number: number, host: number): string {
  const last = host === 0 ? 1 : host + 10;
  return `198.${18 + Math.floor(number / 256)}.${number % 256}.${last}`;
}

export function labNetwork(number: number): string {
  return `198.${18 + Math.floor(number / 256)}.${number % 256}.0/24`;
}

/** Interface names are limited to 15 bytes, so they hold numbers and not the names of lab and host. */
export function bridgeName(number: number): string {
  return `hw-br${number}`;
}

/** One name for a host's network namespace, its veth and its cgroup. */
export function machineName(number: number, host: number): string {
  return `hw-${number}-${host}`;
}

export function describeLab(name: string, folder: string, hosts: readonly LabHost[]): Lab {
  return {
    name,
    folder,
    hosts,
    inventory: `${folder}/inventory.yml`,
    knownHosts: `${folder}/known_hosts`,
    privateKey: `${folder}/id_ed25519`,
  };
}
