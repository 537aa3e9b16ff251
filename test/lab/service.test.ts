// service on real hosts, where things go wrong. What goes right: the laws, test/lab/laws/service.ts.

import { describe, expect, it } from 'vitest';
import { labRun } from '../../src/lab/index.js';
import type { StateModule } from '../../src/module.js';
import { service } from '../../src/modules/service.js';
import { snippetOf } from '../../src/shell/step.js';
import { useLab } from './hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const names = process.env.HOSTS === 'all' ? ['h1', 'h2'] : ['h1'];
const wishes = [
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'trixie' },
] as const;
const lab = useLab(wishes.filter(({ name }) => names.includes(name)));

describe.each(names)('%s', (host) => {
  const run = (script: string) => labRun(lab(), host, `export LC_ALL=C; ${script}`);

  /** Looks, plans and acts; the answer of the last step. */
  async function ask(params: object) {
    const module = service as StateModule<unknown>;
    const wanted = module.params.parse(params);
    const { code, stdout, stderr } = await run(module.probe(wanted));
    expect(code, stderr).toBe(0);
    const found = module.read({ code, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) }, wanted);
    const verdict = module.plan(wanted, found);
    if (verdict?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(verdict)}`);
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
});
