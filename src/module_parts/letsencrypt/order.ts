// The step that has certbot order a certificate. It goes on when the connection is lost, and holds nothing secret.

import { isIP } from 'node:net';
import { deeds, directoryCall } from '../../shell/door/deeds.js';
import { through, withDoor } from '../../shell/door/door.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { explainComplaint } from './complaint.js';
import { serverOf, stagingServerOf } from './format.js';
import type { Wanted } from './params.js';
import { lineageOf } from './paths.js';

/**
 * sh. What is broken of an older certificate is put aside, since certbot would make a second one beside it (NAME-0001),
 * and comes back where the order fails.
 *
 * @param isBroken certbot could not make sense of what is there
 */
export function orderScript(wanted: Wanted, isBroken: boolean): string {
  const lineage = quote(lineageOf(wanted));
  const { ca_file, method, webroot, staging_first } = wanted;
  const folder = (path: string) => `( ${through({ path, at: 'deep' }, directoryCall({}))} ) || exit 1`;
  return `umask 022
${withDoor(deeds, folder('/etc/letsencrypt'))}
hw_at itself /etc/letsencrypt/live || hw_refuse
aside=
${isBroken ? putAside(lineage) : ':'}
${method === 'webroot' ? folder(webroot) : ':'}
${ca_file === undefined ? ':' : `export REQUESTS_CA_BUNDLE=${quote(ca_file)}`}
order() {
tries=0
while :; do
  said=$(certbot "$@" </dev/null 2>&1) && return 0
  ${tellFromLog}
  case $said in
    # The timer is at work: as long as it takes. A nonce that came too late, twice in a row: at once.
    *'Another instance of Certbot is already running'*) limit=60 pause=5 ;;
    *'anti-replay nonce'* | *badNonce*) limit=5 pause=1 ;;
    *) break ;;
  esac
  tries=$((tries + 1))
  [ "$tries" -le "$limit" ] || break
  sleep "$pause"
done
return 1
}
where=
${staging_first ? `where='asked first, the staging server took no order, so the real one was not asked: '` : ':'}
${staging_first ? `order ${quoteAll(rehearsalWords(wanted))} && where= && order` : 'order'} ${quoteAll(certbotWords(wanted))} && { [ -z "$aside" ] || rm -rf "$aside"; exit 0; }
if [ -n "$aside" ]; then
  for part in renewal/${lineage}.conf live/${lineage} archive/${lineage}; do
    rm -rf "$part"
    [ ! -e "$aside/$part" ] || mv "$aside/$part" "$part"
  done
  rm -rf "$aside"
fi
${explainComplaint}
exit 1`;
}

/**
 * Certbot does not always print the type of what the ACME server refuses, and certbot 2 with Python 3.11 (Debian 12) not
 * even its words (`AttributeError: can't set attribute`). Its log, which is new for each run, has both.
 */
const tellFromLog = `case $said in *'An unexpected error occurred'*)
    said="$said
$(grep -A 1 'acme:error:' /var/log/letsencrypt/letsencrypt.log | tail -n 2)" ;;
  esac`;

function putAside(lineage: string): string {
  return `aside=$(umask 077; mktemp -d hostwright-XXXXXXXXXX) && mkdir "$aside/renewal" "$aside/live" "$aside/archive" || exit 1
for part in renewal/${lineage}.conf live/${lineage} archive/${lineage}; do
  [ ! -e "$part" ] || mv "$part" "$aside/$part" || exit 1
done`;
}

function certbotWords(wanted: Wanted): readonly string[] {
  const { names, email, install, profile, method, webroot, key_type } = wanted;
  return [
    ...[install ? 'run' : 'certonly', '--non-interactive', '--cert-name', lineageOf(wanted)],
    ...['--agree-tos', '--no-eff-email', '--server', serverOf(wanted)],
    ...(email === undefined ? ['--register-unsafely-without-email'] : ['--email', email]),
    // --nginx alone would be noted as the installer too, also by certonly.
    ...(install ? [`--${method}`] : ['--authenticator', method]),
    ...(method === 'webroot' ? ['--webroot-path', webroot] : []),
    ...keyWords(key_type),
    ...(profile === undefined ? [] : ['--required-profile', profile]),
    ...['--force-renewal', '--renew-with-new-domains'],
    ...names.flatMap((name) => [isIP(name) === 0 ? '--domain' : '--ip-address', name]),
  ];
}

/** The same order, of which nothing is kept: the server issues a certificate all the same. */
function rehearsalWords(wanted: Wanted): readonly string[] {
  return certbotWords({ ...wanted, server: stagingServerOf(wanted), install: false }).concat('--dry-run');
}

function keyWords(type: Wanted['key_type']): readonly string[] {
  const [, bits] = /^rsa(\d+)$/.exec(type) ?? [];
  if (bits !== undefined) return ['--key-type', 'rsa', '--rsa-key-size', bits];
  return ['--key-type', 'ecdsa', '--elliptic-curve', type === 'ecdsa-p384' ? 'secp384r1' : 'secp256r1'];
}
