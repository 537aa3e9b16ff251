// `hostwright secrets` as its users meet it, with the age of Debian as the judge of what it wrote.

import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encryptAge } from '../../src/secrets/age.js';
import { runHere } from './here.js';
import { useFolders, useProgram } from './hostwright.js';
import { answerAtTerminal } from './terminal.js';

const folderWith = useFolders();
const program = useProgram();

/** A project with a person who has run `init` in it. */
async function project(files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith(files);
  const env = { HOME: folder, XDG_CONFIG_HOME: '', HOSTWRIGHT_IDENTITY_FILE: '', VISUAL: '' };
  const run = (words: string, more: NodeJS.ProcessEnv = {}) =>
    runHere(folder, words.split(' '), { ...env, ...more });
  const init = await run('secrets init');
  const at = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(at(name), 'utf8');
  const identity = at('.config/hostwright/identity.txt');
  const age = (name: string) => execFileSync('age', ['-d', '-i', identity, at(name)]).toString();
  return { folder, env, run, init, at, read, identity, age };
}

/** Runs a line of sh in the folder, `hostwright` being the program. */
function shell(folder: string, env: NodeJS.ProcessEnv, line: string): string {
  const script = `hostwright() { "$NODE" "$MAIN" "$@"; }\n${line}`;
  const own = { ...process.env, ...env, NODE: process.execPath, MAIN: join(program.folder, 'dist/main.js') };
  return execFileSync('sh', ['-ec', script], {
    cwd: folder,
    env: own,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

describe('init', () => {
  it('makes an identity that only its owner may read, and names its recipient', async () => {
    const { identity, read, init } = await project();
    expect(init.code).toBe(0);
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    const [recipient = ''] = read('.hostwright/recipients.txt').split('\n');
    expect(execFileSync('age-keygen', ['-y', identity]).toString().trim()).toBe(recipient);
    expect(init.stdout).toContain(recipient);
    expect(init.stdout).not.toContain('AGE-SECRET-KEY');
  });

  it('never overwrites, and adds a second person to the list', async () => {
    const { run, identity, read } = await project();
    const [before, list] = [readFileSync(identity, 'utf8'), read('.hostwright/recipients.txt')];
    expect((await run('secrets init')).code).toBe(0);
    expect([readFileSync(identity, 'utf8'), read('.hostwright/recipients.txt')]).toEqual([before, list]);
    expect((await run('secrets init --identity other.txt')).code).toBe(0);
    expect(read('.hostwright/recipients.txt').trim().split('\n')).toHaveLength(2);
  });
});

describe('encrypt and decrypt', () => {
  it('a file in place: whoever reads it finds all of it or none, its mode stays', async () => {
    const { run, at, read, age, folder } = await project({ 'vars/s.yml': 'db: hunter2\n' });
    chmodSync(at('vars/s.yml'), 0o640);
    expect((await run('secrets encrypt vars/s.yml')).code).toBe(0);
    expect(read('vars/s.yml')).not.toContain('hunter2');
    expect(statSync(at('vars/s.yml')).mode & 0o777).toBe(0o640);
    expect(age('vars/s.yml')).toBe('db: hunter2\n');
    expect((await run('secrets decrypt vars/s.yml')).stdout).toBe('db: hunter2\n');
    expect(readdirSync(join(folder, 'vars'))).toEqual(['s.yml']);
  });

  it('through a link, which stays', async () => {
    const { run, at, age } = await project({ 'real.yml': 'x' });
    symlinkSync('real.yml', at('link.yml'));
    expect((await run('secrets encrypt link.yml')).code).toBe(0);
    expect(age('real.yml')).toBe('x');
  });

  it.each([
    ["printf %s 'hunter2{{ x }}'", 'hunter2{{ x }}'],
    ['echo hunter2', 'hunter2'],
    ["printf 'a\\nb\\n'", 'a\nb\n'],
  ])('a value from standard input: %s', async (command, value) => {
    const { folder, env } = await project();
    const piped = (words: string, input: string) => runHere(folder, words.split(' '), env, input);
    const typed = execFileSync('sh', ['-c', command]).toString();
    const { stdout: block } = await piped('secrets encrypt --value', typed);
    expect((await piped('secrets decrypt', block)).stdout).toBe(value);
  });

  it('with a passphrase, asked for at a terminal', async () => {
    const { folder, env, read } = await project({ 's.yml': 'x: 1\n' });
    const twice = { 'New passphrase:': 'open sesame', 'The same again:': 'open sesame' };
    await atTerminal(folder, env, 'secrets encrypt --passphrase s.yml', twice);
    expect(read('s.yml')).toContain('BEGIN AGE');
    await atTerminal(folder, env, 'secrets decrypt s.yml >opened', { 'Passphrase of s.yml': 'open sesame' });
    expect(read('opened')).toBe('x: 1\n');
  });

  it('with a passphrase: Ctrl-C at the question leaves all as it is', async () => {
    const { folder, env, read } = await project({ 's.yml': 'x: 1\n' });
    await atTerminal(folder, env, 'secrets encrypt --passphrase s.yml', { 'New passphrase:': '\x03' }, 130);
    expect(read('s.yml')).toBe('x: 1\n');
  });
});

function atTerminal(
  folder: string,
  env: NodeJS.ProcessEnv,
  words: string,
  answers: Readonly<Record<string, string>>,
  expected = 0,
): Promise<string> {
  const command = `${process.execPath} ${join(program.folder, 'dist/main.js')} ${words}`;
  return answerAtTerminal({ command, cwd: folder, env, answers, expected });
}

describe('an identity that is encrypted itself', () => {
  it.each([
    ['armored', (armored: string) => armored],
    ['binary', (armored: string) => Buffer.from(armored.replace(/-----.*-----/g, ''), 'base64')],
  ] as const)('asks for its passphrase, once: %s', async (_, form) => {
    const { folder, env, run, at, read, identity } = await project({ 'a.yml': 'a: 1\n', 'b.yml': 'b: 2\n' });
    for (const name of ['a.yml', 'b.yml']) await run(`secrets encrypt ${name}`);
    const lock = { kind: 'passphrase', passphrase: 'open sesame' } as const;
    writeFileSync(at('sealed'), form(await encryptAge(readFileSync(identity), lock)));
    const question = { 'Passphrase of the identity file sealed': 'open sesame' };
    const shown = await atTerminal(folder, env, 'secrets rotate --identity sealed a.yml b.yml', question);
    expect(shown).toContain('Encrypted anew: a.yml, b.yml');
    await atTerminal(folder, env, 'secrets init --identity sealed', question);
    expect(read('.hostwright/recipients.txt').trim().split('\n')).toHaveLength(1);
    expect(await run('secrets decrypt a.yml --identity sealed')).toMatchObject({
      code: 3,
      stderr:
        'a.yml: this is encrypted: the identity file sealed: this is encrypted, and nobody gave its passphrase\n' +
        '  run it at a terminal, or keep the identity plain on a disk that is encrypted\n',
    });
  });
});

describe('edit', () => {
  const replace = "sed -i 's/old/new/'";

  it('opens, saves and leaves no plain text behind', async () => {
    const { run, age, at } = await project({ 's.yml': 'v: old\n' });
    await run('secrets encrypt s.yml');
    const editor = `stat -c '%a %n' "$1" "$(dirname "$1")" >>${at('seen')}; cp "$1" ${at('before')}; ${replace}`;
    expect(await run('secrets edit s.yml', { EDITOR: `f() { ${editor} "$1"; }; f` })).toMatchObject({
      code: 0,
    });
    expect(age('s.yml')).toBe('v: new\n');
    expect(readFileSync(at('before'), 'utf8')).toBe('v: old\n');
    const [file = '', folder = ''] = readFileSync(at('seen'), 'utf8').split('\n');
    expect([file.slice(0, 4), folder.slice(0, 4)]).toEqual(['600 ', '700 ']);
    expect(existsSync(folder.slice(4))).toBe(false);
  });

  it('makes a new file, for its owner alone', async () => {
    const { run, age, at } = await project();
    expect((await run('secrets edit new.yml', { EDITOR: 'f() { echo "x: 1" >"$1"; }; f' })).code).toBe(0);
    expect(age('new.yml')).toBe('x: 1\n');
    expect(statSync(at('new.yml')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['the editor failed', `f() { ${replace} "$1"; exit 7; }; f`, 7],
    ['nothing changed', 'true', 0],
  ])('writes nothing where %s', async (_, EDITOR, code) => {
    const { run, read } = await project({ 's.yml': 'v: old\n' });
    await run('secrets encrypt s.yml');
    const before = read('s.yml');
    expect((await run('secrets edit s.yml', { EDITOR })).code).toBe(code);
    expect(read('s.yml')).toBe(before);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'told to end (%s), it takes the plain text along',
    async (signal) => {
      const { folder, env, run, at, read } = await project({ 's.yml': 'v: old\n' });
      await run('secrets encrypt s.yml');
      const before = read('s.yml');
      const main = join(program.folder, 'dist/main.js');
      const EDITOR = `f() { echo "$1" >${at('where.new')}; mv ${at('where.new')} ${at('where')}; exec sleep 30; }; f`;
      const options = { cwd: folder, env: { ...process.env, ...env, EDITOR }, stdio: 'ignore' } as const;
      const child = spawn(process.execPath, [main, 'secrets', 'edit', 's.yml'], options);
      const ended = new Promise((resolve) => child.on('close', resolve));
      while (!existsSync(at('where'))) await sleep(20);
      const plain = read('where').trim();
      expect(existsSync(plain)).toBe(true);
      child.kill(signal);
      expect(await ended).toBe(130);
      expect(existsSync(plain)).toBe(false);
      expect(read('s.yml')).toBe(before);
    },
  );
});

describe('edit, killed with SIGKILL,', () => {
  /** Starts an edit and waits until its editor holds the plain text. */
  async function startEdit() {
    const { folder, env, run, at, read } = await project({ 's.yml': 'v: old\n' });
    await run('secrets encrypt s.yml');
    const note = `echo "$$ $1" >${at('where.new')}; mv ${at('where.new')} ${at('where')}`;
    const EDITOR = `f() { ${note}; exec sleep 30; }; f`;
    const main = join(program.folder, 'dist/main.js');
    const options = { cwd: folder, env: { ...process.env, ...env, EDITOR }, stdio: 'ignore' } as const;
    const child = spawn(process.execPath, [main, 'secrets', 'edit', 's.yml'], options);
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (!existsSync(at('where'))) await sleep(20);
    const [editor = '', plain = ''] = read('where').trim().split(' ');
    const kill = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    const close = () => execFileSync('kill', [editor]);
    return { plain, run, kill, close };
  }

  it('leaves no plain text, though its editor goes on', async () => {
    const { plain, kill, close } = await startEdit();
    expect(readFileSync(plain, 'utf8')).toBe('v: old\n');
    await kill();
    for (let tries = 0; tries < 100 && existsSync(dirname(plain)); tries++) await sleep(50);
    expect(existsSync(dirname(plain))).toBe(false);
    close();
  });

  it('with all its helpers, leaves it until the next command, which takes nobody else along', async () => {
    const [dead, alive] = [await startEdit(), await startEdit()];
    const guard = execFileSync('pgrep', ['-f', `rm -rf "\\$0" ${dirname(dead.plain)}`], { encoding: 'utf8' });
    execFileSync('kill', ['-KILL', guard.trim()]);
    await dead.kill();
    expect(existsSync(dead.plain)).toBe(true);
    const { stderr } = await dead.run('secrets rotate no.yml');
    expect(stderr).toContain(`Removed ${dirname(dead.plain)}, plain text that an edit left`);
    expect([existsSync(dirname(dead.plain)), existsSync(alive.plain)]).toEqual([false, true]);
    await alive.kill();
    dead.close();
    alive.close();
  });
});

describe('rotate', () => {
  it('lets a new recipient read files and single values, and changes nothing else', async () => {
    const { folder, env, run, read } = await project({ 'whole.yml': 'v: whole\n' });
    await run('secrets encrypt whole.yml');
    shell(
      folder,
      env,
      "{ echo '# mine'; printf 'v: '; echo single | hostwright secrets encrypt --value; echo 'w:  1'; } >some.yml",
    );
    await run('secrets init --identity other.txt');
    const opens = async (name: string) => (await run(`secrets decrypt ${name} --identity other.txt`)).code;
    expect(await opens('whole.yml')).toBe(3);
    const before = read('some.yml').split('\n');
    expect(await run('secrets rotate whole.yml some.yml')).toMatchObject({ code: 0 });
    expect(await opens('whole.yml')).toBe(0);
    const after = read('some.yml').split('\n');
    const isCipher = (line: string) => line.startsWith('   ');
    expect(after.filter((line) => !isCipher(line))).toEqual(before.filter((line) => !isCipher(line)));
    const block = "sed -n '/-----BEGIN/,/-----END/p' some.yml";
    expect(shell(folder, env, `${block} | hostwright secrets decrypt --identity other.txt`)).toBe('single');
  });

  it('writes no file where one of them cannot be opened', async () => {
    const { run, at, read } = await project({ 'a.yml': 'a: 1\n', 'b.yml': 'b: 1\n' });
    await run('secrets encrypt a.yml');
    await run('secrets encrypt b.yml');
    writeFileSync(
      at('b.yml'),
      read('b.yml').replace(/\n(.{10})/, (_, start) => `\n${[...start].reverse().join('')}`),
    );
    const before = read('a.yml');
    expect((await run('secrets rotate a.yml b.yml')).code).toBe(3);
    expect(read('a.yml')).toBe(before);
  });
});

describe('mistakes', () => {
  it.each([
    ['secrets encrypt', 'there is nothing to encrypt\n  name a file, or use --value\n'],
    [
      'secrets encrypt sealed.yml',
      'sealed.yml is encrypted already\n  hostwright secrets rotate does it anew\n',
    ],
    [
      'secrets encrypt --value plain.yml',
      '--value reads standard input, not a file\n  leave out plain.yml\n',
    ],
    [
      'secrets decrypt plain.yml',
      'plain.yml is not encrypted\n  a single value is read from standard input: paste its block there\n',
    ],
    ['secrets edit plain.yml', 'plain.yml is not encrypted\n  hostwright secrets encrypt plain.yml\n'],
    ['secrets rotate plain.yml', /^plain.yml:1:1: there is nothing here that age encrypted\n/],
    ['secrets decrypt no.yml', 'cannot read no.yml: there is no such file\n'],
    [
      'secrets decrypt sealed.yml --identity no.txt',
      'sealed.yml: this is encrypted: the identity file no.txt cannot be read (ENOENT)\n' +
        '  hostwright secrets init makes one; another is named with --identity FILE\n',
    ],
    ['secrets decrypt vault.yml', /^vault.yml: this is encrypted, and nobody gave its Vault password\n/],
    ['secrets encrypt --passphrase plain.yml', 'a passphrase is asked for at a terminal, and this is none\n'],
  ])('%s', async (words, said) => {
    const vault = '$ANSIBLE_VAULT;1.1;AES256\n3031\n';
    const { run } = await project({ 'plain.yml': 'x: 1\n', 'sealed.yml': 'x: 1\n', 'vault.yml': vault });
    await run('secrets encrypt sealed.yml');
    const { code, stderr } = await run(words);
    expect(code).toBe(3);
    if (typeof said === 'string') expect(stderr).toBe(said);
    else expect(stderr).toMatch(said);
  });

  it('without recipients', async () => {
    const folder = folderWith({ 's.yml': 'x' });
    const { code, stderr } = await runHere(folder, ['secrets', 'encrypt', 's.yml']);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `there is no .hostwright/recipients.txt in ${folder} or above it\n  hostwright secrets init makes one; or use --passphrase\n`,
    });
  });
});

it.each(['', ' init', ' encrypt', ' decrypt', ' edit', ' rotate'])(
  'secrets%s --help fits 80 columns',
  async (verb) => {
    const { code, stdout } = await runHere('/', ['secrets', ...verb.split(' ').filter(Boolean), '--help']);
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);
