// What a host is asked before its questions, in one trip: read-only sh, and the reading of what it prints. Pure.

import { CouldNotLook, type Output } from '../module.js';
import { type Listener, readListeners } from '../modules/closed_ports/listeners.js';
import { type FoundCertificate, type FoundProxy, proxies, type Seen } from './seen.js';

/** What the host itself tells. */
export type HostLook = Pick<
  Seen,
  'system' | 'fullName' | 'addresses' | 'proxies' | 'listeners' | 'certificates' | 'firewall'
>;

/** Prints `word rest of the line`, all lines of a word together or not. */
const systemScript = `. /etc/os-release 2>/dev/null
printf 'system %s\\n' "\${PRETTY_NAME:-an unknown system}"
printf 'name %s\\n' "$(hostname -f 2>/dev/null || uname -n)"
for proxy in ${proxies.join(' ')}; do
  [ -x "/usr/sbin/$proxy" ] || continue
  systemctl -q is-active "$proxy" 2>/dev/null && echo "proxy $proxy runs" || echo "proxy $proxy stands"
done
if [ ! -x /usr/sbin/ufw ]; then echo 'ufw absent'
elif grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then echo 'ufw active'
else echo 'ufw inactive'; fi
ip -o addr show scope global 2>/dev/null | while read -r number card family address rest; do
  echo "address \${address%/*}"
done`;

const listenersScript = 'ss -Hltnp';

/** One line for each name of a site (\`name PROXY NAME\`), and for each certificate (\`pair FILE KEYFILE\`). Not of ours. */
const sitesScript = `look_into() {
  proxy=$1; shift
  for file in "$@"; do
    case $file in *hostwright-wss.conf) continue ;; esac
    [ -f "$file" ] && [ -r "$file" ] || continue
    awk -v proxy="$proxy" '
      { sub(/#.*/, ""); gsub(/["\\047]/, ""); gsub(/[;{}]/, " & ") }
      {
        for (i = 1; i <= NF; i++) {
          word = tolower($i)
          if (naming) { if ($i == ";") naming = 0; else print "name", proxy, $i }
          else if (word == "server_name") naming = 1
          else if (word == "servername" || word == "serveralias") while (++i <= NF) print "name", proxy, $i
          else if (word == "ssl_certificate" || word == "sslcertificatefile") path = $(i + 1)
          else if (word == "ssl_certificate_key" || word == "sslcertificatekeyfile") key = $(i + 1)
          if (path != "" && key != "") { print "pair", path, key; path = key = "" }
        }
      }' <"$file"
  done
}
look_into nginx /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/*
look_into apache2 /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf
for folder in /etc/letsencrypt/live/*/; do
  [ ! -r "\${folder}fullchain.pem" ] || echo "pair \${folder}fullchain.pem \${folder}privkey.pem"
done`;

/** The certificates of \`sitesScript\`, each once: \`certificate FILE KEYFILE\`, then what openssl says of it. */
const certificatesScript = `command -v openssl >/dev/null || exit 0
{ ${sitesScript}
} | grep '^pair ' | sort -u | head -n 20 | while read -r word path key; do
  case $path in */hostwright-*) continue ;; esac
  [ -r "$path" ] || continue
  echo "certificate $path $key"
  openssl x509 -in "$path" -noout -enddate -ext subjectAltName 2>/dev/null </dev/null || :
done`;

/** In the order in which \`readLook\` wants their outputs. */
export const lookScripts: readonly string[] = [
  systemScript,
  listenersScript,
  sitesScript,
  certificatesScript,
];

/**
 * @param address that we are connected to, looked up
 * @throws CouldNotLook where a script failed
 */
export function readLook(outputs: readonly Output[], address: readonly string[]): HostLook {
  const [system, listeners, sites, certificates] = lookScripts.map((_, index) => textOf(outputs[index]));
  const said = wordsIn(system ?? '');
  const names = wordsIn(sites ?? '')('name').map((rest) => rest.split(' '));
  const [firewall = 'absent'] = said('ufw');
  return {
    system: said('system')[0] ?? 'an unknown system',
    fullName: said('name').find((name) => name.includes('.') && !/\.(local|localdomain)$/.test(name)),
    addresses: [...new Set([...address, ...said('address')])],
    proxies: said('proxy').flatMap((rest) => proxyFrom(rest, names)),
    listeners: readListeners(listeners ?? '') satisfies readonly Listener[],
    certificates: readCertificates(certificates ?? ''),
    firewall: firewall === 'active' || firewall === 'inactive' ? firewall : 'absent',
  };
}

function textOf(output: Output | undefined): string {
  if (output?.code === 0) return output.stdout.toString();
  throw new CouldNotLook(output?.stderr.toString().trim() || 'the host did not answer what it was asked');
}

function wordsIn(text: string): (word: string) => readonly string[] {
  const lines = text.split('\n');
  return (word) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

function proxyFrom(rest: string, names: readonly (readonly string[])[]): readonly FoundProxy[] {
  const [word, state] = rest.split(' ');
  const name = proxies.find((each) => each === word);
  if (!name) return [];
  const own = names.filter(([proxy]) => proxy === name).map(([, site = '']) => plainName(site));
  const sites = [...new Set(own)].filter((site) => /[a-z0-9]/i.test(site));
  return [{ name, runs: state === 'runs', sites }];
}

/** Apache takes `https://name:port`, nginx `_` for no name at all. */
function plainName(site: string): string {
  return site.replace(/^[a-z]+:\/\/|:\d+$/gi, '').toLowerCase();
}

function readCertificates(text: string): readonly FoundCertificate[] {
  return text.split(/^certificate /m).flatMap((part): readonly FoundCertificate[] => {
    const [, path, keyPath] = /^(\S+) (\S+)\n/.exec(part) ?? [];
    const until = new Date(/^notAfter=(.+)$/m.exec(part)?.[1] ?? '');
    if (path === undefined || keyPath === undefined || Number.isNaN(until.getTime())) return [];
    const names = [...part.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => name);
    return [{ path, keyPath, names, until }];
  });
}
