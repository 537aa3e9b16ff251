// apt where it is hard: services, locks, an interrupted dpkg, changed configuration files, removals that take others
// along. The rest is in test/lab/laws/apt.ts.

import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { RELEASES } from '../../src/lab/index.js';
import { guardServices } from '../../src/module_parts/apt/services.js';
import { useDriven } from './driven.js';
import { useLab } from './hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['trixie'] as const);
const lab = useLab(releases.map((release) => ({ name: release, release })));
const policy = '/usr/sbin/policy-rc.d';
const installed = "dpkg-query -W -f '${db:Status-Status} ${Package}\\n' | sed -n 's/^installed //p'";

describe.each(releases)('%s', (name) => {
  const host = useDriven(lab, name);
  const apt = (params: Parameters<typeof host.apply>[1]) => host.apply('apt', params);

  describe('services', () => {
    it('are not started by their installation', async () => {
      expect(await apt({ name: 'nginx' })).toMatchObject({ code: 0, after: null });
      expect(await host.sh(`systemctl is-active nginx || :; ls ${policy} 2>&1 || :`)).toMatch(
        /^inactive\nls: cannot access/,
      );
    });

    it('are started where asked', async () => {
      expect(await apt({ name: 'lighttpd', start_services: true })).toMatchObject({ code: 0, after: null });
      expect(await host.sh('systemctl is-active lighttpd; systemctl stop lighttpd')).toBe('active\n');
    });

    it('that run may be restarted, others not, and a policy of the host has a say', async () => {
      const answer = (...args: string[]) => `${policy} ${args.join(' ')}; echo '${args.join(' ')}:' $?`;
      const script = `systemctl start nginx; printf '#!/bin/sh\\n[ "$1" != cron ] || exit 101\\n' >${policy}; chmod 755 ${policy}
(${guardServices}
${answer('nginx', 'restart')}; ${answer('nginx.service', 'start')}; ${answer('--quiet', 'nginx', '"(start)"', '3')}
${answer('lighttpd', 'start')}; ${answer('lighttpd.service', 'restart')}; ${answer('lighttpd', 'stop')}; ${answer('cron', 'stop')})
echo after; grep -c cron ${policy}; ls ${policy}*; rm ${policy}; systemctl stop nginx`;
      expect(await host.sh(script)).toBe(`nginx restart: 0
nginx.service start: 0
--quiet nginx "(start)" 3: 0
lighttpd start: 101
lighttpd.service restart: 101
lighttpd stop: 0
cron stop: 101
after
1
${policy}
`);
    });

    it('the policy of the host comes back after a failure and after TERM', async () => {
      await host.sh(`printf '#!/bin/sh\\nexit 0 # mine\\n' >${policy}; chmod 755 ${policy}`);
      expect(await apt({ name: 'no-such-package' })).toMatchObject({ code: 100 });
      expect(await host.sh(`cat ${policy}`)).toContain('# mine');
      const ended = `cat >/tmp/guard <<'guard'\n${guardServices}\necho ready; sleep 60 & wait\nguard
sh /tmp/guard >/tmp/said & pid=$!; until grep -q ready /tmp/said; do sleep 0.1; done
grep -c hostwright ${policy}; kill -TERM $pid; wait $pid; echo $?; cat ${policy}`;
      expect(await host.sh(ended)).toBe('1\n143\n#!/bin/sh\nexit 0 # mine\n');
    });

    it('a run that was killed denies nothing, and the next run clears up', async () => {
      // What the test before was told would be taken for an answer.
      const killed = `rm /tmp/said; sh /tmp/guard >/tmp/said & pid=$!; until grep -q ready /tmp/said 2>/dev/null; do sleep 0.1; done
kill -KILL $pid; wait $pid 2>/dev/null; grep -c hostwright ${policy}; ${policy} lighttpd start; echo $?`;
      expect(await host.sh(killed)).toBe('1\n0\n');
      expect(await apt({ name: 'sl' })).toMatchObject({ code: 0, after: null });
      expect(await host.sh(`cat ${policy}; ls ${policy}*; rm ${policy} /tmp/guard`)).toBe(
        `#!/bin/sh\nexit 0 # mine\n${policy}\n`,
      );
    });
  });

  describe('a lock', () => {
    const hold = (
      seconds: number,
    ) => `(apt-get -q -y -o DPkg::Pre-Invoke::='sleep ${seconds}' install --reinstall sl </dev/null >/dev/null 2>&1 &)
until grep -q POSIX /proc/locks; do sleep 0.1; done`;

    it('is waited for, and its holder named', async () => {
      await host.sh(`${hold(5)}; apt-get -q -y purge hello >/dev/null 2>&1 || :`);
      const applied = await apt({ name: 'hello' });
      expect(applied).toMatchObject({ code: 0, after: null });
      expect(applied.lines).toContainEqual(
        expect.stringMatching(/^waiting for the package lock, held by process \d+ \(apt-get -q -y -o DPkg/),
      );
    });

    it('that is not released fails the task with its holder named', async () => {
      await host.sh(`apt-get -q -y purge hello >/dev/null 2>&1; ${hold(30)}`);
      const applied = await apt({ name: 'hello', lock_timeout: 2 });
      expect(applied.code).toBe(1);
      expect(applied.stderr).toMatch(/still held by process \d+ \(apt-get .*\) after 2 seconds/);
      await host.sh('kill $(pgrep -x sleep) 2>/dev/null; while pgrep -x apt-get; do sleep 0.2; done');
    });
  });

  describe('an interrupted dpkg', () => {
    // Its configuration takes a minute the first time, so that dpkg can be killed in the middle of it.
    const interrupt = `mkdir -p /tmp/slow/DEBIAN; cd /tmp/slow/DEBIAN
printf 'Package: lab-slow\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab\\nDescription: slow\\n' >control
printf '#!/bin/sh\\n[ -e /run/slow ] || { touch /run/slow; exec sleep 60; }\\n' >postinst; chmod 755 postinst
rm -f /run/slow; dpkg-deb --build /tmp/slow /tmp/slow.deb >/dev/null
dpkg -i /tmp/slow.deb >/dev/null 2>&1 & until [ -e /run/slow ]; do sleep 0.1; done
kill -KILL $!; pkill -x sleep; wait; ls /var/lib/dpkg/updates; dpkg -s lab-slow | grep Status`;

    it('is completed before an installation, as announced', async () => {
      expect(await host.sh(`${interrupt}; apt-get -q -y purge hello 2>&1 | tail -1`)).toMatch(
        /half-configured\n.*dpkg --configure -a/,
      );
      const applied = await apt({ name: 'hello' });
      expect(applied).toMatchObject({ code: 0, after: null });
      expect((applied.verdict as Change).fields).toContainEqual({
        name: 'dpkg',
        from: 'interrupted',
        to: 'complete',
      });
      expect(await host.sh('dpkg --audit; ls /var/lib/dpkg/updates')).toBe('');
    });

    it('is completed before a removal', async () => {
      await host.sh(`dpkg -P lab-slow >/dev/null; ${interrupt}`);
      expect(await apt({ name: 'hello', state: 'absent' })).toMatchObject({ code: 0, after: null });
      expect(await host.sh('dpkg --audit; dpkg -P lab-slow >/dev/null; rm -r /tmp/slow*')).toBe('');
    });

    it('a package that it has left half-configured is announced as such', async () => {
      await host.sh(interrupt);
      const applied = await apt({ name: 'lab-slow' });
      expect((applied.verdict as Change).fields).toContainEqual({
        name: 'lab-slow',
        from: 'half-configured',
        to: 'present',
      });
      expect(applied).toMatchObject({ code: 0, after: null });
      await host.sh('dpkg -P lab-slow >/dev/null; rm -r /tmp/slow*');
    });
  });

  it('writes no cache while it probes', async () => {
    await host.sh('rm -f /var/cache/apt/*.bin');
    await host.plan('apt', { name: 'no-such-package' });
    await host.plan('apt', { name: 'nginx', state: 'latest' });
    await host.plan('apt', { name: 'lighttpd', state: 'absent' });
    expect(await host.sh('ls /var/cache/apt')).toBe('archives\n');
  });

  it('keeps a configuration file that somebody changed', async () => {
    await host.sh('apt-get -q -y install lab-sample=1.0 >/dev/null 2>&1; echo mine >/etc/lab-sample.conf');
    expect(await apt({ name: 'lab-sample', state: 'latest' })).toMatchObject({ code: 0, after: null });
    expect(await host.sh("cat /etc/lab-sample.conf; dpkg-query -W -f '${Version}' lab-sample")).toBe(
      'mine\n2.0',
    );
  });

  it('announces everything that a removal takes along, and removes no more', async () => {
    const before = (await host.sh(installed)).split('\n');
    const applied = await apt({ name: 'lighttpd', state: 'absent', purge: true });
    expect(applied).toMatchObject({ code: 0, after: null });
    const now = (await host.sh(installed)).split('\n');
    const gone = before.filter((one) => !now.includes(one));
    expect(gone).toContain('lighttpd-mod-openssl');
    expect((applied.verdict as Change).fields.map((field) => field.name).sort()).toEqual(gone.sort());
  });

  it('removes nothing where more would go than was announced', async () => {
    await host.sh(
      'apt-get -q -y remove nginx >/dev/null 2>&1; apt-get -q -y install nginx-common >/dev/null 2>&1',
    );
    const verdict = await host.plan('apt', { name: 'nginx-common', state: 'absent' });
    await host.sh('apt-get -q -y install nginx >/dev/null 2>&1');
    const { code, stderr } = await host.act(verdict);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was removed: -nginx -nginx-common');
    expect(await host.sh("dpkg-query -W -f '${db:Status-Status}' nginx")).toBe('installed');
  });

  describe('package lists', () => {
    it('that cannot be refreshed do not stop what needs no refresh', async () => {
      await host.sh(
        "echo 'deb [trusted=yes] file:/nowhere ./' >/etc/apt/sources.list.d/nowhere.list; apt-get -q -y purge hello >/dev/null 2>&1 || :",
      );
      const applied = await apt({ name: 'hello' });
      expect(applied.lines).toContainEqual(
        expect.stringContaining('warning: the package lists could not be refreshed'),
      );
      expect(applied).toMatchObject({ code: 0, after: null });
      await host.sh('rm /etc/apt/sources.list.d/nowhere.list');
    });

    it('are refreshed for a package that they do not have', async () => {
      await host.sh(`apt-get -q -y purge sl >/dev/null 2>&1; cd /var/lib/apt/lists
sed '/^Package: sl$/,/^$/d' /srv/apt/Packages >without; rm _srv_apt*; mv without _srv_apt_._Packages`);
      const applied = await apt({ name: 'sl' });
      expect(applied).toMatchObject({ code: 0, after: null });
      expect((applied.verdict as Change).fields).toEqual([{ name: 'sl', from: 'unknown', to: 'present' }]);
    });

    it('that still do not have it fail the task by its name', async () => {
      const { code, stderr } = await apt({ name: ['hello', 'no-such-package'] });
      expect(code).not.toBe(0);
      expect(stderr).toContain('no-such-package');
    });
  });
});
