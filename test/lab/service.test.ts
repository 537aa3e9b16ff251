// service on real hosts, where things go wrong. What goes right: the laws, test/lab/laws/service.ts.

import { describe, expect, it } from 'vitest';
import type { ShellStep } from '../../src/change.js';
import { labRun } from '../../src/lab/index.js';
import type { StateModule } from '../../src/module.js';
import { reloadScript } from '../../src/module_parts/certificate/reload.js';
import { service } from '../../src/modules/service.js';
import { snippetOf } from '../../src/shell/step.js';
import { libraries, useLab } from './hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const names = process.env.HOSTS === 'all' ? ['h1', 'h2'] : ['h1'];
const wishes = [
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
] as const;
const lab = useLab(
  wishes.filter(({ name }) => names.includes(name)),
  libraries,
);

describe.each(names)('%s', (host) => {
  const run = (script: string) => labRun(lab(), host, `export LC_ALL=C; ${script}`);

  async function verdictOn(params: object) {
    const module = service as StateModule<unknown>;
    const wanted = module.params.parse(params);
    const { code, stdout, stderr } = await run(module.probe(wanted));
    expect(code, stderr).toBe(0);
    const found = module.read({ code, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) }, wanted);
    const verdict = module.plan(wanted, found);
    if (verdict?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(verdict)}`);
    return verdict;
  }

  async function stepOf(params: object): Promise<ShellStep> {
    const step = (await verdictOn(params)).steps[0];
    if (step?.kind !== 'sh') throw new Error('expected sh');
    return step;
  }

  /** Looks, plans and acts; the answer of the last step. */
  async function ask(params: object) {
    const verdict = await verdictOn(params);
    let last = { code: 0, stdout: '', stderr: '' };
    for (const step of verdict.steps) last = await run(snippetOf(step).script);
    return last;
  }

  const pid = async (unit: string) => (await run(`systemctl show -p MainPID ${unit}`)).stdout;

  it.each([
    ['nginx', 'nginx', '/etc/nginx/conf.d/broken.conf', 'nginx -t refuses its configuration'],
    [
      'apache2',
      'apache2',
      '/etc/apache2/conf-enabled/broken.conf',
      'apache2ctl -t refuses its configuration',
    ],
  ])('%s runs on where its configuration is broken', async (name, packages, file, said) => {
    await run(
      `systemctl stop nginx apache2; DEBIAN_FRONTEND=noninteractive apt-get install -y -q ${packages}`,
    );
    await run(`systemctl start ${name}; echo nonsense > ${file}`);
    const before = await pid(name);
    for (const state of ['restarted', 'reloaded']) {
      const { code, stderr } = await ask({ name, state });
      expect(code).not.toBe(0);
      expect(stderr).toContain(said);
      expect(stderr).toContain('broken.conf');
    }
    expect(await pid(name)).toBe(before);
    await run(`rm ${file}`);
    expect(await ask({ name, state: 'restarted' })).toMatchObject({ code: 0 });
    expect(await pid(name)).not.toBe(before);
  });

  // systemd takes five starts in ten seconds, and would leave the service down at the sixth.
  it('is restarted as often as runs ask for it', async () => {
    await run(
      `printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=true\\n' >/etc/systemd/system/often.service; systemctl daemon-reload; systemctl start often`,
    );
    for (let time = 1; time <= 8; time += 1) {
      const { code, stderr } = await ask({ name: 'often', state: 'restarted' });
      expect(code, `restart ${time}: ${stderr}`).toBe(0);
    }
    expect((await run('systemctl is-active often')).stdout).toBe('active\n');
    await run('systemctl stop often; rm /etc/systemd/system/often.service; systemctl daemon-reload');
  });

  it('an undo enables again what was, of a template and of a unit that enables others', async () => {
    const write = (name: string, ...lines: readonly string[]) =>
      `printf '%s\\n' '[Service]' 'ExecStart=sleep 9' '[Install]' ${lines.map((line) => `'${line}'`).join(' ')} >/etc/systemd/system/${name}.service`;
    const wanted = 'WantedBy=multi-user.target';
    await run(
      [
        write('back@', wanted, 'DefaultInstance=one'),
        write('back', 'Also=back-a.service back-b.service'),
        write('back-a', wanted),
        write('back-b', wanted),
        'systemctl daemon-reload; systemctl enable -q back@two back-b',
      ].join('; '),
    );
    const links = async () => (await run('ls /etc/systemd/system/multi-user.target.wants')).stdout;
    const before = await links();
    expect(before).toMatch(/back-b.service\nback@two.service/);
    for (const name of ['back@', 'back'])
      for (const enabled of [true, false]) {
        const step = await stepOf({ name, enabled });
        expect(await run(step.script)).toMatchObject({ code: 0 });
        expect(await links()).not.toBe(before);
        expect(await run(step.undo ?? 'false')).toMatchObject({ code: 0 });
        expect(await links(), `${name}, enabled: ${enabled}`).toBe(before);
      }
  });

  it('a program that ends at once is no started service, and its last words are shown', async () => {
    const exec = 'sh -c "echo no port to listen on; exit 1"';
    await run(`printf '%s\\n' '[Service]' 'ExecStart=${exec}' > /etc/systemd/system/brief.service`);
    for (const state of ['started', 'restarted']) {
      const { code, stderr } = await ask({ name: 'brief', state });
      expect(code).not.toBe(0);
      expect(stderr).toContain('no port to listen on');
      expect(stderr).toContain('did not succeed');
    }
  });

  it('runs the unit file that is there now', async () => {
    const write = (seconds: number) =>
      run(`printf '%s\\n' '[Service]' 'ExecStart=sleep ${seconds}' > /etc/systemd/system/fresh.service`);
    await write(1001);
    await ask({ name: 'fresh', state: 'started' });
    await write(1002);
    expect(await ask({ name: 'fresh', state: 'restarted' })).toMatchObject({ code: 0, stderr: '' });
    expect((await run('pgrep -a sleep')).stdout).toContain('sleep 1002');
  });

  // To none of these does NeedDaemonReload of systemd 252 say yes.
  it.each([
    ['a drop-in in a new directory', '/etc/systemd/system/inforce.service.d/x.conf', ''],
    ['a drop-in for all services of a prefix', '/etc/systemd/system/inforce-.service.d/x.conf', '-a'],
    ['a drop-in of the vendor', '/usr/local/lib/systemd/system/inforce.service.d/x.conf', ''],
    [
      'a unit file that comes before the loaded one',
      '/etc/systemd/system/inforce.service',
      '',
      'ExecStart=sleep 1003',
    ],
  ])('%s holds after a restart', async (_, path, suffix, more = '') => {
    const unit = `inforce${suffix}`;
    const below = `/usr/local/lib/systemd/system/${unit}.service`;
    await run(
      `mkdir -p /usr/local/lib/systemd/system; printf '[Service]\\nExecStart=sleep 1003\\n' >${below}; systemctl daemon-reload; systemctl start ${unit}`,
    );
    await run(
      `mkdir -p $(dirname ${path}); printf '[Service]\\n%s\\nLimitNOFILE=4321\\n' '${more}' >${path}`,
    );
    expect(await ask({ name: unit, state: 'restarted' })).toMatchObject({ code: 0 });
    const limits = await run(`cat /proc/$(systemctl show -p MainPID --value ${unit})/limits`);
    await run(
      `systemctl stop ${unit}; rm -rf ${below} ${path} $(dirname ${path} | grep '\\.d$'); systemctl daemon-reload`,
    );
    expect(limits.stdout).toMatch(/Max open files +4321 /);
  });

  describe('a reload that the server refuses fails, with its own line', () => {
    const holder = `systemd-run -q --unit=holder perl -MIO::Socket::INET -e 'push @kept, IO::Socket::INET->new(LocalPort => 8099, Listen => 1, ReuseAddr => 1); sleep'`;
    const hold = () =>
      run(
        `${holder}; for try in 1 2 3 4 5 6 7 8 9; do ss -Hltn | grep -q :8099 && exit; sleep 0.3; done; exit 1`,
      );
    const free = () => run('systemctl stop holder');
    const nginxReads = (text: string) =>
      run(`cat >/etc/nginx/conf.d/tried.conf <<'END'\n${text}\nEND\nnginx -t`);

    it('a service that says that it reloads, and never that it is ready, as caddy does where it refuses', async () => {
      const unit = `[Service]\nType=notify\nNotifyAccess=all\nExecStart=/bin/sh -c "systemd-notify --ready; exec sleep 600"
ExecReload=/bin/sh -c "systemd-notify --reloading --status=refused; test ! -e /run/refuse && systemd-notify --ready"\n`;
      await run(
        `printf '${unit.replaceAll('\n', '\\n')}' >/run/systemd/system/tried.service; systemctl daemon-reload; systemctl start tried; touch /run/refuse`,
      );
      const refused = await ask({ name: 'tried', state: 'reloaded' });
      await run('rm /run/refuse');
      const taken = await ask({ name: 'tried', state: 'reloaded' });
      await run('systemctl stop tried; rm /run/systemd/system/tried.service; systemctl daemon-reload');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('tried.service: reload did not succeed');
      expect(taken).toMatchObject({ code: 0, stderr: '' });
    });

    it('nginx: a port that another program has, a zone that was another, a file that its unit may not read', async () => {
      await run('systemctl stop apache2; apt-get install -y -q nginx openssl; systemctl start nginx');
      await hold();
      await nginxReads('server { listen 127.0.0.1:8099; listen [::1]:8099; return 200 ok; }');
      const known = await ask({ name: 'nginx', state: 'reloaded' });
      expect(known.code).toBe(1);
      expect(known.stderr).toMatch(
        /^nginx\.service was left as it runs: its configuration listens on 127\.0\.0\.1:8099, which perl \(pid \d+\) has$/m,
      );
      expect(known.stderr).not.toContain('[::1]');
      // A name is not looked up beforehand.
      await nginxReads('server { listen localhost:8099; return 200 ok; }');
      const port = await ask({ name: 'nginx', state: 'reloaded' });
      expect(port.code).toBe(1);
      expect(port.stderr).toContain('bind() to 127.0.0.1:8099 failed (98: Address already in use)');
      expect(port.stderr).toContain(
        'nginx.service refused the reload, and goes on with the configuration that it had',
      );
      // What certbot runs after a renewal, and what has a new certificate served.
      const hook = await run(reloadScript('nginx'));
      expect(hook.code).toBe(1);
      expect(hook.stderr).toContain('bind() to 127.0.0.1:8099 failed (98: Address already in use)');
      await free();
      expect(await run(reloadScript('nginx'))).toMatchObject({ code: 0, stderr: '' });

      await nginxReads('limit_req_zone $binary_remote_addr zone=tried:1m rate=1r/s;');
      expect(await ask({ name: 'nginx', state: 'reloaded' })).toMatchObject({ code: 0, stderr: '' });
      expect((await nginxReads('limit_req_zone $http_host zone=tried:1m rate=1r/s;')).code).toBe(0);
      const zone = await ask({ name: 'nginx', state: 'reloaded' });
      expect(zone.code).toBe(1);
      expect(zone.stderr).toMatch(/limit_req "tried" uses the "\$http_host" key while previously/);

      await nginxReads('');
      await run(`mkdir -p /srv/tls /etc/systemd/system/nginx.service.d
openssl req -x509 -newkey rsa:2048 -nodes -keyout /srv/tls/key -out /srv/tls/crt -subj /CN=x
printf '[Service]\\nInaccessiblePaths=/srv/tls\\n' >/etc/systemd/system/nginx.service.d/hidden.conf`);
      expect(await ask({ name: 'nginx', state: 'restarted' })).toMatchObject({ code: 0 });
      const secret = 'listen 8098 ssl; ssl_certificate /srv/tls/crt; ssl_certificate_key /srv/tls/key;';
      expect((await nginxReads(`server { ${secret} }`)).code).toBe(0);
      const file = await ask({ name: 'nginx', state: 'reloaded' });
      expect(file.code).toBe(1);
      expect(file.stderr).toContain('cannot load certificate "/srv/tls/crt"');
      expect(file.stderr).toContain('nginx.service was left as it runs: nginx -t refuses its configuration');
      await run('rm -r /etc/nginx/conf.d/tried.conf /etc/systemd/system/nginx.service.d');
      expect(await ask({ name: 'nginx', state: 'restarted' })).toMatchObject({ code: 0 });
    });

    const get = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(q(127.0.0.1:8099)); print $s qq(GET / HTTP/1.0\\r\\n\\r\\n); print <$s>'`;

    it('when a reload is done, only the new configuration answers', async () => {
      for (let time = 1; time <= 10; time += 1) {
        await nginxReads(`server { listen 8099; return 200 "${time}\\n"; }`);
        expect(await ask({ name: 'nginx', state: 'reloaded' })).toMatchObject({ code: 0 });
        expect((await run(get)).stdout.split('\n').at(-2)).toBe(`${time}`);
      }
      await run('rm /etc/nginx/conf.d/tried.conf; systemctl restart nginx');
    });

    it('Apache, which ends; haproxy, which goes on; sshd, which listens elsewhere only', async () => {
      await run(
        'systemctl stop nginx; apt-get install -y -q apache2 haproxy; systemctl start apache2; systemctl restart haproxy',
      );
      await hold();
      const main = await pid('apache2');
      await run(
        'printf "<IfDefine !tried>\\nDefine tried\\nListen 8099\\n</IfDefine>\\n" >/etc/apache2/conf-enabled/tried.conf',
      );
      const kept = await ask({ name: 'apache2', state: 'reloaded' });
      expect(kept.code).toBe(1);
      expect(kept.stderr).toMatch(/its configuration listens on \*:8099, which perl \(pid \d+\) has/);
      expect(await pid('apache2')).toBe(main);
      await run(
        'printf "<IfModule !mod_alias.c>\\nListen 8099\\n</IfModule>\\n" >/etc/apache2/conf-enabled/tried.conf',
      );
      expect(await ask({ name: 'apache2', state: 'reloaded' })).toMatchObject({ code: 0, stderr: '' });
      await run('echo "Listen localhost:8099" >/etc/apache2/conf-enabled/tried.conf');
      const apache = await ask({ name: 'apache2', state: 'reloaded' });
      expect(apache.code).toBe(1);
      expect(apache.stderr).toMatch(/Address already in use.*could not bind to address 127\.0\.0\.1:8099/);
      await run('rm /etc/apache2/conf-enabled/tried.conf');
      expect(await ask({ name: 'apache2', state: 'reloaded' })).toMatchObject({ code: 0 });
      expect(await ask({ name: 'apache2', state: 'reloaded' })).toMatchObject({ code: 0, stderr: '' });

      const haproxyListens = (address: string, file = '/etc/haproxy/haproxy.cfg') =>
        run(
          `touch ${file}; sed -i '/^listen tried/,$d' ${file}; printf 'listen tried-%s\\n  mode http\\n  bind ${address}\\n' $(basename ${file}) >>${file}`,
        );
      const heard = async (port: number) =>
        (await run(`ss -Hltnp 'sport = :${port}'`)).stdout.includes('haproxy');
      await haproxyListens(':8097');
      expect(await ask({ name: 'haproxy', state: 'reloaded' })).toMatchObject({ code: 0, stderr: '' });
      expect(await heard(8097)).toBe(true);
      await haproxyListens(':8099');
      const known = await ask({ name: 'haproxy', state: 'restarted' });
      expect(known.stderr).toMatch(
        /its configuration listens on 0\.0\.0\.0:8099, which perl \(pid \d+\) has/,
      );
      expect(known.code).toBe(1);
      // What is quoted is not judged beforehand.
      await haproxyListens('"127.0.0.1:8099"');
      const haproxy = await ask({ name: 'haproxy', state: 'reloaded' });
      expect(haproxy.stderr).toMatch(/cannot bind socket \(Address already in use\).*8099/);
      expect(haproxy.code).toBe(1);
      expect(await heard(8097)).toBe(true);
      await haproxyListens(':8097');

      // A file that a drop-in adds: a reload would keep the command line, and tell of success.
      const own = '/etc/haproxy/more/own.cfg';
      await run(`mkdir -p /etc/haproxy/more /etc/systemd/system/haproxy.service.d
printf '[Service]\nEnvironment="EXTRAOPTS=-S /run/haproxy-master.sock -f /etc/haproxy/more"\n' >/etc/systemd/system/haproxy.service.d/more.conf`);
      await haproxyListens('nonsense', own);
      const broken = await ask({ name: 'haproxy', state: 'reloaded' });
      expect(broken.stderr).toContain('haproxy.service was left as it runs: haproxy -c refuses');
      expect(broken.stderr).toContain(own);
      expect(await heard(8097)).toBe(true);
      await haproxyListens(':8098', own);
      await run('systemctl daemon-reload');
      const told = (await verdictOn({ name: 'haproxy', state: 'reloaded' })).fields[0]?.note;
      expect(told).toMatch(
        /^it is restarted, since its unit names other files .*: a restart cuts off whoever is connected, 0 of them now/,
      );
      const added = await ask({ name: 'haproxy', state: 'reloaded' });
      expect(added).toMatchObject({ code: 0, stderr: '' });
      expect(added.stdout).toContain('its unit names other files than it was started with');
      expect(await heard(8098)).toBe(true);
      const started = await pid('haproxy');
      expect(await ask({ name: 'haproxy', state: 'reloaded' })).toMatchObject({ code: 0, stdout: '' });
      expect(await pid('haproxy')).toBe(started);
      await run('rm -r /etc/systemd/system/haproxy.service.d/more.conf /etc/haproxy/more');

      await run('printf "Port 22\\nPort 8099\\n" >/etc/ssh/sshd_config.d/tried.conf');
      const sshd = await ask({ name: 'ssh', state: 'reloaded' });
      await run('rm /etc/ssh/sshd_config.d/tried.conf');
      expect(sshd.stderr).toMatch(/error: Bind to port 8099 on 0\.0\.0\.0 failed: Address already in use/);
      expect(sshd.code).toBe(1);
      expect(await ask({ name: 'ssh', state: 'reloaded' })).toMatchObject({ code: 0, stderr: '' });
      await run('systemctl stop haproxy apache2');
      await free();
    });
  });

  // Its unit would wait for them for a minute, with its ports closed.
  const served = [
    [
      'nginx',
      'apache2',
      '/etc/nginx/conf.d/tried.conf',
      'server { listen 8096; location / { proxy_pass http://127.0.0.1:8099; } }',
    ],
    [
      'apache2',
      'nginx',
      '/etc/apache2/conf-enabled/tried.conf',
      'Listen 8096\nProxyPass "/" "http://127.0.0.1:8099/"',
    ],
  ] as const;
  it.each(served.slice(0, process.env.HOSTS === 'all' ? 2 : 1))(
    '%s is restarted while a client stays, after a moment, and the plan says whom it hurts',
    async (name, other, file, text) => {
      const begun = await run(`systemctl stop ${other}; apt-get install -y -q ${name}; systemctl start ${name}
[ ${name} = nginx ] || a2enmod -q proxy_http
cat >/run/holder.pl <<'END'
my $s = IO::Socket::INET->new(LocalPort => 8099, Listen => 9, ReuseAddr => 1); push @kept, $s->accept while 1;
END
cat >/run/client.pl <<'END'
my $s = IO::Socket::INET->new(q(127.0.0.1:8096)); print $s qq(GET / HTTP/1.0\\r\\n\\r\\n); sleep 300;
END
systemd-run -q --unit=holder perl -MIO::Socket::INET /run/holder.pl
mkdir -p /etc/systemd/system/${name}.service.d; printf '[Service]\nTimeoutStopSec=60\n' >/etc/systemd/system/${name}.service.d/slow.conf
systemctl daemon-reload; printf '${text}\n' >${file}; systemctl restart ${name}
systemd-run -q --unit=client perl -MIO::Socket::INET /run/client.pl
for try in 1 2 3 4 5 6 7 8 9; do ss -Htn state established '( sport = :8099 )' | grep -q . && exit; sleep 0.5; done; exit 1`);
      expect(begun.code, begun.stderr).toBe(0);
      const verdict = await verdictOn({ name, state: 'restarted' });
      expect(verdict.fields[0]?.note).toMatch(/cuts off whoever is connected, 1 of them now/);
      const before = await pid(name);
      const step = await stepOf({ name, state: 'restarted' });
      const { code, stderr } = await run(
        `timeout 40 sh -c '${snippetOf(step).script.replaceAll("'", "'\\''")}'`,
      );
      expect(code, stderr).toBe(0);
      expect(await pid(name)).not.toBe(before);
      expect((await run(`systemctl is-active ${name}`)).stdout).toBe('active\n');
      await run(
        `systemctl stop client holder; rm -r ${file} /etc/systemd/system/${name}.service.d; systemctl daemon-reload; systemctl restart ${name}`,
      );
    },
  );

  it('what runs may have as many files open as asked, and no client is cut for it', async () => {
    await run('systemctl stop apache2; apt-get install -y -q nginx; systemctl start nginx');
    const dropIn = (files: number) =>
      run(
        `mkdir -p /etc/systemd/system/nginx.service.d; printf '[Service]\\nLimitNOFILE=${files}\\n' >/etc/systemd/system/nginx.service.d/x.conf`,
      );
    const before = await pid('nginx');
    await dropIn(2000);
    const refused = await ask({ name: 'nginx', open_files: 3000 });
    expect(refused.stderr).toContain('its unit gives nginx.service 2000 open files, and 3000 are asked');
    expect(refused.stderr).toContain('DropInPaths=/etc/systemd/system/nginx.service.d/x.conf');
    await dropIn(4000);
    expect(await ask({ name: 'nginx', open_files: 3000 })).toMatchObject({ code: 0, stderr: '' });
    const limits = await run('for p in $(pgrep nginx); do grep files /proc/$p/limits; done');
    expect(limits.stdout.trim().split('\n').length).toBeGreaterThan(1);
    for (const line of limits.stdout.trim().split('\n')) expect(line).toMatch(/files +4000 /);
    expect(await pid('nginx')).toBe(before);
    await expect(ask({ name: 'nginx', open_files: 3000 })).rejects.toThrow('not null');
    await expect(ask({ name: 'nginx', open_files: 999_999_999 })).rejects.toThrow(
      /gives no service more than/,
    );
    await run('echo "worker_rlimit_nofile 512;" >/etc/nginx/modules-enabled/x.conf; systemctl restart nginx');
    await expect(ask({ name: 'nginx', open_files: 3000 })).rejects.toThrow(/worker_rlimit_nofile/);
    await run(
      'rm -r /etc/nginx/modules-enabled/x.conf /etc/systemd/system/nginx.service.d; systemctl restart nginx',
    );
  });
});
