// What a host is asked before its questions, in one request: read-only sh, and the reading of what it prints. Pure.

import { type Output, ProbeError } from '../../module.js';
import { type Listener, readListeners } from '../../module_parts/closed_ports/listeners.js';
import { withReader } from '../../module_parts/nginx/reader.js';
import { proxyNames } from '../../module_parts/proxies.js';
import { haproxyFunctions, haproxyPorts } from '../../module_parts/service/haproxy.js';
import type { FoundCertificate, FoundProxy, HostReport } from './host_report.js';

/** What the host itself tells. */
export type HostLook = Pick<
  HostReport,
  'system' | 'fullName' | 'addresses' | 'proxies' | 'listeners' | 'certificates' | 'firewall'
>;

/** Prints `word rest of the line`, all lines of a word together or not. */
const systemScript = `. /etc/os-release 2>/dev/null
printf 'system %s\\n' "\${PRETTY_NAME:-an unknown system}"
printf 'name %s\\n' "$(hostname -f 2>/dev/null || uname -n)"
for proxy in ${proxyNames.join(' ')}; do
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

/** What a site says of itself, of nginx's statements and of Apache's lines alike. */
const tellWord = `
function tell(word, value) {
  if (word ~ /^ssl_?certificate(file)?$/) path = value
  else if (word ~ /^ssl_?certificate_?key(file)?$/) key = value
  if (path != "" && key != "") { print "pair", path, key; path = key = "" }
}`;

/** Of all that nginx reads. */
const nginxSites = withReader(`${tellWord}
BEGIN { read_file("/etc/nginx/nginx.conf") }
function on_statement(    i) {
  if (here ~ /hostwright-wss[.]conf$/) return
  if (words[1] == "server_name" && is_in(" http server")) for (i = 2; i <= count; i++) print "name nginx", words[i]
  tell(words[1], words[2])
}
`);

const apacheSites = `${tellWord}
FILENAME ~ /hostwright-wss[.]conf$/ { next }
{ sub(/#.*/, ""); gsub(/["\\047]/, ""); word = tolower($1) }
word ~ /^server(name|alias)$/ { for (i = 2; i <= NF; i++) print "name apache2", $i }
{ tell(word, $2) }
`;

/**
 * Of what its unit gives it. What binds in a file of ours stands between .if and .endif, and is not counted. A certificate counts
 * where its key has a file beside it: what has both in one is not to be given to others.
 */
const haproxySites = `${haproxyFunctions}
${haproxyPorts}
for file in $(hw_haproxy_files haproxy.service 2>/dev/null | sed 's/-f //g'); do
  if [ -d "$file" ]; then cat "$file"/*.cfg; else cat "$file"; fi 2>/dev/null
done | awk '
{ sub(/#.*/, "") }
($1 == "frontend" || $1 == "listen") && $2 !~ /^hostwright-wss[.]/ { print "name haproxy", $2 }
$1 == "bind" { for (i = 3; i < NF; i++) if ($i == "crt" && $(i + 1) ~ "^/") print "pair", $(i + 1), $(i + 1) ".key" }' |
  while read -r word rest; do
    [ "$word" = name ] || [ -r "\${rest##* }" ] || continue
    echo "$word $rest"
  done
hw_haproxy_ports haproxy.service 2>/dev/null | sed -n '/^127[.]/d; /^\\[::1\\]/d; s/.*:/keeps haproxy /p' | sort -u`;

/**
 * One line for each name of a site (\`name PROXY NAME\`), and for each certificate (\`pair FILE KEYFILE\`). Not of ours, and of all that
 * the proxies read: Apache tells its files itself. \`keeps PROXY PORT\`: it is another site's alone.
 */
const sitesScript = `[ ! -r /etc/nginx/nginx.conf ] || LC_ALL=C awk ${nginxSites} </dev/null
if [ -r /etc/apache2/apache2.conf ] && [ -x /usr/sbin/apache2 ]; then
  files=$(
    . /etc/apache2/envvars
    [ -d "$APACHE_RUN_DIR" ] || export APACHE_RUN_DIR=/
    /usr/sbin/apache2 -t -D DUMP_INCLUDES 2>/dev/null | sed -n 's/^ *([0-9*]*) //p'
  )
  set -f; IFS='
'
  set -- \${files:-/etc/apache2/apache2.conf}
  set +f; unset IFS
  awk '${apacheSites}' "$@"
fi
if [ -r /etc/haproxy/haproxy.cfg ] && [ -x /usr/sbin/haproxy ]; then
${haproxySites}
fi
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
export const hostProbes: readonly string[] = [systemScript, listenersScript, sitesScript, certificatesScript];

/**
 * @param address that we are connected to, looked up
 * @throws ProbeError where a script failed
 */
export function readHostProbes(outputs: readonly Output[], address: readonly string[]): HostLook {
  const [system, listeners, sites, certificates] = hostProbes.map((_, index) => textOf(outputs[index]));
  const said = wordsIn(system ?? '');
  const ofSites = (word: string) => wordsIn(sites ?? '')(word).map((rest) => rest.split(' '));
  const [names, keeps] = [ofSites('name'), ofSites('keeps')];
  const [firewall = 'absent'] = said('ufw');
  return {
    system: said('system')[0] ?? 'an unknown system',
    fullName: said('name').find((name) => name.includes('.') && !/\.(local|localdomain)$/.test(name)),
    addresses: [...new Set([...address, ...said('address')])],
    proxies: said('proxy').flatMap((rest) => proxyFrom(rest, names, keeps)),
    listeners: readListeners(listeners ?? '') satisfies readonly Listener[],
    certificates: readCertificates(certificates ?? ''),
    firewall: firewall === 'active' || firewall === 'inactive' ? firewall : 'absent',
  };
}

function textOf(output: Output | undefined): string {
  if (output?.code === 0) return output.stdout.toString();
  throw new ProbeError(output?.stderr.toString().trim() || 'the host did not answer what it was asked');
}

function wordsIn(text: string): (word: string) => readonly string[] {
  const lines = text.split('\n');
  return (word) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

type Words = readonly (readonly string[])[];

function proxyFrom(rest: string, names: Words, keeps: Words): readonly FoundProxy[] {
  const [word, state] = rest.split(' ');
  const name = proxyNames.find((each) => each === word);
  if (!name) return [];
  const of = (all: Words) => all.filter(([proxy]) => proxy === name).map(([, said = '']) => said);
  const sites = [...new Set(of(names).map(plainName))].filter((site) => /[a-z0-9]/i.test(site));
  return [{ name, runs: state === 'runs', sites, keeps: of(keeps).map(Number) }];
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
