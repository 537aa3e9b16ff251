// The step that makes a key and its certificate. Proof: test/lab/certificate.test.ts watches the files being made.

import { atomicWriteCall, atomicWriteFunctions } from '../../shell/atomic_write.js';
import { attributesCall, deeds } from '../../shell/door/deeds.js';
import { atDoor } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import { alternativeName } from './names.js';

export const keyTypes = ['ecdsa-p256', 'ecdsa-p384', 'rsa2048', 'rsa3072', 'rsa4096'] as const;

const algorithms: Readonly<Record<(typeof keyTypes)[number], string>> = {
  'ecdsa-p256': 'EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve',
  'ecdsa-p384': 'EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve',
  rsa2048: 'RSA -pkeyopt rsa_keygen_bits:2048',
  rsa3072: 'RSA -pkeyopt rsa_keygen_bits:3072',
  rsa4096: 'RSA -pkeyopt rsa_keygen_bits:4096',
};

export interface Making {
  readonly path: string;
  readonly key_path: string;
  readonly names: readonly string[];
  readonly key_type: (typeof keyTypes)[number];
  readonly days: number;
  readonly key_mode: string;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** @see Way.unsafe */
  readonly unsafe: boolean;
  /** Certify the key that is there instead of a new one. */
  readonly keepKey: boolean;
}

/**
 * sh. All is made in the folder of the key, through the door. The key is written below `umask 077` and gets its owner before
 * its mode, so nobody can read it who may not read it in the end. Key and certificate take their places in two renames;
 * when the second fails, the old key comes back, and when the host dies in between, the next look finds that they do not
 * match.
 */
export function makeScript(making: Making): string {
  return atDoor(
    { path: making.key_path, at: 'itself', unsafe: making.unsafe },
    [...new Set([...atomicWriteFunctions, ...deeds, makeFunction(making)])],
    'hw_make',
  );
}

function makeFunction(making: Making): string {
  const { path, days, keepKey } = making;
  const signing = keepKey ? '"$n"' : '"$new_key"';
  const attributes = attributesCall({ ...making, mode: making.key_mode });
  return `hw_make() {
umask 077
new_key= new_certificate= request= old_key=
clear() { rm -f "$new_key" "$new_certificate" "$request"; [ -z "$old_key" ] || hw_rename "$old_key" "$n"; }
give_up() { clear; echo "could not make the certificate: $1" >&2; exit 1; }
trap 'clear; exit 143' HUP INT TERM
hw_beside .
new_certificate=$(mktemp "$hw_name"XXXXXXXXXX) && new_key=$(mktemp "$hw_name"XXXXXXXXXX) && request=$(mktemp "$hw_name"XXXXXXXXXX) || give_up 'no temporary file'
cat >"$request" <<'request' || give_up 'no temporary file'
${requestOf(making.names)}
request
${keepKey ? '' : makeKey(making.key_type)}
said=$(openssl req -config "$request" -x509 -new -sha256 -days ${days} -key ${signing} -out "$new_certificate" 2>&1) ||
  give_up "$said"
( n=${signing}${keepKey ? '' : ' hw_absent='}; ${attributes} ) || give_up 'owner or mode of the key could not be set'
sync ${signing} 2>/dev/null || sync
${keepKey ? '' : replaceKey}
( hw_door itself ${quote(path)} ${atomicWriteCall({ bytes: '$(($(wc -c <"$new_certificate")))', mode: '0644' }, '"${new_certificate##*@}-"')} <"$new_certificate" ) ||
  give_up 'the certificate could not be moved to its place'
[ -z "$old_key" ] || rm -f "$old_key"
old_key=
clear
}`;
}

function makeKey(type: Making['key_type']): string {
  return `said=$(openssl genpkey -algorithm ${algorithms[type]} -out "$new_key" 2>&1) || give_up "$said"`;
}

// The temporary's own name, not the path: a link to the old key keeps its mode and owner.
const replaceKey = `if [ -z "$hw_absent" ] && [ -e "$n" ]; then ln "$n" "$new_key.old" && old_key=$new_key.old || give_up 'the old key could not be kept'; fi
hw_rename "$new_key" "$n" || give_up 'the key could not be moved to its place'`;

/**
 * What browsers and clients want of a certificate that they are to trust as it is: the names in subjectAltName (the
 * common name is ignored since RFC 6125 and holds 64 characters at most), not a CA (Firefox refuses one as a
 * server's), for servers. No keyUsage: OpenSSL 1.1 takes a certificate for self-signed only if its key may sign
 * certificates or nothing is said about it.
 */
function requestOf(names: readonly string[]): string {
  return `[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = ${(names[0] ?? '').slice(0, 64)}
[extensions]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = ${names.map(alternativeName).join(', ')}`;
}
