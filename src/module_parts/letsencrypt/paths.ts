// Where certbot keeps what belongs to one certificate (a lineage, in its words), and where we put what belongs to it.

const root = '/etc/letsencrypt';

/** Certbot's name for a certificate. */
export function lineageOf(wanted: {
  readonly name?: string | undefined;
  readonly names: readonly string[];
}): string {
  return wanted.name ?? (wanted.names[0] ?? '').replace(/^\*\./, '').replaceAll(':', '-');
}

/** The symbolic links that lead to the newest version. */
export function livePath(lineage: string, part: 'fullchain' | 'privkey'): string {
  return `${root}/live/${lineage}/${part}.pem`;
}

export function renewalPath(lineage: string): string {
  return `${root}/renewal/${lineage}.conf`;
}

export function hookPath(lineage: string): string {
  return `${root}/renewal-hooks/deploy/hostwright-${lineage}`;
}

/** For certbot's timer, where the system does not trust the ACME server. */
export const dropInPath = '/etc/systemd/system/certbot.service.d/hostwright.conf';
