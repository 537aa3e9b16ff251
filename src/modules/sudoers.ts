// sudoers: one file of rules in /etc/sudoers.d, which visudo accepts.

import { z } from 'zod';
import { change, missing, sh, type Verdict } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule, type Output } from '../module.js';
import { type FoundContent, planContent, probeContent, readContent } from '../module_parts/content.js';
import { flag, hostPath, texts } from '../module_parts/params.js';
import { blockerAbove, blockerFixed, blockerOnTheWay } from '../module_parts/path_blocker.js';
import { deeds, removeCall } from '../shell/door/deeds.js';
import { atDoor } from '../shell/door/door.js';

const word = (what: string) => z.string().regex(/^[^\s,=:!()"]+$/, `expected ${what}, without spaces`);

const params = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^./~\s]+$/, 'expected a name without . / ~ and spaces: sudo reads no file named so')
      .describe('the name of the rule, and of its file'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: the file is removed'),
    user: word('the name of a user').optional().describe('who may run the commands'),
    group: word('the name of a group').optional().describe('the group whose members may'),
    commands: texts()
      .pipe(z.array(z.string().refine((text) => !/[\n\r\0]/.test(text), 'expected one line')))
      .optional()
      .describe('what may be run: whole paths, with arguments where only those are meant; ALL for all'),
    host: word('the name of a host').default('ALL').describe('on which hosts the rule holds'),
    runas: z
      .string()
      .regex(/^[^\n\r()]+$/, 'expected an account, or user:group')
      .optional()
      .describe('as whom the commands run; absent: as root'),
    nopassword: flag().default(true).describe('true: no password is asked for'),
    noexec: flag().default(false).describe('true: the commands may start no others'),
    setenv: flag().default(false).describe('true: the environment may be kept (sudo -E)'),
    sudoers_path: hostPath().default('/etc/sudoers.d').describe('the directory that sudo reads'),
    validation: z
      .enum(['absent', 'detect', 'required'])
      .default('detect')
      .describe(
        'visudo has to accept the file first. detect: where there is one; required: always; absent: never',
      ),
  })
  .refine(({ state, commands }) => state === 'absent' || commands !== undefined, {
    path: ['commands'],
    error: 'state: present needs the commands',
  })
  .refine(({ state, user, group }) => state === 'absent' || (user ?? group) !== undefined, {
    path: ['user'],
    error: 'who may: write user or group',
  })
  .refine(({ user, group }) => user === undefined || group === undefined, {
    path: ['group'],
    error: 'user and group together are two answers to one question: write one of them',
  });

type Wanted = z.output<typeof params>;

interface Found extends FoundContent {
  readonly hasVisudo: boolean;
}

export const sudoers = defineModule({
  kind: 'state',
  name: 'sudoers',
  summary: 'what a user or a group may run by sudo',
  params,
  undoable: true,
  brief: true,
  example: `
- name: the deployer may restart the node
  sudoers:
    name: deploy-node
    user: deploy
    commands:
      - /usr/bin/systemctl restart polkadot
      - /usr/bin/journalctl -u polkadot
`,
  object: ({ name }) => name,
  probe: (wanted) => `(PATH=$PATH:/usr/sbin:/sbin; command -v visudo >/dev/null) || echo visudo=no
${probeContent(fileOf(wanted))}`,
  asks: (wanted) => [{ path: pathOf(wanted), content: true }],
  read: (output: Output): Found => ({
    ...readContent(output),
    hasVisudo: readKeyValues({ ...output, stdout: headOf(output.stdout) }).get('visudo') !== 'no',
  }),
  plan,
});

/** Above the text of the file, which may be any bytes. */
function headOf(stdout: Buffer): Buffer {
  const at = stdout.indexOf('\ntext=\n');
  return at < 0 ? stdout : stdout.subarray(0, at);
}

function plan(wanted: Wanted, found: Found): Verdict {
  if (wanted.state === 'absent') return planRemoval(pathOf(wanted), found);
  if (wanted.validation === 'required' && !found.hasVisudo)
    return missing('this host has no visudo', 'install the package sudo, or leave validation out');
  const isChecked = wanted.validation !== 'absent' && found.hasVisudo;
  // The path is found by visudo's own shell: /usr/sbin is not on every user's PATH.
  const validate = isChecked ? `sh -c 'PATH=$PATH:/usr/sbin:/sbin exec visudo -c -f "$1"' sh %s` : undefined;
  return planContent({ ...fileOf(wanted), validate }, found);
}

function planRemoval(path: string, found: Found): Verdict {
  if (found.kind === 'nothing') return null;
  if (found.kind === 'directory') return missing(`${path} is a directory`, 'name the rule that is meant');
  const fields = [{ name: 'state', from: 'present', to: 'absent' }];
  const blocker = blockerFixed(found) ?? blockerAbove(found) ?? blockerOnTheWay({}, found);
  if (blocker) return { ...blocker, fields };
  return change(fields, [sh(atDoor({ path, at: 'itself' }, deeds, removeCall), [path])]);
}

function pathOf({ sudoers_path, name }: Wanted): string {
  return `${sudoers_path.replace(/\/+$/, '')}/${name}`;
}

/** sudo wants files that belong to root, and nobody may write. */
function fileOf(wanted: Wanted) {
  return {
    dest: pathOf(wanted),
    content: ruleOf(wanted),
    mode: '0440',
    owner: 'root',
    follow: false,
    force: true,
    backup: false,
  };
}

function ruleOf(wanted: Wanted): string {
  const { user, group, host, runas, noexec, nopassword, setenv, commands = [] } = wanted;
  const who = user ?? `%${group}`;
  const how = [
    ...(runas === undefined ? [] : [`(${runas})`]),
    ...(noexec ? ['NOEXEC:'] : []),
    ...(nopassword ? ['NOPASSWD:'] : []),
    ...(setenv ? ['SETENV:'] : []),
  ];
  return `${who} ${host}=${how.join('')} ${commands.join(', ')}\n`;
}
