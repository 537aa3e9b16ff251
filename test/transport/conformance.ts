// What every transport has to do, whatever carries it. Run by local.test.ts, ssh.test.ts and, with sudo, on lab hosts.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Identity, Reply, RequestLimits, Snippet } from '../../src/connection.js';
import type { Output } from '../../src/module.js';
import { OUTPUT_LIMIT } from '../../src/transport/answers.js';

export interface Subject {
  readonly connect: () => Promise<Connection>;
  /** Who runs the scripts; its name is what `id -un` says. */
  readonly identity: Identity;
  readonly user: string;
}

/** @param subject called when the tests run, so that servers may be started in beforeAll */
export function describeConnection(name: string, subject: () => Subject): void {
  describe(name, () => {
    let connection: Connection;
    const run = (
      steps: readonly Snippet[],
      probes: readonly string[] = [],
      limits?: RequestLimits,
    ): Promise<Reply> => connection.run(subject().identity, { steps, probes }, limits);
    const look = async (script: string): Promise<Output> => first((await run([], [script])).probes);

    beforeAll(async () => {
      connection = await subject().connect();
    });
    afterAll(() => connection.close());

    it("runs scripts as the user, in the user's home, in the C locale", async () => {
      const { probes } = await run(
        [],
        ['id -un', '[ "$(pwd -P)" = "$(cd && pwd -P)" ] && echo home', 'echo "$LC_ALL"'],
      );
      expect(probes.map(text)).toEqual([`${subject().user}\n`, 'home\n', 'C\n']);
    });

    it.each([
      ['a plain end', 'echo out; echo err >&2', 0, 'out\n', 'err\n'],
      ['an exit code', 'echo out; exit 3', 3, 'out\n', ''],
      ["the last command's code", 'false', 1, '', ''],
      ['no final newline', 'printf out', 0, 'out', ''],
      ['only newlines', 'printf "\\n\\n"', 0, '\n\n', ''],
      ['nothing at all', '', 0, '', ''],
      ['set -e', 'set -e; false; echo not reached', 1, '', ''],
      ['return', 'echo out; return 4; echo not reached', 4, 'out\n', ''],
      ['exec', 'exec echo out', 0, 'out\n', ''],
      ['a trap', 'trap "echo out" EXIT; exit 5', 5, 'out\n', ''],
      ['a closed stdout', 'exec >&-; true', 0, '', ''],
      ['no parameters', 'echo "$# $*"', 0, '0 \n', ''],
      ['an empty standard input', 'cat; echo out', 0, 'out\n', ''],
      ['non-ASCII', "printf '%s' 'é€😀'", 0, 'é€😀', ''],
      ["a frame's first byte", "printf 'a\\036b\\036'", 0, 'a\x1eb\x1e', ''],
      ['a here-document', 'cat <<"END"\n$(not run)\nEND\n', 0, '$(not run)\n', ''],
      ['a here-document at the end', 'cat <<"END"\nout\nEND', 0, 'out\n', ''],
      ['a comment at the end', 'echo out # comment', 0, 'out\n', ''],
      ['a loop that reads', 'printf "1\\n2\\n" | while read -r n; do echo "<$n>"; done', 0, '<1>\n<2>\n', ''],
    ])('answers %s', async (_, script, code, stdout, stderr) => {
      const asLook = await look(script);
      expect({ ...asLook, stdout: text(asLook), stderr: asLook.stderr.toString() }).toEqual({
        code,
        stdout,
        stderr,
      });
      const asStep = first((await run([{ script }])).steps);
      expect({ ...asStep, stdout: text(asStep), stderr: asStep.stderr.toString() }).toEqual({
        code,
        stdout,
        stderr,
      });
    });

    it.each([
      ['a syntax error', 'if'],
      ['an open quote', "echo 'open"],
      ['an open brace', '{ echo'],
      ['a closing brace', '}; echo'],
      ['a here-document without end', 'cat <<END'],
      ['cd', 'cd /tmp'],
      ['another IFS', 'IFS=0123456789abcdef'],
      ['its own functions', 'hw_say() { :; }; hw_nonce=x; printf() { :; }'],
      ['no PATH', 'PATH=/nowhere'],
      ['set -eu', 'set -eu'],
      ['a read-only variable', 'readonly hw_failed=1 hw_code=1'],
      ['closed streams', 'exec <&- >&- 2>&-'],
      ['a background child', 'sleep 5 &'],
    ])('keeps to itself %s', async (_, script) => {
      const { probes } = await run([{ script }], ['printf 1', script, 'printf 2; cat']);
      expect([text(probes[0]), text(probes[2])]).toEqual(['1', '2']);
      expect((await run([], ['pwd | wc -l'])).probes[0]?.code).toBe(0);
    });

    it('carries every byte both ways', async () => {
      const bytes = Buffer.from(Uint8Array.from({ length: 1024 }, (_, index) => index));
      expect(first((await run([{ script: 'cat', input: bytes }])).steps).stdout.equals(bytes)).toBe(true);
    });

    it('carries 20 MB to the host, and text that looks like its own requests', async () => {
      const line = 'touch /tmp/hostwright-must-not-exist; exit\n';
      const input = Buffer.alloc(20_000_000, line);
      const { steps, probes } = await run(
        [{ script: 'sha256sum', input }],
        ['ls /tmp/hostwright-must-not-exist'],
      );
      const hash = createHash('sha256').update(input).digest('hex');
      expect(text(steps[0]).slice(0, 64)).toBe(hash);
      expect(probes[0]?.code).not.toBe(0);
    });

    it('cuts an output that is too large, says so, and goes on', async () => {
      const { probes } = await run([], [`head -c ${OUTPUT_LIMIT + 1_000_000} /dev/zero`, 'echo next']);
      expect(probes[0]?.stdout.length).toBeLessThan(OUTPUT_LIMIT + 100);
      expect(probes[0]?.stdout.subarray(-100).toString()).toContain('cut here');
      expect(text(probes[1])).toBe('next\n');
    });

    it("gives each step its own input, read or not, and no step the next one's", async () => {
      const big = Buffer.alloc(3_000_000, 'x');
      const { steps } = await run([
        { script: 'cat', input: Buffer.from('one') },
        { script: 'true', input: big },
        { script: 'head -c 3 >/dev/null', input: big },
        { script: 'cat' },
        { script: 'exec <&-', input: big },
        { script: 'cat', input: Buffer.from('two') },
      ]);
      expect(steps.map(text)).toEqual(['one', '', '', '', '', 'two']);
      expect(steps.every(({ code }) => code === 0)).toBe(true);
    });

    it('stops at the first failed step, and probes all the same', async () => {
      const shell = text(await look('echo $$'));
      const { steps, probes } = await run(
        [
          { script: 'echo 1' },
          { script: 'cat >/dev/null; exit 7', input: Buffer.from('in') },
          { script: 'echo never' },
          { script: 'cat', input: Buffer.from('never') },
        ],
        ['exit 2', 'echo seen'],
      );
      expect(steps.map(({ code }) => code)).toEqual([0, 7]);
      expect(probes.map(({ code }) => code)).toEqual([2, 0]);
      expect(text(probes[1])).toBe('seen\n');
      // The input of the steps that did not run is out of the way: it is still the same shell.
      expect(text(await look('echo $$'))).toBe(shell);
    });

    it.each(['/nowhere/file', '/dev/full', '/'])(
      'survives input for a target that takes none: %s',
      async (target) => {
        const input = Buffer.alloc(300_000, 'echo hostwright-ran-it\n');
        const { steps, probes } = await run([{ script: `cat >${target}`, input }], ['echo alive']);
        expect(steps[0]?.code).not.toBe(0);
        expect(text(probes[0])).toBe('alive\n');
      },
    );

    it('shows the lines of steps as they come, and of nothing else', async () => {
      const lines: string[] = [];
      const times: number[] = [];
      const onLine = (line: string) => {
        lines.push(line);
        times.push(performance.now());
      };
      const slowly =
        "printf '\\342\\202'; sleep 0.1; printf '\\254 1\\n2'; sleep 0.1; echo; sleep 1; printf 3";
      await run(
        [{ script: slowly }, { script: 'exit 1' }, { script: 'echo never' }],
        ['echo look', 'echo look >&2'],
        { onLine },
      );
      expect(lines).toEqual(['€ 1', '2', '3']);
      // A host that holds them back hands them over together; how fast they come is not asked.
      expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(150);
    });

    it.each(['to its end', 'until the run is interrupted'])(
      'does what goes along with a step %s',
      async (until) => {
        const interrupt = new AbortController();
        const lines: string[] = [];
        const onLine = (line: string) => {
          lines.push(line);
          if (until !== 'to its end') interrupt.abort();
        };
        const steps = [
          { script: 'echo 1; sleep 1; echo 2' },
          { script: 'echo same', expects: 'same\n' },
          { script: 'echo 3' },
        ];
        const reply = await run(steps, ['echo look'], { lead: 1, hurry: interrupt.signal, onLine });
        expect(lines).toEqual(['1', '2']);
        expect(reply.steps.map(({ code }) => code)).toEqual(until === 'to its end' ? [0, 0, 0] : [0, 1]);
        expect(text(first(reply.probes))).toBe('look\n');
        // It was that request alone which ended early, and the shell is the same.
        expect(text(await look('echo "$hw_stopped here"'))).toBe(' here\n');
      },
    );

    it.each([
      ['timeout', { timeout: 0.3 }],
      ['silence_timeout', { silence: 0.3 }],
    ])('ends what takes too long (%s), kills it, and stays usable', async (limit, limits) => {
      const seconds = `61.${limit.length}`;
      const script = `sleep ${seconds} & sleep ${seconds}`;
      const error = { name: 'TimedOut', limit, seconds: 0.3 };
      await expect(run([{ script }], [], limits)).rejects.toMatchObject(error);
      const left = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep ${seconds.replace('1', '[1]')}'`;
      const { probes } = await run([], [left, 'echo alive']);
      expect(probes.map(text)).toEqual(['0\n', 'alive\n']);
    });

    it('does not take progress for silence', async () => {
      const script = 'for n in 1 2 3 4 5; do echo $n; sleep 0.2; done';
      const { steps } = await run([{ script }], [], { silence: 0.8, timeout: 20 });
      expect(text(steps[0])).toBe('1\n2\n3\n4\n5\n');
    });

    it('fails a script that ends its shell, and runs the rest in a new one', async () => {
      const { steps, probes } = await run(
        [{ script: 'echo 1' }, { script: 'echo 2; kill -9 $$; sleep 3' }, { script: 'echo never' }],
        ['echo a', 'kill -9 $$', 'echo b'],
      );
      expect(steps.map(({ code }) => code)).toEqual([0, 137]);
      expect(text(steps[1])).toBe('2\n');
      // su stays between, and tells by its exit code what became of the shell.
      expect(steps[1]?.stderr.toString()).toMatch(/signal KILL|exit code 137/);
      expect(probes.map(({ code }) => code)).toEqual([0, 137, 0]);
      expect([text(probes[0]), text(probes[2])]).toEqual(['a\n', 'b\n']);
    });

    it('runs the requests of one identity in order, and counts them', async () => {
      const before = connection.roundTrips;
      const requests = ['1', '2', '3'].map((n) => look(`sleep 0.0${4 - Number(n)}; date +%s%N; echo ${n}`));
      const stamps = (await Promise.all(requests)).map((output) => text(output).split('\n'));
      expect(stamps.map(([, n]) => n)).toEqual(['1', '2', '3']);
      expect(connection.roundTrips - before).toBe(3);
      await run([], []);
      expect(connection.roundTrips - before).toBe(3);
    });

    it('can be closed twice, and is closed then', async () => {
      const other = await subject().connect();
      await other.run(subject().identity, { steps: [], probes: ['true'] });
      const running = other.run(subject().identity, { steps: [], probes: ['sleep 3'] });
      const lost = expect(running).rejects.toMatchObject({ name: 'Unreachable' });
      await sleep(50);
      await other.close();
      await lost;
      await other.close();
      const late = other.run(subject().identity, { steps: [], probes: ['true'] });
      await expect(late).rejects.toMatchObject({ name: 'Unreachable' });
    });
  });
}

function first(outputs: readonly Output[]): Output {
  const [output] = outputs;
  if (!output) throw new Error('no answer');
  return output;
}

function text(output: Output | undefined): string {
  return output?.stdout.toString() ?? 'no answer';
}
