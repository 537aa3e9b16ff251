// stat says of a path what Ansible's own stat says of it, with the tools of GNU and of BusyBox.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTools } from '../setup/tools.js';
import { probeOf, runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });

const folder = mkdtempSync(join(tmpdir(), 'hostwright-stat-'));
const at = (name: string) => join(folder, name);

beforeAll(() => {
  writeFileSync(at('file'), 'text\n');
  utimesSync(at('file'), 1_700_000_000.25, 1_700_000_001.5);
  chmodSync(at('file'), 0o4750);
  linkSync(at('file'), at('hard link'));
  writeFileSync(at('empty'), '');
  writeFileSync(at('theirs'), 'x');
  chownSync(at('theirs'), 54_321, 4);
  mkdirSync(at('folder'), { mode: 0o750 });
  chmodSync(at('folder'), 0o2775);
  mkdirSync(at('sticky'));
  chmodSync(at('sticky'), 0o1777);
  symlinkSync('file', at('link'));
  symlinkSync('folder', at("a link 'ä"));
  symlinkSync('nothing', at('dangling'));
  execFileSync('mkfifo', [at('pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = [
  'file',
  'hard link',
  'empty',
  'theirs',
  'sticky',
  'folder',
  'link',
  "a link 'ä",
  'dangling',
  'pipe',
  'none',
];
const questions = [
  ...names.flatMap((name) => [{ path: at(name) }, { path: at(name), follow: true }]),
  ...['md5', 'sha256', 'sha512'].map((checksum_algorithm) => ({ path: at('file'), checksum_algorithm })),
  { path: at('file'), get_checksum: false, get_mime: false, get_attributes: false },
  ...['/dev/null', '/dev/pts/ptmx', '/usr'].map((path) => ({ path })),
];

describe.each(localShells)('$name', ({ shell }) => {
  it('says what Ansible says', async () => {
    const theirs = askAnsible();
    for (const [index, question] of questions.entries()) {
      const seen = runLocally(shell, probeOf('stat', question));
      expect(seen.code, seen.stderr.toString()).toBe(0);
      const { result } = await runAction('stat', question, { seen });
      expect(comparable(result), JSON.stringify(question)).toEqual(comparable(theirs[index]));
    }
  });
});

it('does not take what it may not look into for absent', () => {
  mkdirSync(at('closed'), { mode: 0o700 });
  chmodSync(folder, 0o755);
  const script = probeOf('stat', { path: at('closed/x') });
  const { code, stderr } = runLocally(['setpriv', '--reuid=1', '--clear-groups', 'sh'], script);
  expect({ code, said: stderr.toString() }).toEqual({
    code: 1,
    said: `daemon may not look into ${at('closed')}\n`,
  });
});

function askAnsible(): readonly Record<string, unknown>[] {
  const script = join(import.meta.dirname, 'stat', 'answers.py');
  const input = JSON.stringify(questions);
  return JSON.parse(execFileSync('/usr/bin/python3', [script], { input, encoding: 'utf8' })) as Record<
    string,
    unknown
  >[];
}

/**
 * Without the times of last access, which asking sets, and what the two round in their own ways. Ansible knows no type of a
 * link to nothing; file does.
 */
function comparable(result: unknown): unknown {
  const { stat } = result as { readonly stat: Readonly<Record<string, unknown>> };
  const { atime: _, mtime, ctime, ...all } = stat;
  const { mimetype: _type, charset: _charset, ...untyped } = all;
  const rest = all.lnk_target === 'nothing' ? untyped : all;
  return { ...rest, mtime: Number(mtime ?? 0).toFixed(3), ctime: Number(ctime ?? 0).toFixed(3) };
}
