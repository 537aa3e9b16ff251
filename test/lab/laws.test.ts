// The laws of all state modules on real hosts, one of each release.

import { describe, it } from 'vitest';
import { type Lab, labRun } from '../../src/lab/index.js';
import { quote } from '../../src/shell/quote.js';
import { useLab } from './hosts.js';
import { allLaws } from './laws/index.js';
import { answersOnBareHost, type Ground, keepsLaws } from './laws/laws.js';

const releases = ['bookworm', 'trixie'] as const;
const lab = useLab(releases.map((release) => ({ name: release, release })));
const folder = '/srv/laws';

describe.each(releases)('%s', (host) => {
  describe.each(allLaws)('$module on the bare host', (laws) => {
    it.each(laws.cases(folder))('answers about: $title', async (law) => {
      await answersOnBareHost(laws, law, ground(lab(), host));
      await answersOnBareHost(laws, { ...law, as: 'operator' }, ground(lab(), host));
    });
  });

  describe.each(allLaws)('$module', (laws) => {
    it.each(laws.cases(folder))('$title', async (law) => {
      const here = ground(lab(), host);
      await here.run('root', `rm -rf ${folder} && mkdir -m 0755 ${folder}`);
      await keepsLaws(laws, law, here);
    });
  });
});

// What a module could change. Times of change are in it, so no write can hide.
const watched =
  '/etc /usr/local /usr/sbin /var/lib/dpkg /var/lib/apt /srv /home /root /opt /run/systemd/system';

function ground(lab: Lab, host: string): Ground {
  return {
    async run(as, script, input = Buffer.alloc(0)) {
      const ran = await labRun(lab, host, asUser(as, script, input));
      return { code: ran.code, stdout: Buffer.from(ran.stdout), stderr: Buffer.from(ran.stderr) };
    },
    async snapshot() {
      const find = `find ${watched} -xdev -printf '%p %y %m %U %G %s %T@ %C@ %l\\n' | sort`;
      return (await labRun(lab, host, find)).stdout;
    },
  };
}

function asUser(as: 'root' | 'operator', script: string, input: Uint8Array): string {
  const encoded = Buffer.from(input).toString('base64');
  const shell = as === 'root' ? 'sh' : 'runuser -u operator -- sh';
  return `export LC_ALL=C; cd /; echo ${quote(encoded)} | base64 -d | ${shell} -c ${quote(script)}`;
}
