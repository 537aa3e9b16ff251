// The driver's laws, through dash, bash and busybox with its own utilities: bytes arrive unchanged, and a payload is
// never run, whatever happens to what should have taken it.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection, Snippet } from '../../src/connection.js';
import { buildBatch } from '../../src/shell/batch.js';
import { quietCommand } from '../../src/shell/become.js';
import { driverText, OUT_OF_STEP, readText, sentText } from '../../src/shell/driver.js';
import { quote } from '../../src/shell/quote.js';
import { connectShell, makeShells, makeYash } from '../transport/shells.js';

const login = { kind: 'login' } as const;
/** Kills the process that takes the step's input: a child of the driver that runs head or dd (Linux only). */
const killTheFeeder = `
for stat in /proc/[0-9]*/stat; do
  read -r pid name state parent rest <"$stat" 2>/dev/null || continue
  [ "$parent" = $$ ] || continue
  case $name in '(head)' | '(dd)' | '(busybox)') kill -9 "$pid" && killed=yes ;; esac
done`;

/** Seconds for which nobody else on this machine sleeps. */
const only = (seconds: string) => `${seconds}${process.pid}`;

/** sh that ends a `sleep` which is left on purpose. */
const killByName = (seconds: string) => `
for file in /proc/[0-9]*/cmdline; do
  [ "$(tr '\\0' ' ' <"$file" 2>/dev/null)" = 'sleep ${seconds} ' ] && kill "$(basename "\${file%/cmdline}")"
done`;

const { shells, remove } = makeShells();
afterAll(remove);

describe.each(shells)('the driver in $name', (shell) => {
  let connection: Connection;
  let folder: string;
  beforeAll(() => {
    connection = connectShell(shell);
    folder = mkdtempSync(join(tmpdir(), 'hostwright-driver-'));
  });
  afterAll(async () => {
    await connection.close();
    rmSync(folder, { recursive: true });
  });
  const run = (steps: readonly Snippet[], probes: readonly string[] = []) =>
    connection.run(login, { steps, probes });

  it('hands any bytes to a script unchanged', async () => {
    const bytes = fc.uint8Array({ maxLength: 70_000, size: 'max' });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (one, two) => {
        const { steps } = await run([one, two].map((input) => ({ script: 'cat', input })));
        expect(steps.map(({ stdout }, n) => stdout.equals(n === 0 ? one : two))).toEqual([true, true]);
      }),
      { numRuns: 25 },
    );
  });

  it('goes on behind a step only where it prints what is expected, to the last byte', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '.', '0', "'", '\\', '$', '*', 'é'),
      maxLength: 12,
    });
    const print = (words: string) => `printf %s ${quote(words)}`;
    await fc.assert(
      fc.asyncProperty(text, text, async (said, expects) => {
        const { steps } = await run([{ script: print(said), expects }, { script: 'echo on' }]);
        expect(steps.map(({ code, stdout }) => `${code}${stdout}`)).toEqual(
          said === expects ? ['0', '0on\n'] : ['1'],
        );
      }),
      {
        numRuns: 30,
        examples: [
          ['a\n', 'a\n'],
          ['a\n', 'a'],
          ['', ''],
          ['\n\n', '\n'],
          ["'", "'"],
        ],
      },
    );
    for (const script of [
      `${print('a')}; exit 1`,
      `${print('a')}; echo word >&2`,
      `${print('a')}; exit 10`,
      ')',
    ]) {
      const { steps } = await run([{ script, expects: 'a' }, { script: 'echo on' }]);
      expect(steps.map(({ code }) => code === 0)).toEqual([false]);
    }
  });

  it('hands any text to a command unchanged', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'\'"\\`$(){}\n\t !*?~#;&|<>-%é€😀'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
    });
    const word = text.filter((value) => !value.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
        const probes = words.map((value) => `printf '%s' ${quote(value)}`);
        const reply = await run([{ script: probes.join('; printf "\\n"; ') }], probes);
        expect(reply.probes.map(({ stdout }) => stdout.toString())).toEqual(words);
        expect(reply.steps[0]?.stdout.toString()).toBe(words.join('\n'));
      }),
      { numRuns: 60, examples: [[['-n', '--', '$(touch x)', "'; exit 9; '", '\r\n\n', '\x01\x7f\x81\x88']]] },
    );
  });

  it('takes a script of many megabytes', async () => {
    const value = 'x'.repeat(3_000_000);
    const { probes } = await run([], [`v=${quote(value)}; echo \${#v}`]);
    expect(probes[0]?.stdout.toString()).toBe('3000000\n');
  });

  /** What a step may do with its input, beside reading it. */
  const misdeeds = fc.constantFrom(
    'cat',
    'true',
    'exit 3',
    'exec <&-',
    'dd bs=1 count=5 2>/dev/null',
    'cat >/dev/full',
    'cat >/nowhere/file',
    'if',
    'exec cat >/',
    'kill -9 $$',
    'sleep 0.01 & exit',
    killTheFeeder,
  );

  it('never runs a payload, whatever a step does', async () => {
    const canary = join(folder, 'canary');
    const line = fc.constantFrom(
      `touch ${canary}\n`,
      `; touch ${canary};`,
      `\n${'0'.repeat(32)} 20 0\ntouch ${canary}\n`,
      'R x 20\n',
      '\n',
    );
    const payload = fc.tuple(fc.array(line, { minLength: 1, maxLength: 9 }), fc.constantFrom(1, 40, 20_000));
    const step = fc.record({ script: misdeeds, payload });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (wanted) => {
        const steps = wanted.map(({ script, payload: [lines, times] }) => ({
          script,
          input: Buffer.from(lines.join('').repeat(times)),
        }));
        const reply = await run(steps, ['echo alive']);
        for (const [n, { code, stdout }] of reply.steps.entries()) {
          if (steps[n]?.script === 'cat' && code === 0) expect(stdout.equals(steps[n].input)).toBe(true);
        }
        expect(reply.probes[0]?.stdout.toString()).toBe('alive\n');
        expect(existsSync(canary)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['another nonce', `${'0'.repeat(32)} 20\n`],
    ['no nonce', '20\n'],
    ['an empty line', '\n'],
    ['words of test(1)', '( -o ! x\n'],
  ])('ends rather than take a payload for a request: %s', (_, header) => {
    const text = sentText(driverText('a'.repeat(32)));
    const { status, stdout } = spawnSync('sh', ['-c', quietCommand(login, readText)], {
      input: `${text}${header}echo hw_ran; exit 0\n${'a'.repeat(32)} 11\necho hw_ran\n`,
      env: { ...process.env, PATH: shell.path },
      encoding: 'utf8',
    });
    expect(stdout).toContain('READY');
    expect(stdout).not.toContain('hw_ran');
    expect(status).toBe(OUT_OF_STEP);
  });

  const stubborn = (seconds: string) => `setsid sleep ${seconds} &
setsid sh -c 'trap "" TERM; sleep ${seconds}; sleep ${seconds}' &
trap '' TERM
exec >&- 2>&-
while :; do sleep ${seconds}; done`;
  const running = (seconds: string) =>
    `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep ${seconds.replace('6', '[6]')}' || :`;

  it('ends what a step left when its time is over, in whatever group, deaf to SIGTERM or silent', async () => {
    const wanted = { steps: [{ script: stubborn(only('61.31')) }], probes: [] };
    await expect(connection.run(login, wanted, { timeout: 0.5 })).rejects.toMatchObject({ limit: 'timeout' });
    const { probes } = await run([], [running(only('61.31'))]);
    expect(probes[0]?.stdout.toString()).toBe('0\n');
  });

  it('leaves alone what earlier steps started in sessions of their own', async () => {
    await run([{ script: `setsid sleep ${only('61.32')} >/dev/null 2>&1 &` }]);
    const wanted = { steps: [{ script: `sleep ${only('61.33')}` }], probes: [] };
    await expect(connection.run(login, wanted, { timeout: 0.3 })).rejects.toMatchObject({ limit: 'timeout' });
    const { probes } = await run(
      [],
      [running(only('61.32')), running(only('61.33')), killByName(only('61.32'))],
    );
    expect(probes.map(({ stdout }) => stdout.toString()).slice(0, 2)).toEqual(['1\n', '0\n']);
  });

  it('keeps the time itself when the controller is gone', async () => {
    const nonce = 'a'.repeat(32);
    const text = sentText(driverText(nonce));
    const request = { steps: [{ script: `echo begun; ${stubborn(only('61.34'))}` }], probes: [] };
    const pieces = buildBatch(request, nonce, { mark: 'b'.repeat(16), deadline: 1 });
    const child = spawn('sh', ['-c', quietCommand(login, readText)], {
      env: { ...process.env, PATH: shell.path },
      detached: true,
    });
    for (const piece of [Buffer.from(text), ...pieces]) child.stdin.write(piece);
    for await (const chunk of child.stdout) if (String(chunk).includes('begun')) break;
    child.stdin.destroy();
    const count = async () => (await run([], [running(only('61.34'))])).probes[0]?.stdout.toString();
    await vi.waitFor(async () => expect(await count()).not.toBe('0\n'));
    await vi.waitFor(async () => expect(await count()).toBe('0\n'), { timeout: 8000, interval: 300 });
  });

  it('has nothing left that keeps time when a request has ended', async () => {
    // Nobody else on this machine waits for so long. The host waits five seconds longer than the controller.
    const timeout = 100_000 + process.pid;
    const left = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep [1]${String(timeout + 5).slice(1)} ' || :`;
    const waits = `until [ "$(${left})" = 1 ]; do sleep 0.1; done`;
    await connection.run(login, { steps: [{ script: waits }], probes: [] }, { timeout });
    const count = async () => (await run([], [left])).probes[0]?.stdout.toString();
    await vi.waitFor(async () => expect(await count()).toBe('0\n'), { timeout: 8000, interval: 300 });
  });

  it('does not report success for a step whose input was cut short', async () => {
    const input = Buffer.alloc(2_000_000, 'x');
    // It is a copy of the shell until it has become the program.
    const killed = `killed=; until [ "$killed" ]; do ${killTheFeeder}\ndone`;
    const { steps, probes } = await run(
      [{ script: `${killed}; cat`, input }, { script: 'echo never' }],
      ['echo alive'],
    );
    expect(steps.map(({ code }) => code)).toEqual([70]);
    expect(probes[0]?.stdout.toString()).toBe('alive\n');
  });
});

describe('a host whose head reads too much and whose dd knows no flags', () => {
  let connection: Connection;
  let folder: string;
  beforeAll(() => {
    const busybox = shells.find(({ name }) => name === 'busybox');
    folder = mkdtempSync(join(tmpdir(), 'hostwright-poor-'));
    const dd = `#!/bin/sh\ncase "$*" in *iflag*) exit 1 ;; esac\nexec ${busybox?.path}/dd "$@"\n`;
    writeFileSync(join(folder, 'dd'), dd, { mode: 0o755 });
    symlinkSync('/bin/dash', join(folder, 'sh'));
    connection = connectShell({ name: 'poor', path: `${folder}:${busybox?.path}` });
  });
  afterAll(async () => {
    await connection.close();
    rmSync(folder, { recursive: true });
  });

  it('gets every byte all the same, one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 4 }), async (inputs) => {
        const steps = inputs.map((input, n) => ({ script: n % 2 === 0 ? 'cat' : 'exit 0', input }));
        const reply = await connection.run(login, { steps, probes: ['type dd'] });
        const wanted = inputs.map((input, n) => Buffer.from(n % 2 === 0 ? input : ''));
        expect(reply.steps.map(({ stdout }, n) => stdout.equals(wanted[n] ?? Buffer.of(1)))).toEqual(
          wanted.map(() => true),
        );
        expect(reply.probes[0]?.stdout.toString()).toContain(folder);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a host none of whose programs takes as much as it is asked for', () => {
  it('is refused before anything is run there, with the reason', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hostwright-greedy-'));
    for (const name of ['head', 'dd'])
      writeFileSync(join(folder, name), '#!/bin/sh\nexec cat\n', { mode: 0o755 });
    const greedy = connectShell({ name: 'greedy', path: `${folder}:${process.env.PATH}` });
    const wanted = { steps: [], probes: ['echo never'] };
    await expect(greedy.run(login, wanted)).rejects.toThrow(/take more than they are asked for/);
    await greedy.close();
    rmSync(folder, { recursive: true });
  });
});

describe.each(shells)('what a login leaves to the driver in $name', (shell) => {
  it('is no variable that has something else run, no loose umask, no core dumps', async () => {
    const bait = join(mkdtempSync(join(tmpdir(), 'hostwright-bait-')), 'bait');
    writeFileSync(bait, 'echo BAIT\n');
    const hostile = {
      ...{
        ENV: bait,
        BASH_ENV: bait,
        CDPATH: '/usr',
        IFS: 'o',
        GLOBIGNORE: '*',
        NODE_OPTIONS: `--require ${bait}`,
      },
      ...{ LD_LIBRARY_PATH: '/nowhere', PYTHONPATH: '/nowhere', PERL5OPT: '-w', KEPT: 'yes' },
    };
    const before = process.umask(0);
    const connection = connectShell(shell, hostile);
    try {
      const { probes } = await connection.run(login, {
        steps: [],
        probes: [
          'env | grep -E "^(ENV|BASH_ENV|CDPATH|GLOBIGNORE|NODE_OPTIONS|LD_[A-Z_]+|PYTHONPATH|PERL5OPT|KEPT)="',
          'umask; ulimit -c',
          "printf '%s' \"$IFS\" | od -An -c | tr -d ' '",
          'command -v bash >/dev/null && bash -c "echo run" || echo run',
        ],
      });
      expect(probes.map(({ stdout }) => stdout.toString())).toEqual([
        'KEPT=yes\n',
        expect.stringMatching(/^0*22\n0\n$/),
        '\\t\\n\n',
        'run\n',
      ]);
    } finally {
      process.umask(before);
      await connection.close();
    }
  });

  it('is a umask that is stricter', async () => {
    const before = process.umask(0o077);
    const connection = connectShell(shell);
    const { probes } = await connection.run(login, { steps: [], probes: ['umask'] });
    process.umask(before);
    await connection.close();
    expect(probes[0]?.stdout.toString()).toMatch(/^0*77\n$/);
  });
});

// In a host's place: Debian's own yash, from the long tier.
it.runIf(process.env.SHELLS === 'odd')('yash is refused by its name, and nothing is run', async () => {
  const { yash, remove: removeYash } = makeYash();
  const connection = connectShell(yash);
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-driver-'));
  const ran = connection.run(login, { steps: [{ script: `touch ${folder}/ran` }], probes: [] });
  await expect(ran).rejects.toThrow(
    /\/bin\/sh is yash 2\.\d+, which does not end a step whose time is over: make dash/,
  );
  expect(existsSync(join(folder, 'ran'))).toBe(false);
  await connection.close();
  rmSync(folder, { recursive: true });
  removeYash();
});
