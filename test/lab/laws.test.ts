// The laws of all state modules on real hosts, through ssh as in a real run: each module on one release, half of them on each,
// in the order of its cases, which build on each other; all on both: `npm run test:long -- laws`; with other tools and another sh: `odd-hosts`.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Identity } from '../../src/connection.js';
import { type Lab, labRun, RELEASES } from '../../src/lab/index.js';
import { connectTo } from '../../src/transport/index.js';
import { libraries, useLab } from './hosts.js';
import { actionsOnlyLook } from './laws/actions.js';
import { allLaws } from './laws/index.js';
import { answersOnBareHost, type Ground, keepsLaws, type User } from './laws/laws.js';
import { liar } from './laws/undo.js';
import { giveTools } from './odd_tools.js';

const lab = useLab(
  RELEASES.map((release) => ({ name: release, release })),
  libraries,
);
const connector = connectTo({ acceptNewHostKeys: false });
afterAll(() => connector.close());
const folder = '/srv/laws';

/** Up to those of Apache, which is so installed once. */
const half = allLaws.findIndex(({ module }) => module === 'nginx_worker_connections');
const spread = { bookworm: allLaws.slice(0, half), trixie: allLaws.slice(half) };
const everything = process.env.HOSTS === 'all';

const odd = { bookworm: 'mksh', trixie: 'uutils' } as const;
/** With mksh as sh Debian's own ssl-cert and ufw cannot be installed: their scripts end with an error. */
const notWithMksh = ['apache2_module', 'ufw', 'connection_cap'];

describe.each(RELEASES)('%s', (host) => {
  const isMksh = process.env.TOOLS === 'odd' && odd[host] === 'mksh';
  const tried = (everything ? allLaws : spread[host]).filter(
    ({ module }) => !isMksh || !notWithMksh.includes(module),
  );
  let ground: Ground;
  let connection: Connection | undefined;
  beforeAll(async () => {
    if (process.env.TOOLS === 'odd') await giveTools(lab(), host, [odd[host]]);
    connection = await connect(lab(), host);
    ground = groundOn(connection, lab(), host);
  });
  afterAll(() => connection?.close());

  describe.each(tried)('$module on the bare host', (laws) => {
    it.each(laws.cases(folder))('answers about: $title', async (law) => {
      await answersOnBareHost(laws, law, ground);
      await answersOnBareHost(laws, { ...law, as: 'operator' }, ground);
    });
  });

  it('actions only ask', () => actionsOnlyLook(ground));

  it('what is called undoable and is not is told', async () => {
    await ground.act('root', { script: `rm -rf ${folder} && mkdir -m 0755 ${folder}` });
    const laws = { module: 'command', cases: () => [] };
    const law = { title: 'a lie', wanted: { state: 'present' } };
    await expect(keepsLaws(laws, law, ground, liar(folder))).rejects.toThrow(
      'what it calls undoable is put back',
    );
  });

  describe.each(tried)('$module', (laws) => {
    it.each(laws.cases(folder))('$title', async (law) => {
      await ground.act('root', { script: `rm -rf ${folder} && mkdir -m 0755 ${folder}` });
      await keepsLaws(laws, law, ground);
    });
  });
});

function connect({ hosts, privateKey, knownHosts }: Lab, name: string): Promise<Connection> {
  const host = hosts.find((one) => one.name === name);
  if (!host) throw new Error(`no host ${name} in the lab`);
  const endpoint = {
    host: name,
    connection: 'ssh',
    address: host.address,
    port: undefined,
    user: host.user,
    privateKeyFile: privateKey,
    knownHostsFiles: [knownHosts],
    jump: undefined,
    connectTimeout: undefined,
  } as const;
  return connector.connect(endpoint, new AbortController().signal);
}

// What a module could change. Times of change are in it, so no write can hide.
const watched =
  '/etc /usr/local /usr/sbin /var/lib/dpkg /var/lib/apt /srv /home /root /opt /run/systemd/system';

/** What is there, whenever it was written; what the transaction itself keeps is none of it. */
const contents = `cd / || exit 1
set -- /etc /usr/local /usr/sbin /srv /home /root /opt
find "$@" -xdev -path '*/.local' -prune -o -printf '%p %y %m %U %G %l\\n' | sort
find "$@" -xdev -path '*/.local' -prune -o -path /usr/sbin -prune -o -type f -exec sha256sum {} + | sort -k 2
nft -s list table inet hostwright_wss 2>/dev/null
systemctl list-units --type=service,socket,timer --state=active --plain --no-legend 'laws*' 'nginx*' 'apache2*' 'ufw*' 'nftables*' | sort
for unit in laws nginx apache2 ufw nftables; do echo "$unit $(systemctl is-enabled "$unit" 2>&1)"; done`;

function groundOn(connection: Connection, lab: Lab, host: string): Ground {
  return {
    look: async (as, script) => {
      const { probes } = await connection.run(identityOf(as), { steps: [], probes: [script] });
      return probes[0] ?? noAnswer();
    },
    act: async (as, snippet) => {
      const { steps } = await connection.run(identityOf(as), { steps: [snippet], probes: [] });
      return steps[0] ?? noAnswer();
    },
    snapshot: async () => {
      const find = `find ${watched} -xdev -printf '%p %y %m %U %G %s %T@ %C@ %l\\n' | sort`;
      return (await labRun(lab, host, find)).stdout;
    },
    contents: async () => {
      const { probes } = await connection.run(identityOf('root'), { steps: [], probes: [contents] });
      return (probes[0] ?? noAnswer()).stdout.toString();
    },
  };
}

function identityOf(user: User): Identity {
  return user === 'root' ? { kind: 'become', user } : { kind: 'login' };
}

function noAnswer(): never {
  throw new Error('a snippet was not answered');
}
