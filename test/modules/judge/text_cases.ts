// Tasks of ini_file, sudoers and known_hosts at random, and what stands at their paths before.

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Case } from './judge.js';

const maybe = (...values: readonly unknown[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const plain = (args: object) => JSON.parse(JSON.stringify(args)) as Case['args'];
const written = (name: string, text: string) =>
  `echo ${Buffer.from(text).toString('base64')} | base64 -d >${name}; chmod 640 ${name}`;

const iniLine = fc.constantFrom(
  '[a]',
  '[b]',
  '[c] ; why',
  'x = 1',
  'x=1',
  '  x =1',
  'x = 2',
  '#x = 1',
  ';x = 3',
  '# x marks it',
  'y = ü ö',
  'y',
  'x',
  '',
  '  ',
  'xy = 1',
  'x = a = b',
);
const iniText = fc
  .tuple(fc.array(iniLine, { maxLength: 8 }), fc.constantFrom('', '\n'))
  // Sections of one name that follow each other are one to no program.
  .map(
    ([lines, end]) =>
      [...lines.filter((line, at) => !line.startsWith('[') || lines.indexOf(line) === at)].join('\n') + end,
  );

export const iniCases: fc.Arbitrary<Case> = fc
  .record({
    before: fc.oneof(
      { weight: 1, arbitrary: fc.constant(':') },
      { weight: 6, arbitrary: iniText.map((text) => written('p', text)) },
    ),
    path: fc.constantFrom('@/p', '@/p', '@/p', '@/none/p'),
    section: maybe('a', 'b', 'c', 'new'),
    option: maybe('x', 'y', 'z', 'x.*'),
    given: fc.constantFrom(
      {},
      { value: '1' },
      { value: 'new' },
      { value: '' },
      { values: ['1', '2'] },
      { values: ['2', '4', '2'] },
    ),
    more: fc.record({
      state: maybe('present', 'absent'),
      exclusive: maybe(true, false),
      no_extra_spaces: maybe(true, false),
      allow_no_value: maybe(true, false),
      create: maybe(true, false),
      mode: maybe('0600'),
    }),
  })
  .map(({ before, given, more, ...rest }) => ({
    module: 'ansible_collections.community.general.plugins.modules.ini_file',
    before,
    args: plain({ ...rest, ...given, ...more }),
  }))
  // Without an option and a section it takes a line off that is not meant.
  .filter(({ args }) => args.state !== 'absent' || args.section !== undefined || args.option !== undefined);

const rule = 'ann ALL=NOPASSWD: /bin/ls\n';

export const sudoersCases: fc.Arbitrary<Case> = fc
  .record({
    before: fc.constantFrom(
      ':',
      `printf '${rule}' >r; chmod 440 r`,
      `printf '${rule}' >r; chmod 644 r`,
      `printf '%%adm ALL=(bob) ALL\\n' >r; chmod 440 r`,
      'mkdir r',
    ),
    who: fc.constantFrom({ user: 'ann' }, { user: '#1000' }, { group: 'adm' }, { user: 'ann', group: 'adm' }),
    commands: maybe('/bin/ls', ['/bin/ls', '/usr/bin/id -u'], 'ALL', 'no path', '/bin/sh -c "a b"'),
    more: fc.record({
      state: maybe('present', 'absent'),
      host: maybe('web'),
      runas: maybe('bob', 'bob:adm', 'ALL'),
      nopassword: maybe(true, false),
      setenv: maybe(true, false),
      validation: maybe('absent', 'detect', 'required'),
    }),
  })
  .map(({ before, who, commands, more }) => ({
    module: 'ansible_collections.community.general.plugins.modules.sudoers',
    before,
    args: plain({ name: 'r', sudoers_path: '@', ...who, commands, ...more }),
  }));

const hostKeys = {
  ed: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHGZMywqFcTQCV3Y/rgXfcXHgqKKbVKFqxA0wzcA6OCs',
  ed2: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAocPkBWQZwaXhv9uI1B3dJdwhTKnXfBFmwXrq69MZ85',
  // Only the type counts here: no key is used.
  rsa: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7',
};
const keys = Object.values(hostKeys);
const knownLine = fc.oneof(
  fc
    .tuple(fc.constantFrom('a.example', 'b.example', '[a.example]:2222'), fc.constantFrom(...keys))
    .map((words) => words.join(' ')),
  fc.constantFrom('# a comment', '', '@revoked c.example ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7'),
);
/** As `ssh-keygen -H` makes it, with a salt that is the same each time. */
const hashedLine = (line: string) =>
  line.replace(/^[a-z[][^ ]*/, (name) => {
    const salt = Buffer.alloc(20, 7);
    return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
  });
const typeOf = (line: string) => line.split(' ').slice(0, 2).join(' ');

/** What is meant to be another thing is not among them: lines that name several hosts, markers, patterns, two keys of one type. */
export const knownHostsCases: fc.Arbitrary<Case> = fc
  .record({
    lines: fc.uniqueArray(knownLine, { maxLength: 4, selector: typeOf }),
    isHashed: fc.boolean(),
    name: fc.constantFrom('a.example', '[a.example]:2222', 'new.example'),
    key: maybe(...keys),
    more: fc.record({ state: maybe('present', 'absent'), hash_host: maybe(true, false) }),
  })
  .map(({ lines, isHashed, name, key, more }) => ({
    module: 'ansible.modules.known_hosts',
    before: written('k', lines.map((line) => `${isHashed ? hashedLine(line) : line}\n`).join('')),
    args: plain({
      path: '@/k',
      name,
      key: key === undefined ? undefined : `${name} ${String(key)}`,
      ...more,
    }),
  }));
