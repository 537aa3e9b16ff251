// Which certificate a site of nginx or Apache leads to: the read-only script.

import { quote } from '../../shell/quote.js';

/**
 * sh that leaves paths of the certificate and its key in `$path` and `$key`, empty where there is none, or ends the look.
 * The first of each counts, without quotes: ssl_certificate of nginx ends in a semicolon, SSLCertificateFile of Apache
 * does not.
 */
export function askSite(site: string): string {
  return `s=${quote(site)} path= key=
[ ! -f "$s" ] || [ -r "$s" ] || { printf '%s may not read %s\\n' "$(id -un)" "$s" >&2; exit 1; }
[ ! -f "$s" ] || while read -r word value rest; do
  value=\${value%;} value=\${value#[\\"\\']} value=\${value%[\\"\\']}
  case $word in
    ssl_certificate | SSLCertificateFile) path=\${path:-$value} ;;
    ssl_certificate_key | SSLCertificateKeyFile) key=\${key:-$value} ;;
  esac
done <"$s"
case $path$key in *'
'*) path= ;; esac`;
}
