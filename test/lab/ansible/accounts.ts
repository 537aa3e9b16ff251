// Accounts and groups at random: how each is before, and one task for it in the language that Ansible and we share.

import fc from 'fast-check';
import type { JudgedCase } from './everyday.js';

interface AccountCase {
  /** sh that makes the account or group as it is before, or nothing. */
  readonly before: string;
  readonly module: 'user' | 'group';
  readonly args: Readonly<Record<string, unknown>>;
}

const hashes = [
  '$1$x$YIpDGIyMSkzKj0j9fFGye0',
  '$5$rounds=1000$a$dTkCc9P3kk6oI0SoHpe2.RDhyMUEI3ExiuaYDlZfQdA',
  '*',
];

const userBefore = (name: string) =>
  fc.constantFrom(
    ':',
    `useradd -m ${name}`,
    `useradd -M -s /bin/sh -c 'an old one' ${name}`,
    `useradd -m -G adm,dip ${name}`,
    `groupadd ${name}`,
    `useradd -r -G audio ${name}; echo '${name}:${hashes[0]}' | chpasswd -e`,
    `useradd -m ${name}; echo '${name}:${hashes[1]}' | chpasswd -e; usermod -L ${name}`,
  );

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function userCase(name: string, number: number): fc.Arbitrary<AccountCase> {
  const present = fc.record({
    uid: maybe(fc.constant(20_000 + number)),
    group: maybe(fc.constantFrom('daemon', 'users')),
    membership: fc.oneof(
      fc.constant({}),
      fc
        .record({ groups: fc.constantFrom('adm', 'adm,dip', ['audio'], []), append: fc.boolean() })
        .map(({ groups, append }) => ({ groups, append })),
    ),
    comment: maybe(fc.constantFrom('A Name', "it's", '')),
    shell: maybe(fc.constantFrom('/bin/bash', '/usr/sbin/nologin')),
    home: maybe(fc.constant(`/srv/${name}`)),
    move_home: maybe(fc.boolean()),
    system: maybe(fc.boolean()),
    password: maybe(fc.constantFrom(...hashes)),
    update_password: maybe(fc.constantFrom('always', 'on_create')),
    password_lock: maybe(fc.boolean()),
    expires: maybe(fc.constantFrom(1_830_211_200, '1830250000.5', 0, -1)),
    password_expire_min: maybe(fc.constantFrom(0, 2)),
    password_expire_max: maybe(fc.constantFrom(90, 99_999)),
    skeleton: maybe(fc.constant('/etc/apt')),
    umask: maybe(fc.constant('077')),
    non_unique: maybe(fc.constant(true)),
    key: fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      fc.constantFrom(
        { generate_ssh_key: true, ssh_key_type: 'ed25519', ssh_key_comment: 'a key' },
        { generate_ssh_key: true, ssh_key_type: 'ecdsa', ssh_key_bits: 384, ssh_key_comment: "it's" },
        { generate_ssh_key: true, ssh_key_type: 'ed25519', ssh_key_file: '.ssh/own', ssh_key_comment: '' },
        {
          generate_ssh_key: true,
          ssh_key_type: 'ed25519',
          ssh_key_passphrase: 'open it',
          ssh_key_comment: 'x',
        },
      ),
    ),
  });
  const absent = fc.record({ state: fc.constant('absent'), remove: maybe(fc.boolean()) });
  const args = fc.oneof({ weight: 5, arbitrary: present }, { weight: 1, arbitrary: absent });
  return fc
    .record({ before: userBefore(name), args })
    .map((one) => ({ before: one.before, module: 'user' as const, args: { name, ...flat(one.args) } }));
}

function flat(args: object): object {
  const { membership, key, ...rest } = args as { readonly membership?: object; readonly key?: object };
  // Of a new account of the system Ansible sets it in the second run only.
  const { expires: _, ...timeless } = rest as { readonly expires?: unknown; readonly system?: boolean };
  return { ...(timeless.system ? timeless : rest), ...membership, ...key };
}

function groupCase(name: string, number: number): fc.Arbitrary<AccountCase> {
  const before = fc.constantFrom(':', `groupadd ${name}`, `groupadd -g ${21_000 + number} ${name}`);
  const present = fc.record({
    gid: maybe(fc.constant(21_000 + number)),
    system: maybe(fc.boolean()),
  });
  const args = fc.oneof(
    { weight: 4, arbitrary: present },
    { weight: 1, arbitrary: fc.constant({ state: 'absent' }) },
  );
  return fc
    .record({ before, args })
    .map((one) => ({ before: one.before, module: 'group' as const, args: { name, ...one.args } }));
}

export function accountCases(count: number, seed: number): readonly JudgedCase[] {
  const of = (index: number) =>
    index % 4 === 3 ? groupCase(`lawg${index}`, index) : userCase(`lawu${index}`, index);
  return Array.from({ length: count }, (_, index) => {
    const [one] = fc.sample(of(index), { numRuns: 1, seed: seed + index });
    if (!one) throw new Error('fast-check gave nothing');
    const { before, module, args } = JSON.parse(JSON.stringify(one)) as AccountCase;
    return { before, tasks: [{ [module]: args }], meant: opensNothing(args) };
  });
}

/** Ansible would open, in each run, an account that has no password. */
function opensNothing({ password_lock }: AccountCase['args']): JudgedCase['meant'] {
  return (theirs, ours) => password_lock === false && theirs === 'changed' && ours === 'ok';
}
