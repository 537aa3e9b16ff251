// What hostwright made on a host, as the host tells it: the read-only script, and its output as values. Names that are ours
// are known without a record; what else was made only the record knows (src/shell/made.ts).

import { z } from 'zod';
import { type Made, madeKinds } from '../../change.js';
import { wordsOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { readMade } from '../../shell/made.js';
import { type ProxyName, proxyNames } from '../proxies.js';

/** A line of the record that holds: the last one about its thing, and not taken back. */
export interface Recorded extends Made {
  /** The packages that were asked for when this one came along. */
  readonly with?: string | undefined;
}

export interface Site {
  readonly proxy: ProxyName;
  /** `hostwright-wss`, or with the name of the endpoint behind it. */
  readonly stem: string;
  /** How many paths it passes on: more than one are several endpoints. */
  readonly paths: number;
  /** Paths of the certificates that it serves. */
  readonly certificates: readonly string[];
}

export interface Found {
  /** Whether there is a record. */
  readonly hasRecord: boolean;
  readonly recorded: readonly Recorded[];
  /** Paths that are recorded and at which something is. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Paths with a name of ours at which something is, whoever recorded it. */
  readonly named: readonly string[];
  readonly sites: readonly Site[];
  readonly installed: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** As `ufw show added` has them, without `ufw`. */
  readonly rules: readonly string[];
  readonly ufw: 'enabled' | 'disabled';
  /** Apache limits clients with mod_qos. */
  readonly hasQos: boolean;
  /** Certificates that certbot renews. */
  readonly renewed: readonly string[];
  /** What the proxies serve besides, and neither we nor their packages made. */
  readonly others: readonly { readonly proxy: ProxyName; readonly path: string }[];
}

/** Patterns for paths with names of ours. What is in no folder of a proxy belongs to all endpoints of a host. */
const patterns = [
  '/etc/nginx/sites-enabled/hostwright-*.conf /etc/nginx/sites-available/hostwright-*.conf',
  '/etc/nginx/conf.d/hostwright-*.conf /etc/nginx/modules-enabled/*-hostwright-*.conf',
  '/etc/apache2/sites-enabled/hostwright-*.conf /etc/apache2/sites-available/hostwright-*.conf',
  '/etc/apache2/conf-enabled/zz-hostwright-*.conf /etc/apache2/conf-available/zz-hostwright-*.conf',
  '/etc/apache2/mods-enabled/hostwright_*.load /etc/apache2/mods-available/hostwright_*.load',
  '/etc/haproxy/sites-enabled/hostwright-*.cfg /etc/haproxy/sites-available/hostwright-*.cfg',
  '/etc/haproxy/conf.d/hostwright-*.cfg /etc/haproxy/conf.d/hostwright-*.map /etc/haproxy/conf.d/hostwright-*.lua /etc/haproxy/hostwright-wss/*/hostwright-*',
  '/var/lib/apache2/*/*abled_by_admin/*hostwright[-_]*',
  '/var/log/nginx/hostwright-*.log* /var/log/apache2/hostwright-*.log*',
  '/etc/systemd/system/*.service.d/hostwright*.conf /etc/systemd/system/hostwright-wss-*',
  '/etc/systemd/system/*.wants/hostwright-wss-* /etc/hostwright-*',
  '/usr/local/lib/hostwright-wss-* /var/lib/hostwright-wss-*',
  '/etc/hostwright-wss-nodes/hostwright-* /var/lib/hostwright-wss-nodes/hostwright-*',
  '/var/lib/haproxy/hostwright-wss-nodes /var/lib/haproxy/hostwright-wss-nodes/hostwright-*',
  '/etc/ssl/certs/hostwright-* /etc/ssl/private/hostwright-*',
  '/etc/letsencrypt/renewal-hooks/deploy/hostwright-*',
].join(' ');

export const lookForFootprint = `[ -w /var/lib ] || { echo 'only root may look at what was made here: become: true' >&2; exit 1; }
( ${readMade} ) | sed 's/^/made=/'
[ ! -f /var/lib/hostwright/made ] || {
echo record=yes
sed -n 's/^{"kind":"file","name":"\\([^"\\\\]*\\)".*/\\1/p' /var/lib/hostwright/made | sort -u | while IFS= read -r p; do
if [ -d "$p" ] && [ ! -L "$p" ]; then printf 'folder=%s\\n' "$p"
elif [ -e "$p" ] || [ -L "$p" ]; then printf 'file=%s\\n' "$p"; fi
done
}
for p in ${patterns}; do { [ ! -e "$p" ] && [ ! -L "$p" ]; } || printf 'named=%s\\n' "$p"; done
for x in ${proxyNames.join(' ')}; do
for p in /etc/$x/sites-available/hostwright-wss*.c[of]* /etc/$x/sites-enabled/hostwright-wss*.c[of]*; do
[ -f "$p" ] || continue
n=\${p##*/} n=\${n%.c*}
echo "site=$x $n"
echo "paths=$x $n $(grep -Ec '^[[:space:]]*(limit_req zone=|<Location |backend hostwright-wss[a-z0-9-]* )' "$p")"
sed -n "s,^[[:space:]]*\\(ssl_certificate\\|SSLCertificateFile\\)[[:space:]]*\\([^ ;]*\\).*,serves=$x $n \\2,p" "$p"
done
[ $x != haproxy ] || for p in /etc/haproxy/hostwright-wss/*/hostwright-wss*.crt; do
[ ! -L "$p" ] || { n=\${p##*/}; echo "serves=$x \${n%.crt} $(readlink "$p")"; }
done
case $x in
nginx) set -- /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/modules-enabled/*.conf /etc/nginx/sites-enabled/* ;;
haproxy) set -- /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d/*.cfg /etc/haproxy/sites-enabled/*.cfg ;;
*) set -- /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*.conf ;;
esac
for p in "$@"; do
case $p in *hostwright-*) continue ;; esac
[ -r "$p" ] || continue
case $x in
nginx) sed 's/#.*//' "$p" | tr -s ' \\t\\n' ' ' | grep -Eq '(^|[ ;{}])(server|stream|mail) ?\\{' || continue ;;
haproxy) grep -Eq '^[[:space:]]*(frontend|listen)[[:space:]]' "$p" || continue ;;
*) grep -Eiq '^[[:space:]]*(<VirtualHost|<Location|Alias|ScriptAlias|WSGIScriptAlias|ProxyPass|DocumentRoot|Redirect)' "$p" || continue ;;
esac
r=$(readlink -f "$p") && s=$(md5sum <"$r") &&
dpkg-query -W -f '\${Conffiles}\\n' ${proxyNames.join(' ')} nginx-common 2>/dev/null | grep -qxF " $r \${s%% *}" || printf 'other=%s %s\\n' $x "$p"
done
done
for p in /etc/letsencrypt/renewal/*.conf; do [ ! -f "$p" ] || { p=\${p##*/}; printf 'renewed=%s\\n' "\${p%.conf}"; }; done
sed -n 's/^\\([^:]*\\):.*/user=\\1/p' /etc/passwd 2>/dev/null
sed -n 's/^\\([^:]*\\):.*/group=\\1/p' /etc/group 2>/dev/null
PATH=$PATH:/usr/sbin:/sbin
! command -v dpkg-query >/dev/null || dpkg-query -W -f 'package=\${Package} \${db:Status-Status}\\n' | sed -n 's/ installed$//p'
[ ! -e /etc/apache2/mods-enabled/qos.load ] || echo qos=yes
! grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf || echo ufw=enabled
! command -v ufw >/dev/null || ufw show added | sed -n 's/^ufw /rule=/p'
echo looked=yes`;

const recorded = z.strictObject({
  kind: z.enum(madeKinds),
  name: z.string().min(1).max(5000),
  at: z.string().max(40),
  task: z.string().optional(),
  block: z.string().optional(),
  with: z.string().optional(),
});

const undone = z.strictObject({ undone: z.string() });

/** @throws ProbeError where the look broke off */
export function readFootprint({ stdout }: Output): Found {
  const lines = wordsOf(stdout).split('\n');
  const said = (key: string) =>
    lines.flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
  if (said('looked').length === 0) throw new ProbeError('the look at what was made broke off');
  const serves = said('serves').map((line) => line.split(' '));
  const sites = new Map(said('site').map((line) => [line, line.split(' ')]));
  return {
    hasRecord: said('record').length > 0,
    recorded: readRecord(said('made')),
    files: said('file'),
    folders: said('folder'),
    named: said('named'),
    sites: [...sites.values()].map(([proxy = '', stem = '']) => ({
      proxy: proxy as ProxyName,
      // Its file has the name behind _, which is sorted before what other sites are called.
      stem: stem.replace('hostwright-wss_', 'hostwright-wss-'),
      paths: Number(
        said('paths')
          .find((line) => line.startsWith(`${proxy} ${stem} `))
          ?.split(' ')[2] ?? 1,
      ),
      certificates: serves.flatMap(([x, n, path]) => (x === proxy && n === stem && path ? [path] : [])),
    })),
    installed: new Set(said('package')),
    users: new Set(said('user')),
    groups: new Set(said('group')),
    rules: said('rule'),
    ufw: said('ufw').length > 0 ? 'enabled' : 'disabled',
    hasQos: said('qos').length > 0,
    renewed: said('renewed'),
    others: said('other').map((line) => {
      const [proxy = ''] = line.split(' ', 1);
      return { proxy: proxy as ProxyName, path: line.slice(proxy.length + 1) };
    }),
  };
}

/** A line that is torn, or of another version, says nothing. */
function readRecord(lines: readonly string[]): readonly Recorded[] {
  const values = lines.map(valueIn);
  const takenBack = new Set(values.flatMap((value) => undone.safeParse(value).data?.undone ?? []));
  const last = new Map<string, z.output<typeof recorded>>();
  for (const value of values) {
    const { data } = recorded.safeParse(value);
    if (data) last.set(`${data.kind} ${data.name}`, data);
  }
  return [...last.values()]
    .filter(({ block }) => block === undefined || !takenBack.has(block))
    .map(({ kind, name, with: along }) => ({ kind, name, ...(along !== undefined && { with: along }) }));
}

function valueIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
