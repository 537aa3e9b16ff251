// Becoming somebody with a password: what is sent to whom and when, with programs that stand in for sudo and su. The
// real ones are asked in test/lab/transport/privilege.test.ts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Identity } from '../../src/connection.js';
import { connectLocal } from '../../src/transport/local.js';
import { Passwords } from '../../src/transport/password.js';
import { localEndpoint } from './shells.js';

// Like the real one it reads a line byte by byte, and asks again when it is wrong. The log tells what it was given.
const sudo = `#!/bin/sh
user= prompt= quiet=
while [ "$1" != -- ]; do
case $1 in -n) quiet=1 ;; -u) user=$2; shift ;; -p) prompt=$2; shift ;; esac
shift
done
shift
echo "$user \${quiet:-asks}" >>"$FAKE/log"
[ "$user" != free ] || exec "$@"
[ -z "$quiet" ] || { echo 'sudo: a password is required' >&2; exit 1; }
echo 'We trust you have received the usual lecture.' >&2
for try in 1 2 3; do
printf '%s' "$prompt" >&2
read -r line || { echo 'sudo: no password was provided' >&2; exit 1; }
echo "given $line" >>"$FAKE/log"
[ "$line" != sesame ] || exec "$@"
echo 'Sorry, try again.' >&2
done
exit 1
`;

const su = `#!/bin/sh
[ "$1 $2 $3 $5" = '-s /bin/sh -c --' ] || exit 9
# It is started without the environment of the login.
FAKE=\${0%/*}
echo 'Your password will expire in 3 days.' >&2
printf 'Password: ' >&2
read -r line || exit 1
echo "given $line" >>"$FAKE/log"
[ "$line" = sesame ] || { sleep 0.1; echo 'su: Authentication failure' >&2; exit 1; }
exec sh -c "$4"
`;

let folder: string;
let connection: Connection | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-door-'));
  writeFileSync(join(folder, 'sudo'), sudo, { mode: 0o755 });
  writeFileSync(join(folder, 'su'), su, { mode: 0o755 });
  writeFileSync(join(folder, 'log'), '');
});

afterEach(async () => {
  await connection?.close();
  rmSync(folder, { recursive: true });
});

function connect(password?: string): Connection {
  const env = { ...process.env, FAKE: folder, PATH: `${folder}:${process.env.PATH}` };
  connection = connectLocal(localEndpoint, env, new Passwords('to become another user').of('here', password));
  return connection;
}

const as = (user: string, method?: 'su'): Identity => ({ kind: 'become', user, ...(method && { method }) });
const log = () => readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n');
const echo = (from: Connection, identity: Identity) =>
  from.run(identity, { steps: [{ script: 'cat', input: Buffer.from('in') }], probes: ['echo $((1 + 1))'] });

describe('sudo', () => {
  it('that needs no password is given none', async () => {
    const { steps, probes } = await echo(connect('sesame'), as('free'));
    expect([...steps, ...probes].map(({ stdout }) => stdout.toString())).toEqual(['in', '2\n']);
    expect(log()).toEqual(['free 1']);
  });

  it('that asks is given the password, and nothing before the shell runs', async () => {
    const host = connect('sesame');
    const { steps, probes } = await echo(host, as('boss'));
    expect([...steps, ...probes].map(({ stdout }) => stdout.toString())).toEqual(['in', '2\n']);
    await echo(host, as('keeper'));
    // The second identity is not refused first.
    expect(log()).toEqual(['boss 1', 'boss asks', 'given sesame', 'keeper asks', 'given sesame']);
    await echo(host, as('free'));
    expect(log().slice(5)).toEqual(['free asks']);
  });

  it('serves several identities that begin at once', async () => {
    const host = connect('sesame');
    const users = ['a', 'b', 'c', 'free'];
    const replies = await Promise.all(users.map((user) => echo(host, as(user))));
    expect(replies.map(({ probes }) => probes[0]?.stdout.toString())).toEqual(users.map(() => '2\n'));
  });

  it('is given a wrong password once', async () => {
    const host = connect('wrong');
    const refused = { name: 'BecomeRefused', message: expect.stringMatching(/refused the password/) };
    await expect(Promise.all([echo(host, as('boss')), echo(host, as('keeper'))])).rejects.toMatchObject(
      refused,
    );
    await expect(echo(host, as('boss'))).rejects.toMatchObject(refused);
    expect(log().filter((line) => line.startsWith('given'))).toEqual(['given wrong']);
  });

  it('that asks where no password is known says how to give one', async () => {
    await expect(echo(connect(), as('boss'))).rejects.toMatchObject({
      message: expect.stringContaining('wants a password'),
      advice: expect.stringContaining('--ask-become-pass'),
    });
    expect(log()).toEqual(['boss 1']);
  });

  it('lets a step that takes too long be killed', async () => {
    const host = connect('sesame');
    const slow = host.run(as('boss'), { steps: [{ script: 'sleep 61.77' }], probes: [] }, { timeout: 1 });
    await expect(slow).rejects.toMatchObject({ name: 'TimedOut' });
    const left = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep 6[1].77'";
    const { probes } = await host.run({ kind: 'login' }, { steps: [], probes: [left] });
    expect(probes[0]?.stdout.toString()).toBe('0\n');
  });
});

describe('su', () => {
  it('is given the password after its prompt', async () => {
    const { steps, probes } = await echo(connect('sesame'), as('boss', 'su'));
    expect([...steps, ...probes].map(({ stdout }) => stdout.toString())).toEqual(['in', '2\n']);
    expect(log()).toEqual(['given sesame']);
  });

  it('that asks again, as that of sudo-rs does, is given a wrong password once', async () => {
    const asks =
      "echo; echo 'su: Authentication failed, try again.'; printf '[su: authenticate] Password: '; read -r line";
    writeFileSync(
      join(folder, 'su'),
      su.replace("echo 'su: Authentication failure' >&2", `{ ${asks}; } >&2`),
    );
    await expect(echo(connect('wrong'), as('boss', 'su'))).rejects.toMatchObject({
      message: 'su on here refused the password that was given for boss',
    });
    expect(log()).toEqual(['given wrong']);
  });

  it.each([
    ['wrong', 'su on here refused the password that was given for boss'],
    [undefined, 'su on here wants the password of boss'],
  ])('with the password %j', async (password, message) => {
    await expect(echo(connect(password), as('boss', 'su'))).rejects.toMatchObject({ message });
    expect(log()).toEqual([password ? `given ${password}` : '']);
  });
});
