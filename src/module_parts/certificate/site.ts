// Which certificate a site of a proxy leads to: the read-only script.

import { quote } from '../../shell/quote.js';

/**
 * sh that leaves paths of the certificate and its key in `$path` and `$key`, empty where there is none, or ends the look.
 * The first of each counts, without quotes: ssl_certificate of nginx ends in a semicolon, SSLCertificateFile of Apache
 * does not. haproxy names a folder, in which ours is called like the site, and leads to it by links; or a file, beside which
 * the key is FILE.key, or inside.
 */
export function askSite(site: string): string {
  return `s=${quote(site)} path= key= hw_crt=
[ ! -f "$s" ] || [ -r "$s" ] || { printf '%s may not read %s\\n' "$(id -un)" "$s" >&2; exit 1; }
[ ! -f "$s" ] || while read -r word value rest; do
  value=\${value%;} value=\${value#[\\"\\']} value=\${value%[\\"\\']}
  case $word in
    ssl_certificate | SSLCertificateFile) path=\${path:-$value} ;;
    bind) case " $rest" in *' crt '*) hw_crt=\${rest#*crt } hw_crt=\${hw_crt%% *} ;; esac ;;
    ssl_certificate_key | SSLCertificateKeyFile) key=\${key:-$value} ;;
  esac
done <"$s"
[ ! -d "$hw_crt" ] || { hw_name=\${s##*/} hw_crt=\${hw_crt%/}/\${hw_name%.cfg}.crt; }
[ ! -f "$hw_crt" ] || {
  path=$hw_crt key=$hw_crt
  [ ! -L "$hw_crt" ] || path=$(readlink "$hw_crt")
  [ ! -f "$hw_crt.key" ] || key=$hw_crt.key
  [ ! -L "$hw_crt.key" ] || key=$(readlink "$hw_crt.key")
}
case $path$key in *'
'*) path= ;; esac`;
}
