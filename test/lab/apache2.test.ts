// The modules of Apache where it is hard: a running Apache, PHP, a module that does not load, a restart that fails.
// The rest is in test/lab/laws/apache2_*.ts.

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RELEASES } from '../../src/lab/index.js';
import { useDriven } from './driven.js';
import { libraries, useLab } from './hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['bookworm'] as const);
const lab = useLab(
  releases.map((release) => ({ name: release, release })),
  libraries,
);
const php = { bookworm: 'php8.2', trixie: 'php8.4' };
const links = '/etc/apache2/mods-enabled';

describe.each(releases)('%s', (name) => {
  const host = useDriven(lab, name);
  const apache = (names: string | string[], state = 'present') =>
    host.apply('apache2_module', { name: names, state });
  const running = () =>
    host.sh("systemctl is-active apache2; apache2ctl -M 2>/dev/null | grep -o 'mpm_[a-z]*'");
  /** Everything that a module switch may touch. */
  const everything = () => host.sh(`ls -l --time-style=+ ${links}; find /var/lib/apache2/module | sort`);

  beforeAll(async () => {
    await host.sh(
      'apt-get -q -y install apache2 libapache2-mod-php curl >/dev/null 2>&1; systemctl start apache2',
    );
  });

  // systemd refuses more than five starts in ten seconds, and these tests restart often.
  beforeEach(async () => void (await host.sh('systemctl reset-failed apache2')));

  it('refuses to take the MPM away from PHP', async () => {
    const before = await everything();
    expect(await apache(['mpm_event', 'ssl'])).toMatchObject({
      verdict: { kind: 'missing', why: expect.stringContaining(`${php[name]} needs mpm_prefork`) },
    });
    expect(await everything()).toBe(before);
  });

  it('swaps the MPM under a running Apache: always exactly one on disk, and no longer away than a restart', async () => {
    await apache(php[name], 'absent');
    await host.sh(`cat >/tmp/watch <<'watch'
wrong() { set -- ${links}/mpm_*.load; ! { [ $# = 1 ] && [ -e "$1" ]; }; }
while :; do wrong && wrong && wrong && ls ${links}; done >/tmp/states
watch
cat >/tmp/ask <<'ask'
while :; do if curl -sfo /dev/null http://127.0.0.1/; then echo up; else echo down; fi; sleep 0.05; done >/tmp/answers
ask
sh /tmp/watch >/dev/null 2>&1 & sh /tmp/ask >/dev/null 2>&1 & sleep 0.5`);
    expect(await apache(['mpm_event', 'proxy', 'proxy_wstunnel'])).toMatchObject({ code: 0, after: null });
    await host.sh('sleep 0.5; pkill -f /tmp/watch; pkill -f /tmp/ask');
    expect(await host.sh('cat /tmp/states; tail -n 1 /tmp/answers; rm /tmp/watch /tmp/ask')).toBe('up\n');
    expect(Number(await host.sh('grep -c down /tmp/answers || :'))).toBeLessThan(40);
    expect(await running()).toBe('active\nmpm_event\n');
    expect(await host.sh('a2query -m mpm_event; a2query -m mpm_prefork 2>&1 || :')).toMatch(
      /mpm_event \(enabled by site administrator\)\n.*mpm_prefork.*disabled by site administrator/,
    );
  });

  it('swaps back together with what needs it', async () => {
    expect(await apache([php[name], 'mpm_prefork'])).toMatchObject({ code: 0, after: null });
    expect(await running()).toBe('active\nmpm_prefork\n');
    await apache(php[name], 'absent');
  });

  it('puts the old MPM back where the configuration refuses the new one', async () => {
    await host.sh(
      `printf '<IfModule mpm_event_module>\\nNoSuchDirective\\n</IfModule>\\n' >/etc/apache2/conf-enabled/no.conf`,
    );
    const before = await everything();
    const { code, stderr } = await apache(['mpm_event', 'headers']);
    expect(code).toBe(1);
    expect(stderr).toContain("Invalid command 'NoSuchDirective'");
    expect(await everything()).toBe(before);
    expect(await running()).toBe('active\nmpm_prefork\n');
    await host.sh('rm /etc/apache2/conf-enabled/no.conf');
  });

  it('puts the old MPM back where Apache does not start with the new one', async () => {
    const dropIn = '/etc/systemd/system/apache2.service.d';
    await host.sh(
      `mkdir ${dropIn}; printf '[Service]\\nExecStartPre=/bin/sh -c "! ls ${links}/mpm_event.load"\\n' >${dropIn}/no.conf; systemctl daemon-reload`,
    );
    const before = await everything();
    const { code, stderr } = await apache('mpm_event');
    expect(code).toBe(1);
    expect(stderr).toContain('Apache did not start with the new MPM; the old one is back');
    expect(await everything()).toBe(before);
    expect(await running()).toBe('active\nmpm_prefork\n');
    await host.sh(`rm -r ${dropIn}; systemctl daemon-reload`);
  });

  it('puts everything back when it is ended in the middle', async () => {
    const verdict = await host.plan('apache2_module', { name: ['mpm_event', 'proxy_balancer'] });
    const [step] = verdict?.kind === 'change' ? verdict.steps : [];
    const script = step?.kind === 'sh' ? step.script : '';
    const before = await everything();
    await host.sh(`cat >/tmp/step <<'step'\na2enmod() { sleep 30; }\n${script}\nstep
setsid sh /tmp/step & pid=$!; until [ -L ${links}/mpm_event.load ]; do sleep 0.1; done
kill -TERM -$pid; wait $pid; [ $? = 143 ] && rm /tmp/step`);
    expect(await everything()).toBe(before);
    expect(await running()).toBe('active\nmpm_prefork\n');
  });

  it('puts a module back that the configuration needs', async () => {
    await apache('headers');
    await host.sh("echo 'Header set X-Lab yes' >/etc/apache2/conf-enabled/header.conf");
    const before = await everything();
    const { code, stderr } = await apache('headers', 'absent');
    expect(code).toBe(1);
    expect(stderr).toMatch(/as they were before\n.*\n?.*Invalid command 'Header'/);
    expect(await everything()).toBe(before);
    await host.sh('rm /etc/apache2/conf-enabled/header.conf');
  });

  it('does not stand in the way where the configuration is broken already', async () => {
    await host.sh("echo 'Header set X-Lab yes' >/etc/apache2/conf-enabled/header.conf; a2dismod -q headers");
    const other = await apache('rewrite');
    expect(other).toMatchObject({ code: 0, after: null });
    expect(other.lines).toContainEqual(expect.stringContaining('broken before this change and still is'));
    expect(await apache('headers')).toMatchObject({ code: 0, after: null });
    await host.sh('rm /etc/apache2/conf-enabled/header.conf; apache2ctl -t 2>/dev/null');
  });

  it('mod_qos is enabled where it loads, and put back with the reason where it does not', async () => {
    expect(await apache('qos')).toMatchObject({
      verdict: { kind: 'missing', why: expect.stringContaining('libapache2-mod-qos') },
    });
    await host.sh('apt-get -q -y install libapache2-mod-qos >/dev/null 2>&1; a2dismod -q qos >/dev/null');
    const enabled = await apache('qos');
    if (name === 'bookworm') {
      expect(enabled.code).toBe(1);
      expect(enabled.stderr).toContain('undefined symbol: pcre_free');
      expect(await host.sh(`apache2ctl -t 2>&1; ls ${links}`)).toMatch(/^Syntax OK\n(?!(.*\n)*qos)/);
      // The cure: a file of our own, whose name puts it before qos.load.
      await host.sh("echo 'LoadFile libpcre.so.3' >/etc/apache2/mods-available/lab_pcre3.load");
      expect(await apache(['lab_pcre3', 'qos'])).toMatchObject({ code: 0, after: null });
    }
    expect(
      await host.sh('apache2ctl -t 2>&1; apache2ctl -M | grep -c qos_module; systemctl reload apache2'),
    ).toMatch(/Syntax OK\n1\n$/);
    expect(await apache('qos')).toMatchObject({ verdict: null });
  });

  it('leaves no temporary files', async () => {
    expect(await host.sh(`ls -A ${links} | grep hostwright || :; ls -d /tmp/tmp.* 2>/dev/null || :`)).toBe(
      '',
    );
  });

  it.each(['site', 'conf'])('switches a %s as its commands do', async (kind) => {
    const folder = kind === 'site' ? 'sites' : 'conf';
    await host.sh(`echo '# lab' >/etc/apache2/${folder}-available/lab.conf`);
    expect(await host.apply(`apache2_${kind}`, { name: 'lab' })).toMatchObject({ code: 0, after: null });
    const query = `a2query ${kind === 'site' ? '-s' : '-c'} lab 2>&1 || :`;
    expect(await host.sh(query)).toBe('lab (enabled by site administrator)\n');
    expect(await host.apply(`apache2_${kind}`, { name: 'lab', state: 'absent' })).toMatchObject({
      code: 0,
      after: null,
    });
    expect(await host.sh(query)).toContain('disabled by site administrator');
  });
});
