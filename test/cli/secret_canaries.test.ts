// Secrets that are planted in every kind of encrypted value, sent through every channel of a run, and looked for in
// all that leaves the program: its output, the command lines and environments of all processes, the files it leaves.

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encryptAge, makeIdentity } from '../../src/secrets/age.js';
import { secretBlock } from '../../src/secrets/inline.js';
import { type Ran, useProgram, waitingForLock } from './hostwright.js';
import { useOwnState } from './own_state.js';
import { whileSampling } from './sampling.js';

const program = useProgram(useOwnState());
const me = await makeIdentity();
const seal = (plain: string) =>
  encryptAge(Buffer.from(plain), { kind: 'recipients', recipients: [me.recipient] });

const canaries = {
  single: `single-${randomBytes(8).toString('hex')}`,
  whole: `whole-${randomBytes(8).toString('hex')}`,
  inventory: `inventory-${randomBytes(8).toString('hex')}`,
  parameter: `parameter-${randomBytes(8).toString('hex')}`,
  path: `path-${randomBytes(8).toString('hex')}`,
};
const all = '{{ single }} {{ whole.[0] }} {{ from_inventory }}';
/** Not secret: shows that the sampling sees what runs. */
const marker = `marker-${randomBytes(8).toString('hex')}`;

const tasks = (out: string) => `
    - name: seen ${all}
      copy: { dest: ${out}/copied, content: "${all}", mode: "0600" }
    - template: { src: t.hbs, dest: ${out}/rendered, mode: "0600" }
    - copy:
        dest: ${out}/parameter
        mode: "0600"
        content: PARAMETER
    - copy: { dest: "${out}/{{ path }}", content: "named" }
    - debug: { msg: "${all}" }
    - debug: { var: whole }
    - set_fact: { derived: "<${all}>" }
    - debug: { msg: "{{ derived }}" }
    - command: { cmd: sh -c 'cat; sleep 0.5; cat /no/such', stdin: "{{ derived }}" }
      register: told
      ignore_errors: true
    - shell: "read -r line; echo \\"$line\\" >&2; : {{ single }}; sleep 0.5"
      register: shouted
    - debug: { msg: "{{ told.stdout }} {{ shouted.stderr }}" }
      when: told.rc != 0
    - command: sh -c 'sleep 3; true' ${marker}
    - debug: { msg: "item {{ item }}" }
      loop: ["{{ single }}", "{{ whole.[0] }}"]
    - assert: { that: single == from_inventory, fail_msg: "{{ single }} is wrong" }
      ignore_errors: true
    - fail: { msg: "no: ${all}" }
      ignore_errors: true
    - name: together ${all}
      validate: "cat ${out}/checked; echo oops in ${out}/checked:1 >&2; exit 1"
      block:
        - copy: { dest: ${out}/checked, content: "${all}", mode: "0600" }
      prove:
        - debug: { msg: "${all}" }
`;

/** Each is refused before the run, by a message that could quote a value. */
const mistakes = `
    - debug: { msg: "{{ lookup whole single }}" }
    - copy: { dest: /x, content: x, mode: "{{ single }}" }
    - file: { path: "{{ whole.[0] }}" }
    - service: { name: x, state: "{{ single }}" }
    - copy: { dest: /x, src: "{{ single }}" }
    - debug: { msg: x }
      when: single
    - debug: { msg: x }
      when: whole[0] + 1 == 2
    - debug: { msg: x }
      loop: "{{ single }}"
    - debug: { msg: x }
      become: "{{ single }}"
    - debug: { msg: "{{ file single }}" }
    - debug: { msg: "{{#each single}}{{/each}}" }
    - debug: { msg: "{{join whole whole}}" }
    - debug: { msg: "{{ missing }}" }
    - undo: "echo {{ single }}"
      block:
        - copy: { dest: /x, content: x }
`;

/** A project whose values are encrypted in every way, each holding a canary. */
async function project(tasks: (out: string) => string) {
  const folder = program.folderWith({
    't.hbs': `{{#each whole}}{{ this }}{{/each}} ${all}\n`,
    'vars.yml': await seal(
      `whole: ["${canaries.whole}", "{{ single }}"]\npath: ${canaries.path}\nmissing: "{{ ${canaries.whole} }}"\n`,
    ),
    'inventory.yml': await seal(
      `all: { hosts: { h1: { ansible_connection: local, from_inventory: ${canaries.inventory} } } }\n`,
    ),
    'identity.txt': `${me.identity}\n`,
    'out/empty': '',
    'home/empty': '',
    'tmp/empty': '',
  });
  const out = join(folder, 'out');
  const parameter = secretBlock(await seal(canaries.parameter));
  const text = tasks(out).replace('PARAMETER', parameter.replace(/^(?= )/gm, '  '));
  const head = `- hosts: all\n  vars_files: [vars.yml]\n  vars:\n    single: ${secretBlock(await seal(canaries.single))}  tasks:`;
  writeFileSync(join(folder, 'site.yml'), `${head}${text}`);
  return { folder, out };
}

/** Every file below the folder, with its path. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const sightings = (text: string) => Object.values(canaries).filter((canary) => text.includes(canary));
const said = ({ stdout, stderr }: Ran) => stdout + stderr;

describe.each(['apply', 'plan'])('%s', (verb) => {
  it.each([
    ['lines', '--diff'],
    ['json', '--diff'],
  ])('shows no secret: %s %s', async (output, diff) => {
    const { folder, out } = await project(tasks);
    const env = {
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      HOSTWRIGHT_IDENTITY_FILE: join(folder, 'identity.txt'),
    };
    const words = [verb, 'site.yml', '--output', output, diff, ...waitingForLock(verb)];
    const { result, seen } = await whileSampling(
      // A path is an argument of ls and mv: it is hidden here, and no secret on its host (SECURITY.md).
      [...Object.values({ ...canaries, path: marker })],
      program.run(folder, words, env),
    );

    expect(result.code, said(result)).toBe(verb === 'apply' ? 1 : 2);
    expect(sightings(said(result))).toEqual([]);
    if (verb === 'apply')
      expect(said(result).replaceAll(/\s+/g, ' ')).toContain(
        'checked:1 (written by this block, with something secret)',
      );
    expect(seen).toEqual(verb === 'apply' ? [marker] : []);
    const written = filesBelow(folder).filter((path) => !path.startsWith(out));
    expect(written.filter((path) => sightings(readFileSync(path, 'utf8')).length > 0)).toEqual([]);

    if (verb === 'plan') return;
    // What makes the above worth something: the secrets did arrive.
    expect(readFileSync(join(out, 'copied'), 'utf8')).toBe(
      `${canaries.single} ${canaries.whole} ${canaries.inventory}`,
    );
    expect(sightings(readFileSync(join(out, 'rendered'), 'utf8'))).toHaveLength(3);
    expect(readFileSync(join(out, 'parameter'), 'utf8')).toBe(canaries.parameter);
  });
});

it('a mistake with a secret is told without it', async () => {
  const { folder } = await project(() => mistakes);
  const env = { HOSTWRIGHT_IDENTITY_FILE: join(folder, 'identity.txt') };
  const ran = await program.run(folder, ['plan', 'site.yml'], env);
  expect(ran.code, said(ran)).toBe(3);
  expect(ran.stderr).toMatch(
    new RegExp(`^${mistakes.match(/^ {4}- /gm)?.length} problems; nothing was touched$`, 'm'),
  );
  expect(sightings(said(ran))).toEqual([]);
});
