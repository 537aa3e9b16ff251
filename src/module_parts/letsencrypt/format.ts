// A certificate as it is wanted and as it was found, in one spelling, so that they can be compared field by field.

import type { Certificate } from '../certificate/look.js';
import { stateOf } from '../certificate/pair.js';
import { formatHook, sha256 } from './hook.js';
import type { Found } from './look.js';
import type { Wanted } from './params.js';
import { lineageOf, livePath } from './paths.js';

const DAY = 86_400;

const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory';
const letsEncryptStaging = 'https://acme-staging-v02.api.letsencrypt.org/directory';

export function serverOf({ server, staging }: Pick<Wanted, 'server' | 'staging'>): string {
  return server ?? (staging ? letsEncryptStaging : letsEncrypt);
}

export function stagingServerOf({ staging_server }: Pick<Wanted, 'staging_server'>): string {
  return staging_server ?? letsEncryptStaging;
}

/** The fields that only a new certificate brings about. */
export const orderFields = [
  'state',
  'names',
  'key_type',
  'server',
  'profile',
  'method',
  'webroot',
  'install',
  'renewal',
] as const;

/** What is not asked for is as it was found. */
export function formatWanted(wanted: Wanted, found: Found) {
  const was = format(wanted, found);
  return {
    state: 'valid',
    names: [...wanted.names].sort(),
    key_type: wanted.key_type as string,
    server: serverOf(wanted),
    profile: wanted.profile ?? was.profile,
    method: wanted.method as string,
    webroot: wanted.method === 'webroot' ? wanted.webroot : was.webroot,
    install: wanted.install,
    renewal: livePath(lineageOf(wanted), 'fullchain'),
    key_mode: wanted.key_mode,
    owner: wanted.owner,
    group: wanted.group,
    reload: wanted.reload ?? was.reload,
    ca_file: wanted.ca_file ?? was.ca_file,
    timer: 'enabled',
  };
}

export function format(wanted: Wanted, found: Found) {
  const { pair, key, renewal, hook, dropIn, timer } = found;
  const [own] = pair.chain;
  const param = (name: string) => {
    const text = renewal?.get(name);
    return text === undefined || text === 'None' ? null : text;
  };
  return {
    state: stateOf(pair, { secondsLeft: (certificate) => dueSeconds(wanted, certificate), length: 2 }),
    names: own ? [...own.names].sort() : null,
    key_type: own ? own.key.type : null,
    server: param('server'),
    profile: param('required_profile'),
    method: param('authenticator'),
    webroot: param('webroot_path'),
    install: param('installer') !== null,
    // What the next renewal replaces has to be what the proxy reads.
    renewal: param('fullchain'),
    key_mode: key.mode,
    owner: key.owner,
    group: key.group,
    reload: formatHook(hook, wanted),
    ca_file:
      dropIn === null
        ? null
        : dropIn === sha256(dropInText(wanted))
          ? (wanted.ca_file ?? null)
          : 'another file',
    timer,
  };
}

/** Certificates of a few days are due in their last third; so does certbot count from version 4 on. */
function dueSeconds({ renew_before }: Pick<Wanted, 'renew_before'>, { lifetime }: Certificate): number {
  return Math.min(renew_before * DAY, lifetime / 3);
}

export function dropInText({ ca_file }: Pick<Wanted, 'ca_file'>): string {
  return `# The authority of the ACME server, for renewals. Written by hostwright; changes made here are undone.
[Service]
Environment="REQUESTS_CA_BUNDLE=${ca_file}"
`;
}
