// Which files, folders and certificates are those of an endpoint: by its name, and by what no other site serves. Pure.

import type { Found } from './look.js';

/** The stem of the endpoint without a name, and of what belongs to all endpoints of a host. */
export const SHARED = 'hostwright-wss';

/** Its own alone: what has the stem of the endpoint without a name is the whole proxy's, but for sites and logs. */
export function isOf(path: string, going: readonly string[], lineages: readonly string[]): boolean {
  if (lineages.some((name) => path === `/etc/letsencrypt/renewal-hooks/deploy/hostwright-${name}`))
    return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isOwnPlace =
    /^\/(etc\/(nginx|apache2|haproxy)\/sites-|etc\/haproxy\/hostwright-wss\/|var\/log\/|var\/lib\/apache2\/site\/|(etc|var\/lib(\/haproxy)?)\/hostwright-wss-nodes\/)/.test(
      path,
    );
  return going.some((stem) =>
    stem === SHARED
      ? isOwnPlace && /^hostwright-wss(-error)?(\.|$)/.test(name)
      : /^\/(etc|var)\//.test(path) &&
        new RegExp(`^(zz-)?hostwright-wss[-_]${stem.slice(SHARED.length + 1)}([._]|-error\\.|$)`).test(name),
  );
}

/** What the watch of the nodes keeps of what it is told to watch: a look of it may make that after ours. */
export function stateOf(path: string, { installed }: Found): readonly string[] {
  const [, rest] = /^\/etc\/(hostwright-wss-nodes(?:$|\/.*))/.exec(path) ?? [];
  const state = rest?.replace(/\.conf$/, '');
  if (state === undefined) return [];
  return [`/var/lib/${state}`, ...(installed.has('haproxy') ? [`/var/lib/haproxy/${state}`] : [])];
}

/** Those that no other site serves. */
export function goingCertificates({ sites, named }: Found, going: readonly string[]): readonly string[] {
  const served = (isGoing: boolean) =>
    sites.flatMap(({ stem, certificates }) => (going.includes(stem) === isGoing ? certificates : []));
  const others = new Set(served(false));
  return served(true)
    .filter((path) => !others.has(path))
    .flatMap((path) => [path, path.replace('/certs/', '/private/').replace(/\.crt$/, '.key')])
    .filter((path) => named.includes(path));
}

/** Certbot's names; only such as need no quoting, with a hook of ours or in the record. */
export function goingLineages(
  { sites, named, recorded, renewed }: Found,
  { going, isLast }: { readonly going: readonly string[]; readonly isLast: boolean },
): readonly string[] {
  const hook = (name: string) => named.includes(`/etc/letsencrypt/renewal-hooks/deploy/hostwright-${name}`);
  const made = (name: string) => recorded.some((one) => one.kind === 'certificate' && one.name === name);
  const servedBy = (name: string, isGoing: boolean) =>
    sites.some(
      ({ stem, certificates }) =>
        going.includes(stem) === isGoing &&
        certificates.some((path) => path.startsWith(`/etc/letsencrypt/live/${name}/`)),
    );
  return renewed.filter(
    (name) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) &&
      (hook(name) || made(name)) &&
      !servedBy(name, false) &&
      (isLast || servedBy(name, true)),
  );
}

/** Of a key, the certificate that it is for. */
export function certificateOf(path: string): string {
  return path.replace('/private/', '/certs/').replace(/\.key$/, '.crt');
}

export function isCertificate(path: string): boolean {
  return /^\/etc\/ssl\/(certs\/hostwright-.*\.crt|private\/hostwright-.*\.key)$/.test(path);
}

/** haproxy's package has none of these: it reads one file. */
export function isFolderOfHaproxy(path: string): boolean {
  return /^\/etc\/haproxy\/(conf\.d|sites-(available|enabled)|hostwright-wss(\/\d+)?)$/.test(path);
}

const webroot = '/var/www/letsencrypt';

/** Recorded, and of a kind that an endpoint makes. */
export function goingFolders({ folders, recorded }: Found): readonly string[] {
  const made = new Set(recorded.map(({ name }) => name));
  const ours = folders.filter(
    (path) =>
      made.has(path) &&
      (path === webroot ||
        isFolderOfHaproxy(path) ||
        /^\/etc\/systemd\/system\/[\w@.-]+\.d$/.test(path) ||
        /^\/etc\/letsencrypt\/renewal-hooks(\/deploy)?$/.test(path)),
  );
  const below = ours.includes(webroot)
    ? [`${webroot}/.well-known/acme-challenge`, `${webroot}/.well-known`]
    : [];
  return [...below, ...[...ours].sort((a, b) => b.length - a.length)];
}
