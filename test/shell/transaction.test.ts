// What a transaction keeps, and that all of it comes back: whatever was there, whatever was done to it, and wherever the
// way back was cut. The timer, which needs systemd: test/lab/transaction/confirm.test.ts.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snippet } from '../../src/connection.js';
import { quote } from '../../src/shell/quote.js';
import { restoreTransaction } from '../../src/shell/restore.js';
import { ROLLED_BACK } from '../../src/shell/rollback_marker.js';
import {
  commitTransaction,
  type Keeping,
  keep,
  openTransaction,
  readTransactions,
  TRANSACTION_SEPARATOR,
} from '../../src/shell/transaction.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let home = '';
let site = '';
beforeEach(() => {
  home = mkdtempSync(`${tmpdir()}/hostwright-transaction-`);
  site = `${home}/site`;
  mkdirSync(site);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const state = () => `${home}/.local/state/hostwright/transactions`;

/** Names, kinds, modes, owners, targets, contents, and times of files to the second, which is all that cp of busybox keeps. */
function snapshot(): string {
  const look = `cd ${quote(home)}; find site -type f -printf '%p %y %m %U %G %TF-%TH-%TM\\n' -o -printf '%p %y %m %U %G %l\\n' | sort
find site -type f -exec sha256sum {} + | sort`;
  return execFileSync('sh', ['-c', look], { encoding: 'utf8' });
}

/** Whether files can be fixed so that not even root may change them: by whose leave, the file system decides. */
const canFix =
  spawnSync('sh', ['-c', 'f=$(mktemp) && chattr +i $f 2>/dev/null && chattr -i $f; e=$?; rm -f $f; exit $e'])
    .status === 0;

describe.each(localShells)('$name', ({ shell }) => {
  function run({ script, input }: Snippet) {
    const { code, stdout, stderr } = runLocally(
      shell,
      script.replaceAll('[ -w /var/lib ]', 'false'),
      input ?? Buffer.alloc(0),
      { ...process.env, HOME: home },
    );
    return { code, said: stdout.toString() + stderr.toString() };
  }
  const fine = { code: 0, said: '' };
  const open = (afterwards: readonly string[] = []) => run(openTransaction('a1', '{"id":"a1"}', afterwards));
  const listed = () => run({ script: readTransactions }).said.split(TRANSACTION_SEPARATOR).filter(Boolean);

  it('puts back whatever was there, in the opposite order, also when the way back is gone twice', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 6 }), fc.boolean(), (deeds, again) => {
        rmSync(site, { recursive: true, force: true });
        mkdirSync(site);
        execFileSync('sh', ['-c', `cd ${quote(site)}\n${furniture}`]);
        const before = snapshot();
        expect(open()).toEqual(fine);
        deeds.forEach(({ kind, name, sh }, index) => {
          const thing: Keeping = { number: index + 1, kind, path: `${site}/${name}` };
          expect(run(keep('a1', [thing]))).toEqual(fine);
          if (again) expect(run(keep('a1', [thing]))).toEqual(fine);
          runLocally(shell, `cd ${quote(site)}; set -- ${quote(name)}\n${sh}`);
        });
        expect(run(restoreTransaction('a1'))).toEqual(fine);
        expect(snapshot()).toBe(before);
        expect(run(restoreTransaction('a1'))).toEqual(fine);
        expect(readdirSync(state())).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('marks in the record of what was made that its own was taken back', () => {
    open();
    const record = `${state()}/../made`;
    writeFileSync(record, '{"kind":"file","name":"/srv/a","block":"a1"}\n');
    expect(run(restoreTransaction('a1'))).toEqual(fine);
    expect(readFileSync(record, 'utf8').split('\n').filter(Boolean).at(-1)).toBe('{"undone":"a1"}');
    expect(run(restoreTransaction('a1'))).toEqual(fine);
  });

  it('has not begun where what is told of it arrives incomplete, because the connection is lost', () => {
    const { script } = openTransaction('a1', '{"id":"a1"}', []);
    for (const input of ['', '{"id":']) {
      const { code, said } = run({ script, input: Buffer.from(input) });
      expect([code, said]).toEqual([
        1,
        'what this block replaces could not be kept, so nothing was changed\n',
      ]);
      expect(listed()).toEqual([]);
    }
    expect(open()).toEqual(fine);
    expect(listed()).toEqual(['{"id":"a1"}']);
  });

  it('goes on with a way back that was cut anywhere', () => {
    execFileSync('sh', ['-c', `cd ${quote(site)}\n${furniture}`]);
    const before = snapshot();
    for (let cut = 1; cut <= 6; cut += 1) {
      open();
      const names = ['file', 'link', 'new', 'folder'];
      const things = names.map(
        (name, index) => ({ number: index + 1, kind: 'itself', path: `${site}/${name}` }) as const,
      );
      run(keep('a1', things));
      runLocally(
        ['sh'],
        `cd ${quote(site)}; echo other >file; rm link; ln -s / link; mkdir -p new/deep; chmod 700 folder`,
      );
      // The shell dies at the so-manieth of its commands that change something.
      const dying = `n=0; die() { n=$((n + 1)); [ $n -lt ${cut} ] || kill -9 $$; }
mv() { die; command mv "$@"; }; rm() { die; command rm "$@"; }; cp() { die; command cp "$@"; }; chmod() { die; command chmod "$@"; }`;
      runLocally(shell, `${dying}\nset -- \n${scriptOnHost()}`, Buffer.alloc(0), {
        ...process.env,
        HOME: home,
      });
      if (cut < 3) expect(readdirSync(state())).not.toEqual([]);
      expect(run(restoreTransaction('a1')).code).toBe(0);
      expect(snapshot(), `cut at ${cut}`).toBe(before);
      expect(readdirSync(state())).toEqual([]);
    }
  });

  /** ID.sh as a script that can be cut: it finds its folder by $0. */
  function scriptOnHost(): string {
    return `eval "$(sed 's|\${0%/\\*}|${state()}|' ${state()}/a1.sh)"`;
  }

  it('runs what takes steps back, and the commands of the user, once everything is back', () => {
    writeFileSync(`${site}/file`, 'old');
    open([`cat ${site}/file >>${home}/ran; echo ' by the user' >>${home}/ran`]);
    run(
      keep('a1', [
        {
          number: 1,
          kind: 'undo',
          script: `cat ${site}/file >>${home}/ran; echo ' by the step' >>${home}/ran`,
        },
        { number: 2, kind: 'itself', path: `${site}/file` },
      ]),
    );
    writeFileSync(`${site}/file`, 'new');
    expect(run(restoreTransaction('a1'))).toEqual(fine);
    expect(execFileSync('cat', [`${home}/ran`], { encoding: 'utf8' })).toBe(
      'old by the step\nold by the user\n',
    );
  });

  it('keeps the file that a link leads to', () => {
    execFileSync('sh', ['-c', `cd ${quote(site)}; echo old >"it's"; ln -s "it's" a; ln -s a b`]);
    const before = snapshot();
    open();
    run(keep('a1', [{ number: 1, kind: 'followed', path: `${site}/b` }]));
    writeFileSync(`${site}/b`, 'new');
    expect(snapshot()).not.toBe(before);
    run(restoreTransaction('a1'));
    expect(snapshot()).toBe(before);
  });

  it('is told while it is open, and no more once it is decided', () => {
    expect(listed()).toEqual([]);
    open();
    expect(listed()).toEqual(['{"id":"a1"}']);
    expect(run(commitTransaction('a1'))).toEqual(fine);
    expect(listed()).toEqual([]);
    expect(readdirSync(state())).toEqual([]);
  });

  it('cannot be both kept and put back', () => {
    open();
    run(keep('a1', [{ number: 1, kind: 'itself', path: `${site}/file` }]));
    run(restoreTransaction('a1'));
    expect(run(commitTransaction('a1')).code).toBe(ROLLED_BACK);
    expect(run(keep('a1', [{ number: 2, kind: 'itself', path: `${site}/other` }])).code).toBe(ROLLED_BACK);
  });

  it.each<[string, string, string, Exclude<Keeping['kind'], 'undo'>]>([
    ['a file with holes', 'truncate -s 20M thing; echo end >>thing', 'echo new >thing', 'itself'],
    [
      'a link to a directory',
      'mkdir far; echo x >far/file; ln -s far thing',
      'rm thing; mkdir thing',
      'tree',
    ],
    ['a link to a directory, led elsewhere', 'mkdir far; ln -s far thing', 'ln -sfn / thing', 'itself'],
    ['the directory behind a link', 'mkdir -m 750 far; ln -s far thing', 'chmod 700 far', 'followed'],
    ['owners that have no name', 'echo x >thing; chown 61234:61235 thing', 'chown 0:0 thing', 'itself'],
    ['a tree of others', 'mkdir thing; echo x >thing/f; chown -R 61234 thing', 'rm -r thing', 'tree'],
    ['a link of others', 'ln -s x thing; chown -h 61234 thing', 'ln -sfn y thing', 'itself'],
    ['setuid and sticky bits', 'echo x >thing; chmod 4755 thing', 'echo y >thing; chmod 600 thing', 'itself'],
    ['attributes of a directory', 'mkdir -m 3771 thing; chown 61234 thing', 'chown 0 thing', 'itself'],
    ['nothing that was ever changed', 'echo x >thing; chmod 400 thing', ':', 'itself'],
  ])('puts back %s', (_, before, change, kind) => {
    execFileSync('sh', ['-c', `cd ${quote(site)}\n${before}`]);
    const as = snapshot();
    open();
    expect(run(keep('a1', [{ number: 1, kind, path: `${site}/thing` }]))).toEqual(fine);
    execFileSync('sh', ['-c', `cd ${quote(site)}\n${change}`]);
    expect(run(restoreTransaction('a1'))).toEqual(fine);
    expect(snapshot()).toBe(as);
  });

  it.runIf(canFix)('tells what it could not put back, puts back the rest, and goes on later', () => {
    const paths = ['fixed', 'changed', 'free'].map((name) => `${site}/${name}`);
    for (const path of paths) writeFileSync(path, 'old');
    const before = snapshot();
    open();
    run(
      keep(
        'a1',
        paths.map((path, index) => ({ number: index + 1, kind: 'itself', path })),
      ),
    );
    for (const path of paths.slice(1)) writeFileSync(path, 'new');
    execFileSync('chattr', ['+i', ...paths.slice(0, 2)]);
    const first = run(restoreTransaction('a1'));
    execFileSync('chattr', ['-i', ...paths.slice(0, 2)]);
    expect(first).toMatchObject({ code: 1, said: expect.stringContaining('could not put') });
    expect(first.said).toContain(`${site}/changed`);
    expect(first.said).not.toContain(`${site}/fixed`);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['old', 'new', 'old']);
    expect(listed()).toEqual(['{"id":"a1"}']);
    expect(run(restoreTransaction('a1'))).toEqual(fine);
    expect(snapshot()).toBe(before);
  });

  it.runIf(canFix)('is still open where its end cannot be written down, and says so', () => {
    open();
    execFileSync('chattr', ['+i', state()]);
    const end = run(commitTransaction('a1'));
    execFileSync('chattr', ['-i', state()]);
    expect(end).toMatchObject({ code: 1, said: expect.stringContaining('the next apply puts it back') });
    expect(listed()).toEqual(['{"id":"a1"}']);
  });

  it('takes nothing away that is back, wherever its leftovers stopped being cleared away', () => {
    for (const first of ['0001', '0001.path', '0001.how', 'about.json']) {
      writeFileSync(`${site}/file`, 'old');
      open();
      run(keep('a1', [{ number: 1, kind: 'itself', path: `${site}/file` }]));
      writeFileSync(`${site}/file`, 'new');
      // The way back dies while it removes its folder: one part is gone, whichever the file system names first.
      const dying = `rm() {
case $* in "-rf a1."*) ;; *) command rm "$@"; return ;; esac
command rm -f a1.*/${first}
kill -9 $$
}`;
      runLocally(shell, `${dying}\n${scriptOnHost()}`, Buffer.alloc(0), { ...process.env, HOME: home });
      expect(readFileSync(`${site}/file`, 'utf8')).toBe('old');
      run(restoreTransaction('a1'));
      expect(readFileSync(`${site}/file`, 'utf8'), `without ${first}`).toBe('old');
      expect(listed()).toEqual([]);
      open();
      run(commitTransaction('a1'));
      expect(readdirSync(state())).toEqual([]);
    }
  });

  it('that cannot be opened, or a thing that cannot be kept, fails the step', () => {
    writeFileSync(`${home}/.local`, 'in the way');
    expect(open()).toMatchObject({ code: 1, said: expect.stringContaining('nothing was changed') });
    rmSync(`${home}/.local`);
    open();
    const device = run(keep('a1', [{ number: 1, kind: 'itself', path: '/dev/null' }]));
    expect(device).toMatchObject({ code: 1, said: expect.stringContaining('/dev/null could not be kept') });
  });
});

const furniture = `echo old >file; chmod 640 file; touch -d 2001-01-01 file; mkdir folder; echo x >folder/inside; chmod 750 folder
ln -s file link; ln -s nowhere dangling; echo "it's" >"it's
here"`;

const names = ['file', 'folder', 'link', 'dangling', 'new', "it's\nhere"] as const;

/** What a step may do to what it names, \$1; and how the thing is kept beforehand. */
const deed = fc
  .record({
    name: fc.constantFrom(...names),
    what: fc.constantFrom('write', 'remove', 'link', 'attributes', 'empty', 'make'),
  })
  .map(({ name, what }): { name: string; kind: 'itself' | 'followed' | 'tree'; sh: string } => {
    switch (what) {
      case 'write':
        return { name, kind: 'followed', sh: '[ -d "$1" ] || echo new >"$1"' };
      case 'remove':
        return { name, kind: 'tree', sh: 'rm -rf "$1"' };
      case 'link':
        return { name, kind: 'itself', sh: '[ -d "$1" ] || ln -sf other "$1"' };
      case 'attributes':
        return { name, kind: 'itself', sh: '[ -L "$1" ] || chmod 0711 "$1"' };
      case 'empty':
        return { name, kind: 'tree', sh: '[ ! -d "$1" ] || { rm -rf "$1"; mkdir "$1"; }' };
      default:
        return { name, kind: 'itself', sh: '[ -e "$1" ] || [ -L "$1" ] || mkdir -p "$1/deep/er"' };
    }
  });
