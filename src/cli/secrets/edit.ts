// `hostwright secrets edit`: the plain text exists only while the editor runs, in a folder that goes with this process.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { localFiles } from '../../files/files.js';
import { writeWhole } from '../../files/write.js';
import type { KeyOptions } from '../../options/keys.js';
import { fail } from '../../problem.js';
import { keySources } from '../../project/keys.js';
import { encryptAge, wantsPassphrase } from '../../secrets/age.js';
import { openerWith } from '../../secrets/opener.js';
import { sealOf } from '../../secrets/seal.js';
import { makePlainFolder } from './plain.js';
import { lockFor, readersOf } from './recipients.js';

interface EditOptions extends KeyOptions {
  readonly passphrase?: true;
}

/** @returns the exit code: that of the editor where it failed, and nothing is saved then */
export async function edit(file: string, options: EditOptions): Promise<number> {
  const before = existsSync(file) ? await openForEditing(file, options) : Buffer.alloc(0);
  // Asked before anything is typed: a text that cannot be encrypted in the end would be lost.
  const lock = await lockFor(dirname(file), options);
  const { code, after } = await editBytes(before, basename(file));
  if (code !== 0) {
    process.stderr.write(`The editor ended with ${code}; ${file} is as it was.\n`);
    return code;
  }
  if (after.equals(before)) process.stderr.write(`Nothing changed in ${file}.\n`);
  else {
    writeWhole(file, await encryptAge(after, lock), 0o600);
    process.stderr.write(`${readersOf(lock)}\n`);
  }
  return 0;
}

async function openForEditing(file: string, options: EditOptions): Promise<Buffer> {
  const sealed = localFiles([]).text(file);
  const seal = sealOf(sealed);
  if (seal === undefined) fail(`${file} is not encrypted`, undefined, `hostwright secrets encrypt ${file}`);
  if (seal === 'vault') fail(`${file} is of Ansible Vault`, undefined, 'edit it with ansible-vault edit');
  if (wantsPassphrase(sealed) && !options.passphrase) {
    const advice = 'add --passphrase and give the one that it shall have, or rotate it first';
    fail(`${file} is encrypted with a passphrase`, undefined, advice);
  }
  const opened = await openerWith(keySources(options))(sealed, file);
  return opened.kind === 'opened'
    ? opened.bytes
    : fail(`${file}: ${opened.message}`, undefined, opened.advice);
}

async function editBytes(before: Buffer, name: string): Promise<{ code: number; after: Buffer }> {
  const folder = makePlainFolder();
  try {
    const path = join(folder.path, name);
    writeFileSync(path, before, { mode: 0o600 });
    const code = await runEditor(path, folder.remove);
    return { code, after: code === 0 ? readFileSync(path) : before };
  } finally {
    folder.remove();
  }
}

/** @returns the exit code. @param onKilled removes the plain text when hostwright is told to end */
function runEditor(path: string, onKilled: () => void): Promise<number> {
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi';
  // The variable is a command with arguments, as everywhere; the path is no part of it.
  // Heard from before it starts: it may be told to end at once.
  let child: ChildProcess | undefined;
  const release = onSignals(() => {
    onKilled();
    child?.kill('SIGTERM');
  });
  return new Promise<number>((resolve, reject) => {
    child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
    child.on('error', reject).on('close', (code, signal) => resolve(signal ? 130 : (code ?? 1)));
  }).finally(release);
}

/** Ctrl-C belongs to the editor. Told to end, the plain text goes first, then the editor. */
function onSignals(end: () => void): () => void {
  const ignore = () => undefined;
  process.on('SIGINT', ignore).on('SIGTERM', end).on('SIGHUP', end);
  return () => {
    process.off('SIGINT', ignore).off('SIGTERM', end).off('SIGHUP', end);
  };
}
