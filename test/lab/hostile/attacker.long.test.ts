// A user of a real host swaps what stands in folders that are theirs, while root brings each module's state about there, 100
// times. Then the whole of the host is as it was, but for these folders and what the module is there to write.

import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { Verdict } from '../../../src/change.js';
import type { JsonObject } from '../../../src/json.js';
import { labRun } from '../../../src/lab/index.js';
import { attackLoop } from '../../shell/door/attacker.js';
import { useDriven } from '../driven.js';
import { useLab } from '../hosts.js';

const lab = useLab([{ name: 'h1', release: 'bookworm' }]);
const host = useDriven(lab, 'h1');

const [certificate = '', key = ''] = ['crt', 'key'].map((kind) =>
  readFileSync(`test/modules/certificate/provided.${kind}`, 'utf8'),
);

async function root(script: string): Promise<string> {
  const { code, stdout, stderr } = await labRun(lab(), 'h1', script);
  expect(code, `${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

beforeAll(async () => {
  await root(`apt-get -q -y install apache2 >/dev/null 2>&1; systemctl stop apache2; useradd -m mallory
mkdir -p /etc/roots/d /srv/nginx /etc/letsencrypt/renewal-hooks/deploy; mkdir -m 1777 /srv/sticky; echo kept >/etc/roots/f; echo kept >/etc/roots/d/f
chmod 600 /etc/roots/f /etc/roots/d/f; echo 'events {}' >/srv/nginx/nginx.conf
for n in f d; do echo '# ours' | tee /etc/apache2/sites-available/$n.conf >/etc/apache2/conf-available/$n.conf; done`);
  await root(
    `echo ${Buffer.from(attackLoop).toString('base64')} | base64 -d >/srv/attack.js; chmod 644 /srv/attack.js`,
  );
});

/** Every file of the host: what it is, whose, and when it was changed, in content or otherwise. */
function wholeSystem(but: readonly string[]): Promise<string> {
  const left = ['/proc', '/sys', '/dev', '/run', '/var/log', '/var/lib/hostwright', ...but];
  const prune = left.map((path) => `-path ${path}`).join(' -o ');
  return root(
    `find / \\( ${prune} \\) -prune -o -printf '%p %y %m %U %G %s %T@ %C@ %l\\n' | sort; cat /etc/roots/f /etc/roots/d/f`,
  );
}

/** What a module is asked for, and the calm that it is planned in: the worst that can be is that all is swapped afterwards. */
interface Turn {
  readonly module: string;
  readonly params: JsonObject;
  readonly calm?: string;
}

async function planned({ module, params, calm = ':' }: Turn, folder: string): Promise<Verdict> {
  await root(`cd ${folder} && ${calm}`);
  const verdict = await host.plan(module, params);
  expect(verdict, `${module} ${JSON.stringify(params)}`).toMatchObject({ kind: 'change' });
  return verdict;
}

/** 100 times the steps of these in turn, while the folder is attacked. @returns how often they went well */
async function underAttack(
  folder: string,
  names: readonly string[],
  verdicts: readonly Verdict[],
): Promise<number> {
  let done = 0;
  await root(
    `systemd-run -q --collect --unit attack -p KillSignal=SIGKILL --uid mallory node /srv/attack.js ${folder} /etc/roots ${names.join(' ')}`,
  );
  try {
    for (let turn = 0; turn < 100; turn += 1)
      if ((await host.act(verdicts[turn % verdicts.length] as Verdict)).code === 0) done += 1;
    expect(await root('systemctl is-active attack')).toBe('active\n');
  } finally {
    await root('systemctl stop attack');
  }
  return done;
}

const hers = `rm -rf ./* && runuser -u mallory -- sh -c 'mkdir d && echo "events {}" | tee f >d/f'`;
const only = (what: string) => `${hers} && rm -rf ${what}`;

const anywhere = (folder: string): readonly (readonly Turn[])[] => {
  const turn = (module: string, params: JsonObject, calm = hers): Turn => ({ module, params, calm });
  const [f, d, df] = [`${folder}/f`, `${folder}/d`, `${folder}/d/f`];
  const owner = 'mallory';
  const given = { certificate, key, names: 'a.test' };
  return [
    [turn('copy', { dest: f, content: 'by root' })],
    [turn('copy', { dest: df, content: 'by root', owner, mode: '0666', follow: true })],
    [turn('template', { dest: f, src: 'x', content: Buffer.from('by root') as never })],
    [
      turn('file', { path: d, state: 'directory', owner, mode: '0777' }),
      turn('file', { path: `${d}/a/b`, state: 'directory', owner }),
      turn('file', { path: f, owner, mode: '0666' }),
      turn('file', { path: f, state: 'link', src: 'x' }, only('f')),
      turn('file', { path: d, state: 'absent' }),
    ],
    [turn('provided_certificate', { path: f, key_path: df, ...given, owner })],
    [turn('provided_certificate', { path: df, key_path: f, ...given })],
    [turn('self_signed_certificate', { path: f, key_path: df, names: ['a.b'], owner }, only('f d/f'))],
    [turn('self_signed_certificate', { path: df, key_path: f, names: ['a.b'] }, only('f d/f'))],
    [turn('dh_parameters', { path: f })],
    [turn('nginx_worker_connections', { path: f, at_least: 4096 })],
    [turn('nginx_default', { name: 'client_header_timeout', value: '10s', path: f, folder: '/srv/nginx' })],
  ];
};

it.each(
  ['/home/mallory', '/srv/sticky'].flatMap((folder) =>
    anywhere(folder).map((turns) => ({ module: turns[0]?.module, folder, turns })),
  ),
)('$module in $folder', async ({ module, folder, turns }) => {
  const verdicts: Verdict[] = [];
  for (const turn of turns) verdicts.push(await planned(turn, folder));
  const before = await wholeSystem([folder]);
  const done = await underAttack(folder, ['f', 'd'], verdicts);
  console.log(`${module} in ${folder}: 100 times, ${done} went well`);
  expect(await wholeSystem([folder])).toBe(before);
});

interface Given {
  readonly folder: string;
  readonly names: readonly string[];
  readonly turns: readonly Turn[];
  /** What else the module writes. */
  readonly writes: readonly string[];
}

const hook = { module: 'letsencrypt_hook', params: { name: 'a.test', reload: 'nginx' } };
/** Folders of the software, as if somebody had given them away. */
const givenAway: readonly Given[] = [
  {
    folder: '/etc/letsencrypt/renewal-hooks/deploy',
    names: ['hostwright-a.test', 'd'],
    turns: [{ ...hook, calm: 'rm -rf ./*' }],
    writes: [],
  },
  {
    folder: '/etc/letsencrypt/renewal-hooks',
    names: ['f', 'deploy'],
    turns: [{ ...hook, calm: 'rm -rf ./* && mkdir deploy' }],
    writes: [],
  },
  ...['site', 'conf'].map((kind) => ({
    folder: `/etc/apache2/${kind === 'site' ? 'sites' : 'conf'}-enabled`,
    names: ['f.conf', 'd.conf', 'gone.conf'],
    turns: [
      { module: `apache2_${kind}`, params: { name: 'f', state: 'present' }, calm: 'rm -rf f.conf' },
      { module: `apache2_${kind}`, params: { name: 'f', state: 'absent' }, calm: `a2en${kind} -q f` },
      {
        module: `apache2_${kind}`,
        params: { name: 'gone', state: 'absent' },
        calm: 'ln -s nowhere gone.conf',
      },
    ],
    writes: ['/var/lib/apache2'],
  })),
  {
    folder: '/etc/apache2/mods-enabled',
    names: ['rewrite.load', 'headers.load'],
    turns: [
      { module: 'apache2_module', params: { name: ['rewrite'] } },
      { module: 'apache2_module', params: { name: ['mpm_worker'] } },
      {
        module: 'apache2_module',
        params: { name: ['rewrite'], state: 'absent' },
        calm: 'a2enmod -q rewrite',
      },
    ],
    writes: ['/var/lib/apache2'],
  },
];

it.each(givenAway)('$folder, given to her', async ({ folder, names, turns, writes }) => {
  const verdicts: Verdict[] = [];
  for (const turn of turns) verdicts.push(await planned(turn, folder));
  await root(`find ${folder} -maxdepth 1 -exec chown -h mallory {} +`);
  const but = [folder, ...writes];
  const before = await wholeSystem(but);
  const done = await underAttack(folder, names, verdicts);
  console.log(`${turns[0]?.module} in ${folder}: 100 times, ${done} went well`);
  expect(await wholeSystem(but)).toBe(before);
});
