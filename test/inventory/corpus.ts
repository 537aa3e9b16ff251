// Inventories at random, from a seed: every format and place that variables can stand in, and patterns for them.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Case {
  readonly folder: string;
  /** As after -i; paths begin at the folder. */
  readonly sources: readonly string[];
  readonly patterns: readonly { readonly hosts: string; readonly limit: string | null }[];
}

/** Numbers that look random, the same for the same seed (mulberry32). */
class Dice {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  some<Item>(items: readonly Item[], most: number): readonly Item[] {
    return this.shuffle(items).slice(0, this.below(most + 1));
  }

  shuffle<Item>(items: readonly Item[]): readonly Item[] {
    return items
      .map((item) => ({ item, key: this.below(1_000_000) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }
}

/** A group has children only of those after it: no group is below itself. */
const groups = ['eu', 'prod', 'web', 'db', 'zone-1', 'web_fe', 'cache', 'a.b', 'solo', 'x'];
const plainHosts = [
  'h1',
  'h2',
  'h3',
  'web-01.x',
  'web-02.x',
  'beta.example.org',
  '10.0.0.1',
  'localhost',
  'under_score',
];
const hostForms = [
  ...[
    ...plainHosts,
    ...plainHosts,
    'web-[01:03].x',
    'n[a:d:2]',
    'h[1:5:2]',
    '10.0.0.[1:3]',
    'r[1:2][a:b]',
    'q[08:10]',
  ],
  ...['h2:2222', 'new.example.org:22', 's[1:2]:2200', 'L[y:B]', '10.1.2.3:44', 'w[:2]'],
];
const yamlHosts = [...hostForms, 'fe80::1', '[2001:db8::1]:22', 'odd name', '-dash-'];
const names = ['v1', 'v2', 'v3', 'ansible_user', 'ansible_port', 'mode', 'deep'];

const yamlValues = [
  ...[
    'text',
    '"quoted"',
    "'it''s'",
    '12',
    '-3',
    '0x1F',
    '0644',
    '"0644"',
    '1_000',
    '12:30',
    '1.5',
    '.5',
    '1e3',
    '1.0e+3',
  ],
  ...[
    'yes',
    'No',
    'on',
    'OFF',
    'true',
    'False',
    'y',
    'n',
    '~',
    'null',
    '',
    '"{{ other | default(1) }}"',
    'a b',
    '"#x"',
  ],
  ...[
    '[1, two, [3]]',
    '{a: 1, b: {c: yes}}',
    '[]',
    '{}',
    '10.0.0.1',
    '::1',
    '1.2.3',
    '08',
    '09.5',
    '+5',
    '"\\u00e9 \\n"',
  ],
  ...[
    '!unsafe "{{ raw }}"',
    '!!str 5',
    '|-\n#  two\n#  lines',
    '>\n#  folded\n#  text',
    '-0',
    '0b101',
    '0o17',
    '1.',
    '190:20:30',
  ],
];
const iniValues = [
  ...[
    'text',
    '12',
    '-3',
    '0x1F',
    '0644',
    '007',
    '00',
    '1_000',
    '1.5',
    '.5',
    '1e3',
    'True',
    'False',
    'true',
    'yes',
    'None',
    'null',
  ],
  ...[
    "[1,'two',(3,)]",
    "{'a':1,'b':{'c':True}}",
    '[]',
    '{}',
    '()',
    '10.0.0.1',
    '::1',
    '{{other}}',
    '1,2',
    "'a''b'",
    "r'a\\n'",
  ],
  ...[
    "b'bytes'",
    'a=b',
    '1+2',
    '--1',
    '+5',
    '0b101',
    '0o17',
    "u'x'",
    '(1)',
    '[1',
    '1.',
    'é',
    '"\\x41"',
    '[1,2,]',
    '{1:2}',
  ],
];

export function writeCase(seed: number, folder: string): Case {
  const dice = new Dice(seed);
  const write = (path: string, text: string, mode = 0o644) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  };
  mkdirSync(join(folder, 'play'), { recursive: true });
  const sources = Array.from({ length: 1 + dice.below(3) }, (_, index) => writeSource(dice, write, index));
  for (const place of [
    '',
    'play/',
    ...sources.filter((each) => each.startsWith('inv')).map((each) => `${each}/`),
  ]) {
    if (dice.chance(70)) writeVars(dice, write, `${place}group_vars`, ['all', 'ungrouped', ...groups]);
    if (dice.chance(60)) writeVars(dice, write, `${place}host_vars`, plainHosts);
  }
  write('limit.txt', `h1\n  web*  \n\n!h3\n`);
  const patterns = Array.from({ length: 12 }, () => ({
    hosts: patternFrom(dice),
    limit: dice.chance(30) ? (dice.chance(20) ? `@${join(folder, 'limit.txt')}` : patternFrom(dice)) : null,
  }));
  return { folder, sources, patterns };
}

type Write = (path: string, text: string, mode?: number) => void;

function writeSource(dice: Dice, write: Write, index: number): string {
  switch (dice.below(9)) {
    case 0:
    case 1:
      write(`s${index}.ini`, ini(dice));
      return `s${index}.ini`;
    case 2: {
      // Without an extension the content says what it is.
      const name = `plain${index}`;
      write(name, dice.chance(50) ? ini(dice) : yaml(dice));
      return name;
    }
    case 3: {
      write(`s${index}.json`, `${JSON.stringify(dataGroups(dice), null, dice.pick([0, 2]))}\n`);
      return `s${index}.json`;
    }
    case 4:
      return writeFolder(dice, write, index);
    case 5:
      write(`prog${index}.sh`, program(dice), 0o755);
      return `prog${index}.sh`;
    case 6:
      return `${dice.shuffle(plainHosts).slice(0, 3).join(', ')},[::1]:23,h9:24,`;
    default:
      // YAML may have mode 755: it is no program.
      write(`s${index}.yml`, yaml(dice), dice.chance(20) ? 0o755 : 0o644);
      return `s${index}.yml`;
  }
}

function writeFolder(dice: Dice, write: Write, index: number): string {
  const folder = `inv${index}`;
  write(`${folder}/10-a.yml`, yaml(dice));
  write(`${folder}/9-b`, ini(dice));
  write(`${folder}/A.json`, JSON.stringify(dataGroups(dice)));
  write(`${folder}/sub/c.yaml`, yaml(dice));
  for (const ignored of ['x.ini', '.hidden', 'notes.txt', 'a.yml~', 'b.retry', 'c.yml.bak']) {
    write(`${folder}/${ignored}`, 'never: [read');
  }
  if (dice.chance(50)) write(`${folder}/prog`, program(dice), 0o755);
  return folder;
}

/** `#` stands for the indentation of what the value belongs to. */
function yamlValue(dice: Dice, indent: string): string {
  return dice.pick(yamlValues).replaceAll('#  ', `${indent}  `);
}

function yamlVars(dice: Dice, indent: string): readonly string[] {
  const variables = dice.some(names, 3).map((name) => `${indent}${name}: ${yamlValue(dice, indent)}`);
  return dice.chance(10)
    ? [...variables, `${indent}ansible_group_priority: ${dice.pick(['5', '"10"', '0', '-1'])}`]
    : variables;
}

function yaml(dice: Dice): string {
  const lines = dice.chance(50) ? ['---', '# a comment'] : [];
  const top = dice.chance(60) ? ['all', ...dice.some(groups, 3)] : [...dice.some(groups, 3), 'ungrouped'];
  for (const name of dice.shuffle(top)) lines.push(...yamlGroup(dice, name, '', 0));
  return `${lines.join('\n')}\n`;
}

function yamlGroup(dice: Dice, name: string, indent: string, depth: number): readonly string[] {
  const inner = `${indent}  `;
  const sections = dice.shuffle([
    () => {
      const hosts = [...new Set(dice.some(yamlHosts, 4))].flatMap((host) => {
        const vars =
          name === 'x' ? [] : yamlVars(dice, `${inner}    `).filter((line) => !line.includes('priority'));
        return [`${inner}  "${host}":`, ...vars];
      });
      if (hosts.length > 0) return [`${inner}hosts:`, ...hosts];
      return dice.chance(30) ? [`${inner}hosts: h1`] : [];
    },
    () => {
      const vars = yamlVars(dice, `${inner}  `);
      return vars.length > 0 ? [`${inner}vars:`, ...vars] : [];
    },
    () => {
      const later = groups.slice(name === 'all' ? 0 : groups.indexOf(name) + 1);
      const children = depth > 2 || name === 'ungrouped' ? [] : dice.some(later, 2);
      if (children.length === 0) return [];
      return [
        `${inner}children:`,
        ...children.flatMap((child) => yamlGroup(dice, child, `${inner}  `, depth + 1)),
      ];
    },
  ]);
  return [`${indent}${name}:`, ...sections.flatMap((section) => section())];
}

function ini(dice: Dice): string {
  const lines: string[] = dice.chance(30) ? ['; first', 'lone v1=1 # behind'] : ['# first'];
  const declared = dice.shuffle(groups).slice(0, 1 + dice.below(5));
  for (const name of declared) {
    lines.push('', `[${name}]${dice.pick(['', '  # why', ''])}`);
    for (const host of dice.some(hostForms, 4))
      lines.push(`${host}${iniVars(dice)}${dice.pick(['', '', ' # x', '   '])}`);
    if (dice.chance(20)) lines.push('# nothing', '  ; nothing');
  }
  for (const name of dice.some(declared, 3)) {
    const children = declared.filter((child) => groups.indexOf(child) > groups.indexOf(name));
    lines.push(`[${name}:children]`, ...dice.some(children, 2));
  }
  for (const name of dice.some([...declared, 'all'], 3)) {
    lines.push(`[${name}:vars]`);
    for (const variable of dice.some(names, 3)) {
      lines.push(
        `${variable}${dice.pick(['=', ' = '])}${dice.pick([...iniValues, 'two words', "'quoted text'", '5 # five'])}`,
      );
    }
    if (dice.chance(20)) lines.push(`ansible_group_priority=${dice.pick(['2', '10', '0'])}`);
  }
  return `${lines.join(dice.pick(['\n', '\r\n']))}\n`;
}

function iniVars(dice: Dice): string {
  return dice
    .some(names, 3)
    .map((name) => {
      const value = dice.pick(iniValues);
      const quoted = /["']/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value;
      return ` ${name}=${dice.pick([quoted, /["' \\]/.test(value) ? quoted : `'${value}'`, quoted])}`;
    })
    .join('');
}

function dataVars(dice: Dice): Record<string, unknown> {
  const values = [
    1,
    -2.5,
    1e3,
    'text',
    '0644',
    '{{ x }}',
    true,
    null,
    [1, 'a', {}],
    { a: { b: [] } },
    'é \n "q"',
    12345678,
  ];
  return Object.fromEntries(dice.some(names, 3).map((name) => [name, dice.pick(values)]));
}

/** The shape of a YAML inventory. */
function dataGroups(dice: Dice): Record<string, unknown> {
  return Object.fromEntries(
    dice
      .shuffle(groups)
      .slice(0, 1 + dice.below(3))
      .map((name) => [
        name,
        {
          hosts: Object.fromEntries(
            dice.some(yamlHosts, 3).map((host) => [host, dice.chance(50) ? dataVars(dice) : null]),
          ),
          ...(dice.chance(50) && { vars: dataVars(dice) }),
          ...(dice.chance(30) && {
            children: Object.fromEntries(
              dice.some(groups.slice(groups.indexOf(name) + 1), 2).map((child) => [child, null]),
            ),
          }),
        },
      ]),
  );
}

/** Prints what a program prints: with _meta, or one host after another. */
function program(dice: Dice): string {
  const some = dice.shuffle(groups).slice(0, 3);
  const list: Record<string, unknown> = {};
  for (const name of some) {
    const later = groups.slice(groups.indexOf(name) + 1);
    list[name] = dice.pick<unknown>([
      dice.some(plainHosts, 3),
      { hosts: dice.some(plainHosts, 3), vars: dataVars(dice), children: dice.some(later, 2) },
      { children: dice.some(later, 2) },
      {},
      { v1: 'a host and a group of one name' },
    ]);
  }
  const hostvars = Object.fromEntries(dice.some(plainHosts, 4).map((host) => [host, dataVars(dice)]));
  if (dice.chance(70)) list._meta = { hostvars };
  return `#!/bin/sh
case $1 in
--list) cat <<'END'
${JSON.stringify(list, null, dice.pick([0, 1]))}
END
;;
--host) printf '{"v1": "of %s"}' "$2" ;;
esac
`;
}

function writeVars(dice: Dice, write: Write, folder: string, owners: readonly string[]): void {
  for (const owner of dice.some(owners, 4)) {
    const lines = () =>
      [...dice.some(names, 3).map((name) => `${name}: ${yamlValue(dice, '')}`), ''].join('\n');
    switch (dice.below(5)) {
      case 0:
        write(`${folder}/${owner}`, lines());
        break;
      case 1:
        write(`${folder}/${owner}.yaml`, lines());
        write(`${folder}/${owner}.json`, '{"v1": "hidden by .yaml"}');
        break;
      case 2:
        write(`${folder}/${owner}.json`, JSON.stringify(dataVars(dice)));
        break;
      case 3:
        write(`${folder}/${owner}/b.yml`, lines());
        write(`${folder}/${owner}/B.yml`, lines());
        write(`${folder}/${owner}/sub/z`, lines());
        write(`${folder}/${owner}/sub.d/never.yml`, lines());
        write(`${folder}/${owner}/a.json`, JSON.stringify(dataVars(dice)));
        write(`${folder}/${owner}/.hidden.yml`, lines());
        write(`${folder}/${owner}/old.yml~`, lines());
        write(`${folder}/${owner}/notes.txt`, 'no: [yaml');
        write(`${folder}/${owner}.yml`, 'v1: hidden by the folder\n');
        break;
      default:
        write(`${folder}/${owner}.yml`, `---\n# only a comment\n${dice.chance(50) ? lines() : ''}`);
    }
  }
}

function patternFrom(dice: Dice): string {
  const part = () => {
    const name = dice.pick([
      ...['all', '*', 'ungrouped', 'localhost', 'h1', 'h2', 'web-01.x', 'beta.example.org'],
      ...groups,
      ...[
        'web*',
        'h?',
        'h[12]',
        '*.x',
        'web-0[!1]*',
        '[a-e]*',
        '~h[1-3]',
        '~web.*x$',
        '~(?i)WEB',
        '*1',
        'a.*',
      ],
    ]);
    return dice.chance(25) && !name.startsWith('~')
      ? `${name}[${dice.pick(['0', '-1', '1', '0:1', '1:', '0:0', '9', '1:5'])}]`
      : name;
  };
  const parts = Array.from(
    { length: 1 + dice.below(3) },
    (_, index) => dice.pick(['', '', '&', '!'].slice(0, index === 0 ? 2 : 4)) + part(),
  );
  if (dice.chance(10)) parts.reverse();
  return parts.join(dice.pick([':', ',', ', ']));
}
