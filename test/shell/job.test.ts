// Detached steps through dash, bash and busybox: what they say arrives, they outlive their connection, and are found
// again. A user's folder stands in for root's.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, type TestContext, vi } from 'vitest';
import type { Connection, RequestLimits } from '../../src/connection.js';
import { jobScript } from '../../src/shell/job.js';
import { quote } from '../../src/shell/quote.js';
import { connectLocal } from '../../src/transport/local.js';
import { localEndpoint, makeShells } from '../transport/shells.js';

const { shells, remove } = makeShells();
afterAll(remove);

/** What a test has for itself: they run side by side, as most of their time is waiting. */
function ground(path: string, { onTestFinished }: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'hostwright-job-'));
  const connections: Connection[] = [];
  onTestFinished(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    rmSync(home, { recursive: true });
  });

  function connect(): Connection {
    const connection = connectLocal(localEndpoint, { ...process.env, PATH: path, HOME: home });
    connections.push(connection);
    return connection;
  }

  /** An act of its own, unless one is named. */
  async function run(connection: Connection, script: string, limits?: RequestLimits, act = `${++acts}`) {
    const wrapped = jobScript(script, act).replace('[ -w /var/lib ]', 'false');
    const steps = [{ script: wrapped }];
    const reply = await connection.run({ kind: 'login' }, { steps, probes: ['echo seen'] }, limits);
    const [step] = reply.steps;
    expect(reply.probes[0]?.stdout.toString()).toBe('seen\n');
    return { code: step?.code, stdout: step?.stdout.toString(), stderr: step?.stderr.toString() };
  }

  /** How many processes run this. */
  async function left(command: string) {
    const pattern = command.replace(/.$/, '[$&]');
    const count = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c '${pattern}' || :`;
    const { probes } = await connect().run({ kind: 'login' }, { steps: [], probes: [count] });
    return probes[0]?.stdout.toString();
  }

  /** Nobody else on this machine runs it. */
  const sleep = `sleep 61.${process.pid}${String(++grounds).padStart(3, '0')}`;
  const ran = () => readFileSync(join(home, 'ran'), 'utf8');
  const begun = () => vi.waitFor(() => expect(existsSync(join(home, 'ran'))).toBe(true), { timeout: 10_000 });
  return { home, jobs: join(home, '.local/state/hostwright/jobs'), connect, run, left, sleep, ran, begun };
}

let acts = 0;
let grounds = 0;

describe.each(shells)('a job in $name', { concurrent: true }, ({ path }) => {
  it.for([
    ['an exit code', 'echo out; echo err >&2; exit 3', { code: 3, stdout: 'out\n', stderr: 'err\n' }],
    ['nothing', '', { code: 0, stdout: '', stderr: '' }],
    ['no final newline', `printf %s 'it'"'"'s'`, { code: 0, stdout: "it's", stderr: '' }],
    [
      'its home and mask',
      '[ "$PWD" = "$HOME" ] && umask 022 && umask -S',
      { code: 0, stdout: 'u=rwx,g=rx,o=rx\n', stderr: '' },
    ],
    ['an empty standard input', 'cat', { code: 0, stdout: '', stderr: '' }],
  ] as const)('answers as a step does: %s', async ([_, script, answer], context) => {
    const { connect, run } = ground(path, context);
    expect(await run(connect(), script)).toEqual(answer);
  });

  it('shows lines as they come, and all of a large output', async (context) => {
    const { home, connect, run } = ground(path, context);
    // It goes on only when its first line was shown.
    const script = `echo 1; until [ -e ${quote(join(home, 'shown'))} ]; do sleep 0.1; done; echo 2; head -c 3000000 /dev/zero`;
    const { stdout } = await run(connect(), script, { onLine: () => writeFileSync(join(home, 'shown'), '') });
    expect(stdout?.length).toBe(3_000_004);
  });

  it('outlives its connection, and the next one is shown all of it; it ran once', async (context) => {
    const { jobs, connect, run, ran, begun } = ground(path, context);
    const script = 'echo begun; echo x >>"$HOME/ran"; sleep 1.5; echo ended; exit 4';
    const first = connect();
    const lost = run(first, script).catch((error: Error) => error.name);
    await begun();
    await first.close();
    expect(await lost).toBe('Unreachable');
    const mode = statSync(jobs).mode & 0o777;
    expect(mode).toBe(0o700);
    expect(await run(connect(), script)).toEqual({ code: 4, stdout: 'begun\nended\n', stderr: '' });
    expect(ran()).toBe('x\n');
  });

  it('that ended while nobody listened is told to the one who asks again, and begun anew by the next', async (context) => {
    const { jobs, connect, run, ran, begun } = ground(path, context);
    const script = 'echo x >>"$HOME/ran"; sleep 1.2; echo said';
    const first = connect();
    const lost = run(first, script).catch(() => undefined);
    await begun();
    await first.close();
    await lost;
    const code = () => readdirSync(jobs).map((id) => existsSync(join(jobs, id, 'code')));
    await vi.waitFor(() => expect(code()).toEqual([true]), { timeout: 10_000 });
    expect(await run(connect(), script)).toMatchObject({ code: 0, stdout: 'said\n' });
    expect(ran()).toBe('x\n');
    await run(connect(), script);
    expect(ran()).toBe('x\nx\n');
  });

  it('that ended long ago is begun anew, and cleared away by another', async (context) => {
    const { jobs, connect, run } = ground(path, context);
    await run(connect(), 'true');
    const old = (script: string) => {
      const id = /hw_wait_for_others ([0-9a-f]+)/.exec(jobScript(script, '0'))?.[1] ?? '';
      mkdirSync(join(jobs, id));
      writeFileSync(join(jobs, id, 'code'), '9');
      utimesSync(join(jobs, id, 'code'), new Date(0), new Date(0));
    };
    old('echo new');
    old('echo other');
    expect(await run(connect(), 'echo new')).toMatchObject({ code: 0, stdout: 'new\n' });
    expect(readdirSync(jobs)).toHaveLength(2);
  });

  it('tells its result again to the same act, however late, and to no other', async (context) => {
    const { jobs, connect, run, ran } = ground(path, context);
    const script = 'echo x >>"$HOME/ran"; echo out; echo err >&2; exit 5';
    const answer = { code: 5, stdout: 'out\n', stderr: 'err\n' };
    expect(await run(connect(), script, {}, 'a')).toEqual(answer);
    const [id = ''] = readdirSync(jobs);
    utimesSync(join(jobs, id, 'code'), new Date(0), new Date(0));
    expect(await run(connect(), script, {}, 'a')).toEqual(answer);
    expect(ran()).toBe('x\n');
    expect(await run(connect(), script, {}, 'b')).toEqual(answer);
    expect(ran()).toBe('x\nx\n');
  });

  it('tells its result again also to one that only watched', async (context) => {
    const { connect, run, ran, begun } = ground(path, context);
    const script = 'echo x >>"$HOME/ran"; sleep 1; exit 6';
    const first = run(connect(), script);
    await begun();
    expect(await run(connect(), script, {}, 'watcher')).toMatchObject({ code: 6 });
    await first;
    expect(await run(connect(), script, {}, 'watcher')).toMatchObject({ code: 6 });
    expect(ran()).toBe('x\n');
  });

  it('waits for another that still runs', async (context) => {
    const { connect, run, ran, begun } = ground(path, context);
    const first = connect();
    const lost = run(first, 'echo 1 >>"$HOME/ran"; sleep 1; echo 2 >>"$HOME/ran"').catch(() => undefined);
    await begun();
    await first.close();
    await lost;
    await run(connect(), 'echo 3 >>"$HOME/ran"');
    expect(ran()).toBe('1\n2\n3\n');
  });

  it('that was killed has failed, and is begun anew', async (context) => {
    const { connect, run } = ground(path, context);
    const script =
      '[ -e "$HOME/twice" ] && exit 0; : >"$HOME/twice"; kill -9 -$$ 2>/dev/null; kill -9 $$; sleep 5';
    expect(await run(connect(), script)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('killed'),
    });
    expect(await run(connect(), script)).toMatchObject({ code: 0 });
  });

  it('is killed with its request when its time is over', async (context) => {
    const { connect, run, left, sleep } = ground(path, context);
    await expect(run(connect(), sleep, { timeout: 0.5 })).rejects.toMatchObject({ name: 'TimedOut' });
    expect(await left(sleep)).toBe('0\n');
  });

  it('is killed with a later request that watches it, and whatever left its group with it', async (context) => {
    const { connect, run, left, sleep, ran, begun } = ground(path, context);
    const script = `echo x >>"$HOME/ran"; (trap "" TERM; setsid ${sleep} & ${sleep})`;
    const first = connect();
    const lost = run(first, script).catch(() => undefined);
    await begun();
    await first.close();
    await lost;
    expect(await left(sleep)).not.toBe('0\n');
    const ended = () =>
      vi.waitFor(async () => expect(await left(sleep)).toBe('0\n'), { timeout: 8000, interval: 300 });
    const watched = async () => {
      await expect(run(connect(), script, { timeout: 5 })).rejects.toMatchObject({ name: 'TimedOut' });
      await ended();
    };
    // On a busy machine the time may be over before the request has come so far that it watches.
    await watched().catch(watched).catch(watched);
    expect(ran()).toBe('x\n');
  });
});
