// Somebody dies inside the block of the shipped playbook: the controller, after one event after the other, or the host.
// The next plan says so, the next apply puts back first, and ends as asked; where it fails, all is as it was before.
//
// A few moments, spread over the block; after every single event: `npm run test:long -- transaction-crash-points`.

import { beforeAll, describe, expect, it } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { eventsOf, type Ran } from '../../cli/hostwright.js';
import { type EndpointWish, saidBy, useEndpoints } from './endpoints.js';

const hosts = useEndpoints({
  nginx: { release: 'bookworm', proxy: 'nginx' },
  apache: { release: 'trixie', proxy: 'apache2' },
} satisfies Readonly<Record<string, EndpointWish>>);
const { names, project, template, apply, plan, root } = hosts;

/** Another file of each kind in each round: limits, the site, and what needs a restart. */
let round = 0;
const variation = () => {
  round += 1;
  return { vars: { request_burst: 40 + round, hsts_seconds: 300 + round, expected_clients: 300 + round } };
};

const broken = () => ({
  'nginx-site': template('nginx-site').replace('server_name', 'servre_name'),
  'apache2-site': template('apache2-site').replace('ServerName', 'ServreName'),
});

/** The events of a run between its first change and its end. */
let block: readonly number[] = [];

beforeAll(async () => {
  const { code, stdout, stderr } = await apply(project());
  expect(code, stdout + stderr).toBe(0);
  const events = eventsOf(await apply(project(variation())));
  const first = events.findIndex((event) => event.type === 'start');
  block = events.flatMap((event, index) => (index >= first && event.type !== 'recap' ? [index + 1] : []));
  expect(block.length).toBeGreaterThan(20);
  await hosts.remember();
});

/** Starts an apply and kills it when it has told so many events. */
async function killAfter(events: number, folder: string): Promise<void> {
  const run = hosts.start(folder);
  let told = 0;
  run.child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString().split('\n').length - 1;
    if (told >= events) run.child.kill('SIGKILL');
  });
  await run.ended;
}

/** Open transactions, once nothing that a dead run began is at work any more: those that had begun and are not decided. */
const open = (name: (typeof names)[number]) =>
  root(
    name,
    'flock -w 60 /var/lib/hostwright/lock true; ls -d /var/lib/hostwright/transactions/*/about.json 2>/dev/null | grep -v [.]done/ || :',
  );

const firstOutcome = (ran: Ran, host: string) =>
  eventsOf(ran).find((event) => isOutcome(event) && event.host === host);

const wanted = process.env.CRASH_POINTS ?? '1';

describe('the controller is killed', () => {
  it(
    `after the events in the block in turn, or ${wanted} of them`,
    async () => {
      const count = wanted === 'all' ? block.length : Number(wanted);
      let everOpen = 0;
      for (let point = 1; point <= count; point += 1) {
        const moment = block[Math.ceil((point * block.length) / (count + 1)) - 1] ?? 1;
        everOpen += await dieAndRecover(moment, point % 2 === 0);
      }
      expect(everOpen).toBeGreaterThan(0);
    },
    wanted === 'all' ? 3 * 3_600_000 : 600_000,
  );

  /** @returns how many hosts it left with an open transaction */
  async function dieAndRecover(moment: number, fails: boolean): Promise<number> {
    const where = `killed after event ${moment}`;
    const wish = variation();
    await killAfter(moment, project(wish));
    const left = await Promise.all(names.map(async (name) => [name, await open(name)] as const));
    const opened = left.filter(([, folders]) => folders !== '').map(([name]) => name);
    const seen = await plan(project(wish));
    for (const name of opened) {
      expect(seen.code, where).toBe(2);
      expect(firstOutcome(seen, name), where).toMatchObject({
        type: 'host_outcome',
        doing: 'put back: The endpoint',
        status: 'would_change',
      });
    }
    // Where a host was through with its block, another way for the next run to fail would be another story.
    if (fails && opened.length === names.length) {
      const failed = await apply(project({ ...wish, templates: broken() }));
      expect(failed.code, where + failed.stdout).toBe(1);
      await hosts.expectAsBefore();
    }
    const next = await apply(project(wish));
    expect(next.code, `${where}: the next apply says:\n${next.stdout}${next.stderr}`).toBe(0);
    if (!fails) {
      for (const name of opened) expect(saidBy(next, name), where).toContain('as it was before');
    }
    const again = await apply(project(wish));
    const recap = eventsOf(again).find((event) => event.type === 'recap');
    for (const name of names) expect(recap?.hosts[name], where).toMatchObject({ changed: 0, failed: 0 });
    await hosts.remember();
    return opened.length;
  }
});

describe('the host goes down', () => {
  const ways = ['systemctl reboot --force --force', 'systemctl reboot'];

  it.each(wanted === 'all' ? ways : ways.slice(0, 1))(
    'by %s, while the controller waits: it is as before or as asked',
    async (how) => {
      const wish = variation();
      const run = hosts.start(project(wish), '--reconnect-timeout', '90');
      await run.printed('"status":"changed"');
      await Promise.all(
        names.map((name) => root(name, `${how} >/dev/null 2>&1 || :`).catch(() => undefined)),
      );
      const ran = await run.ended;
      const ends = eventsOf(ran).find((event) => event.type === 'recap')?.hosts;
      for (const name of names) {
        expect(await open(name), name).toBe('');
        const asked = await root(name, `grep -rlsE 'max-age=${300 + round}' /etc/nginx /etc/apache2 || :`);
        if (asked === '') expect(ends?.[name]?.failed, ran.stdout).toBeGreaterThan(0);
        else expect(ends?.[name], ran.stdout).toMatchObject({ failed: 0 });
      }
      expect(ran.code === 0 || ran.code === 1, ran.stdout).toBe(true);
      const next = await apply(project(wish));
      expect(next.code, next.stdout + next.stderr).toBe(0);
      await hosts.remember();
    },
  );
});
