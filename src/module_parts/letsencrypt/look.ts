// What certbot and the host know about one certificate: the read-only script, and its output as values.

import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { hashPath } from '../../shell/shared_stat.js';
import { type Pair, probePair, readPair } from '../certificate/pair.js';
import { readStat, type Stat, statScript } from '../stat.js';
import type { Wanted } from './params.js';
import { dropInPath, hookPath, lineageOf, livePath, renewalPath } from './paths.js';

export interface Found {
  /** Versions of the packages `certbot` and its plugins, by name; empty for one that came otherwise. */
  readonly packages: ReadonlyMap<string, string>;
  readonly hasCertbot: boolean;
  readonly hasOpenssl: boolean;
  readonly hasCa: boolean;
  /** Who listens on port 80, where it matters. */
  readonly port80: string | null;
  /** SHA-256 of the files that are ours; null where there is none, or one that cannot run. */
  readonly hook: string | null;
  readonly dropIn: string | null;
  /** `enabled`, `disabled`, `stopped`, `absent`. */
  readonly timer: string;
  readonly key: Stat;
  /** The renewal configuration (configobj): its keys, sections flattened; null where there is none. */
  readonly renewal: ReadonlyMap<string, string> | null;
  readonly pair: Pair;
}

export function probeCertbot(wanted: Wanted): string {
  const name = lineageOf(wanted);
  const { method, owner, group, ca_file } = wanted;
  return `for d in /etc/letsencrypt/live /etc/letsencrypt/renewal; do
[ ! -d $d ] || [ -x $d ] || { echo "$(id -un) may not look into $d: add become: true" >&2; exit 1; }
done
dpkg-query -W -f '\${Package}=\${Version}\\n' certbot python3-certbot-nginx python3-certbot-apache 2>/dev/null
command -v certbot >/dev/null && echo has_certbot=yes
command -v openssl >/dev/null && echo has_openssl=yes
${ca_file === undefined ? ':' : `[ ! -r ${quote(ca_file)} ] || echo has_ca=yes`}
${method === 'standalone' ? askPort80 : ':'}
[ ! -d /run/systemd/system ] || systemctl show -p LoadState,UnitFileState,ActiveState certbot.timer
p=${quote(hookPath(name))}
[ ! -x "$p" ] || { ${hashPath}
echo "hook=$h"; }
p=${dropInPath}
[ ! -r "$p" ] || { ${hashPath}
echo "drop_in=$h"; }
${statScript({ path: livePath(name, 'privkey'), follow: true, owner, group })}
echo '${RENEWAL}'
p=${quote(renewalPath(name))}
[ ! -r "$p" ] || { echo renewal=yes; cat "$p"; }
${probePair(quote(livePath(name, 'fullchain')), quote(livePath(name, 'privkey')))}`;
}

const RENEWAL = '-- renewal --';

const askPort80 = `command -v ss >/dev/null && ss -Hltnp 'sport = :80' | sed -n 's/.*users:(("\\([^"]*\\)".*/port80=\\1/p;t;s/.*/port80=somebody/p' | head -n 1`;

export function readCertbot(output: Output): Found {
  const text = output.stdout.toString('utf8');
  const at = text.indexOf(`\n${RENEWAL}\n`);
  const head = { ...output, stdout: Buffer.from(text.slice(0, Math.max(at, 0))) };
  const said = readKeyValues(head);
  const packages = ['certbot', 'python3-certbot-nginx', 'python3-certbot-apache'] as const;
  return {
    packages: new Map(packages.flatMap((name) => (said.get(name) ? [[name, said.get(name) ?? '']] : []))),
    hasCertbot: said.get('has_certbot') === 'yes',
    hasOpenssl: said.get('has_openssl') === 'yes',
    hasCa: said.get('has_ca') === 'yes',
    port80: said.get('port80') ?? null,
    hook: said.get('hook') ?? null,
    dropIn: said.get('drop_in') ?? null,
    timer: timerIn(said),
    key: readStat(head),
    renewal: renewalIn(text.slice(at)),
    pair: readPair(output.stdout),
  };
}

function timerIn(said: ReadonlyMap<string, string>): string {
  if (said.get('LoadState') !== 'loaded') return 'absent';
  if (said.get('UnitFileState') !== 'enabled') return 'disabled';
  return said.get('ActiveState') === 'active' ? 'enabled' : 'stopped';
}

/** `key = value` lines, as configobj writes them; the first of a key counts. */
function renewalIn(text: string): ReadonlyMap<string, string> | null {
  const lines = text.split('\n');
  if (lines[2] !== 'renewal=yes') return null;
  const end = lines.findIndex((line) => line.startsWith('-- certificates'));
  const pairs = lines.slice(3, end).flatMap((line) => {
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?),?\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return new Map(pairs.reverse());
}
