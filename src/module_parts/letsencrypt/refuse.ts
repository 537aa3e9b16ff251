// Why certbot on this host cannot bring about what is wanted, in sentences that say what to do.

import { isIP } from 'node:net';
import { type Missing, missing } from '../../change.js';
import { missingAccount } from '../attributes.js';
import type { Found } from './look.js';
import type { Wanted } from './params.js';

/** What certbot can do since when, by its own changelog. */
const since = { profiles: [4, 0], ipAddresses: [5, 3] } as const;

export function refuse(wanted: Wanted, found: Found): Missing | undefined {
  return (
    refuseTools(wanted, found) ??
    refuseVersion(wanted, found) ??
    refuseSurroundings(wanted, found) ??
    missingAccount(wanted, found.key)
  );
}

function refuseTools({ method }: Wanted, { hasCertbot, hasOpenssl, packages }: Found): Missing | undefined {
  if (!hasCertbot) return missing('certbot is not installed', 'install the package certbot first');
  if (!hasOpenssl) return missing('openssl is not installed', 'install the package openssl first');
  const plugin = `python3-certbot-${method}`;
  const isPackaged = packages.has('certbot');
  if ((method === 'nginx' || method === 'apache') && isPackaged && !packages.has(plugin))
    return missing(`certbot does not know ${method} here`, `install the package ${plugin} first`);
  return undefined;
}

function refuseVersion({ names, profile }: Wanted, { packages }: Found): Missing | undefined {
  const version = packages.get('certbot');
  // Of one that came otherwise (snap, pip) only certbot itself can tell.
  if (version === undefined) return undefined;
  const short = version.replace(/-.*$/, '');
  const address = names.find((name) => isIP(name) !== 0);
  if (address !== undefined && !isAtLeast(version, since.ipAddresses))
    return missing(
      `certbot ${short} of this host gets no certificate for an IP address (${address}), which needs 5.3`,
      `give the endpoint a name, or a self-signed certificate`,
    );
  if (profile !== undefined && !isAtLeast(version, since.profiles))
    return missing(`certbot ${short} of this host knows no profiles, which need 4.0`, `leave profile out`);
  return undefined;
}

function refuseSurroundings({ method, ca_file }: Wanted, found: Found): Missing | undefined {
  if (ca_file !== undefined && !found.hasCa)
    return missing(`${ca_file} cannot be read`, `copy the authority of the ACME server there first`);
  // It matters only where something is to be ordered, and then it is the first thing that fails.
  if (method === 'standalone' && found.port80 !== null && found.pair.chain.length === 0)
    return missing(`port 80 is taken by ${found.port80}, and standalone needs it free`, `use webroot`);
  if (found.timer === 'absent')
    return missing(
      'there is no certbot.timer, so nothing would renew the certificate',
      'use the package certbot',
    );
  return undefined;
}

/** `4.0.0-2` is at least 4.0. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(/[.~-]/).map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
