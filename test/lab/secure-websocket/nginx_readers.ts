// What our reader makes of a configuration of nginx, and what nginx itself makes of it, on a host: the files that are read, whether
// a site of theirs has our name, whether one is the default of our port, which files the test of the configuration makes.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Lab } from '../../../src/lab/index.js';
import { shippedRoot } from '../../playbooks/shipped.js';
import { type Configuration, domain, sockets } from './nginx_configurations.js';
import { asRoot } from './seed.js';

export interface Reading {
  readonly files: readonly string[];
  readonly hasOurName: boolean;
  readonly isDefault: boolean;
  readonly made: readonly string[];
}

/** What both say, one pair for each configuration; a text where nginx does not take it. */
export async function bothReadings(lab: Lab, host: string, configurations: readonly Configuration[]) {
  const printed = await asRoot(lab, host, scriptFor(configurations));
  return printed.split(/^== /m).slice(1).map(readingsIn);
}

function readingsIn(printed: string): { readonly nginx: Reading; readonly ours: Reading } | string {
  if (!/^valid$/m.test(printed)) return printed;
  const after = (word: string) =>
    [...printed.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, rest = '']) => rest).sort();
  const made = after('nginx made');
  const ours = [...new Set(after('opens'))].filter((path) => made.includes(path) || path.startsWith('logs/'));
  return {
    nginx: {
      files: after('nginx read'),
      hasOurName: /^nginx has the name$/m.test(printed),
      isDefault: /^nginx has a default$/m.test(printed),
      made,
    },
    ours: {
      files: [...new Set(after('reads'))],
      hasOurName: printed.includes(`already has a site named ${domain}`),
      isDefault: /^default .* is the default of port 443/m.test(printed),
      made: ours,
    },
  };
}

/** At most some hundred: a script has its limit. */
function scriptFor(configurations: readonly Configuration[]): string {
  const probe = (listen: string) => `server { ${listen} server_name ${domain}; }`;
  const everywhere = sockets.filter((socket) => !socket.includes('*') && !socket.startsWith('0.'));
  const listen = [...everywhere, '[::]:8080'].map((socket) => `listen ${socket};`).join(' ');
  return `rm -rf ${root}; mkdir ${root}; cd ${root}
base64 -d <<'END' | tar -xz
${packed(configurations)}
END
# Who is the first of a port is left to where our site comes; here only who says that it is the default.
sed 's/^  ours = .*/  ours = "none"/' reader >said
for d in [0-9]*; do
  f=${root}/$d
  echo "== $d"
  mkdir -p $f/logs $f/probe
  find $f ! -type d | sort >before
  if nginx -T -c $f/nginx.conf >out 2>err; then echo valid; else cat err; fi
  sed -n "s|^# configuration file $f/\\(.*\\):$|nginx read \\1|p" out
  find $f ! -type d | sort | comm -13 before - | sed "s|^$f/|nginx made |"
  ours() { LC_ALL=C awk -v folder=$f -v endpoints="$1 443 no" -f $2 </dev/null | sed "s|$f/||g"; }
  ours ${domain} reader
  ours 192.0.2.1 said | sed -n '/the default of port/s/^refuse/default/p'
  echo '${probe(listen)}' >$f/probe/hostwright-wss.conf
  nginx -t -c $f/nginx.conf 2>&1 | grep -q 'conflicting server name "${domain}"' && echo nginx has the name
  echo '${probe('listen 443 default_server;')}' >$f/probe/hostwright-wss.conf
  nginx -t -c $f/nginx.conf 2>&1 | grep -q 'a duplicate default server for 0.0.0.0:443' && echo nginx has a default
done
rm -rf ${root}`;
}

const root = '/run/nginx-readers';

function packed(configurations: readonly Configuration[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-readers-'));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [index, files] of configurations.entries()) {
    const own = String(index).padStart(4, '0');
    for (const [name, text] of Object.entries(files))
      write(`${own}/${name}`, text.replaceAll('FOLDER', `${root}/${own}`));
  }
  const text = (name: string) => readFileSync(join(shippedRoot, 'playbooks/roles/host/files', name), 'utf8');
  write('reader', text('nginx-reader.awk') + text('nginx-sites.awk'));
  const tar = execFileSync('tar', ['-cz', '-C', folder, '.'], { maxBuffer: 64 * 1024 * 1024 });
  rmSync(folder, { recursive: true });
  return tar.toString('base64').replaceAll(/.{76}/g, '$&\n');
}
