// Fingerprints of a certificate in a file and of the one that is shown: the read-only scripts, and what they print.

import { quote } from '../../shell/quote.js';

/** sh that leaves in `$served` the line of OpenSSL. `timeout` is GNU's and busybox's; the connection never leaves the host. */
export function askServed(name: string, port: number): string {
  const server = /^[\d.]+$|:/.test(name) ? '-noservername' : `-servername ${quote(name)}`;
  return `served=$(timeout 5 openssl s_client -connect 127.0.0.1:${port} ${server} </dev/null 2>/dev/null |
  openssl x509 -noout -fingerprint -sha256 2>/dev/null)`;
}

/** sh that prints `KEY=` and the line of OpenSSL about the file in `$c`, if there is one, or ends the look. */
export function askFile(key: string): string {
  return `d=\${c%/*}
[ ! -d "$d" ] || [ -x "$d" ] || { printf '%s may not look into %s: add become: true\\n' "$(id -un)" "$d" >&2; exit 1; }
[ ! -f "$c" ] || [ -r "$c" ] || { printf '%s may not read %s: add become: true\\n' "$(id -un)" "$c" >&2; exit 1; }
[ ! -f "$c" ] || printf '${key}=%s\\n' "$(openssl x509 -in "$c" -noout -fingerprint -sha256 2>/dev/null)"`;
}

/** `sha256 Fingerprint=AB:CD...`, in the spelling of any OpenSSL; null where there is none. */
export function fingerprintIn(line: string | undefined): string | null {
  return /=((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i.exec(line ?? '')?.[1]?.toUpperCase() ?? null;
}
