// Measures a first apply over a line of 100 ms: the bench's playbook on a host that has none of it, packages aside, against one script
// that a person would write by hand, over ssh. OLD=DIST/main.js: against that build, too.
//
// The machine's speed drifts, so each pair gives one ratio; the median counts.

import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lab, labDown, labRun, labSshArguments, labUp } from '../src/lab/index.js';
import { delayTo } from './delay.js';
import { median } from './median.js';
import { timed } from './timed.js';

const pairs = Number(process.env.PAIRS ?? 5);
const rtt = Number(process.env.RTT ?? 100);
const old = process.env.OLD;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const host = { name: 'first', release: 'bookworm' as const };

const bare = `rm -rf /srv/app /etc/cron.d/app /etc/sysctl.d/90-app.conf /etc/profile.d/app.sh /var/log/app; : >/etc/motd`;

/** What the playbook brings about, without looking. */
const byHand = `set -e
mkdir -p /srv/app/etc /srv/app/data /srv/app/debian /var/log/app
chmod 750 /srv/app/etc; chmod 700 /srv/app/data; chown service /srv/app/data /var/log/app
echo 'Welcome to first, brought into shape by hostwright.' >/etc/motd
for n in 4096 8192 16384; do echo "limit = $n" >/srv/app/etc/limit-$n.conf; chmod 640 /srv/app/etc/limit-$n.conf; done
echo 'name = first' >/srv/app/etc/settings.conf
ln -s /srv/app/etc/settings.conf /srv/app/current
touch /srv/app/data/started
echo '0 3 * * * root true' >/etc/cron.d/app
echo 'net.core.somaxconn = 4096' >/etc/sysctl.d/90-app.conf
echo bookworm >/srv/app/release
echo APP=/srv/app >/etc/profile.d/app.sh
systemctl restart cron`;

const lab = await labUp({ name: 'first-apply', hosts: [host], say: (line) => console.log(line) });
try {
  await measure(lab);
} finally {
  await labDown({ name: 'first-apply', say: (line) => console.log(line) });
}

async function measure(lab: Lab): Promise<void> {
  const address = lab.hosts[0]?.address ?? '';
  const delay = await delayTo(address, rtt);
  const inventory = inventoryThrough(lab, delay.port);
  const ours = () => timed({ words: [process.execPath, here('../dist/main.js'), ...apply(inventory)] });
  const theirs = () => timed({ words: [process.execPath, old ?? '', ...apply(inventory)] });
  const script = () => timed({ words: ['ssh', ...through(lab, delay.port), 'sudo sh -s'], input: byHand });
  const reset = () => labRun(lab, host.name, bare);
  await ours();
  const [toScript, toOld]: [number[], number[]] = [[], []];
  for (let pair = 1; pair <= pairs; pair += 1) {
    await reset();
    const own = await ours();
    await reset();
    const hand = await script();
    toScript.push(own / hand);
    if (old) {
      await reset();
      toOld.push(own / (await theirs()));
    }
    console.log(`pair ${pair}: apply ${own.toFixed(0)} ms, by hand ${hand.toFixed(0)} ms`);
  }
  delay.close();
  console.log(`first apply over ${rtt} ms, against a script by hand: ${median(toScript).toFixed(2)}`);
  if (old) console.log(`against the old build: ${median(toOld).toFixed(2)}`);
}

function apply(inventory: string): readonly string[] {
  return ['apply', here('converged.yml'), '-i', inventory, '-o', 'json'];
}

/** The lab's inventory and known hosts, for the port of the relay. */
function inventoryThrough(lab: Lab, port: number): string {
  const known = join(tmpdir(), `first-apply-${process.pid}.hosts`);
  const inventory = join(tmpdir(), `first-apply-${process.pid}.yml`);
  const key = readFileSync(lab.knownHosts, 'utf8').split('\n')[0]?.split(' ').slice(1).join(' ');
  writeFileSync(known, `[127.0.0.1]:${port} ${key}\n`);
  const text = readFileSync(lab.inventory, 'utf8')
    .replace(JSON.stringify(lab.knownHosts), JSON.stringify(known))
    .replace(/ansible_host: [\d.]+/, `ansible_host: 127.0.0.1, ansible_port: ${port}`);
  writeFileSync(inventory, text);
  return inventory;
}

function through(lab: Lab, port: number): readonly string[] {
  const words = labSshArguments(lab, host.name).slice(0, -1);
  const [{ user, address } = { user: '', address: '' }] = lab.hosts;
  return [...words, '-o', `HostKeyAlias=${address}`, '-p', String(port), `${user}@127.0.0.1`];
}
