// The record of what was made on a host: through every shell of this machine.

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMade, takeBackMade, writeMade } from '../../src/shell/made.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let lib = '';
beforeEach(() => {
  lib = mkdtempSync(`${tmpdir()}/hostwright-made-`);
});
afterEach(() => rmSync(lib, { recursive: true, force: true }));

const record = () => `${lib}/hostwright/made`;
const text = (name: string, more = {}) =>
  JSON.stringify({ kind: 'file', name, at: '2026-11-30T12:00:00.000Z', ...more });

describe.each(localShells)('$name', ({ shell }) => {
  function run(script: string) {
    const { code, stdout, stderr } = runLocally(shell, script.replaceAll('/var/lib', lib), Buffer.alloc(0));
    return { code, said: stdout.toString(), words: stderr.toString() };
  }
  const listed = () => run(readMade).said.split('\n').filter(Boolean);

  it('is nothing at first, and then what was written, line by line', () => {
    expect(run(readMade)).toEqual({ code: 0, said: '', words: '' });
    const odd = text(`/srv/'a "b"\n$(c)`);
    expect(run(writeMade([{ text: text('/srv/a') }, { text: odd }]).script).code).toBe(0);
    expect(run(writeMade([{ text: text('/srv/c') }]).script).code).toBe(0);
    expect(listed()).toEqual([text('/srv/a'), odd, text('/srv/c')]);
    expect(statSync(record()).mode & 0o077).toBe(0);
  });

  it('has no line for what was there before', () => {
    const [there, link, gone] = [`${lib}/there`, `${lib}/link to nothing`, `${lib}/gone`];
    writeFileSync(there, '');
    run(`ln -s nowhere '${link}'`);
    const lines = [there, link, gone].map((path) => ({ text: text(path), unlessThere: path }));
    run(writeMade(lines).script);
    expect(listed()).toEqual([text(gone)]);
    run(writeMade(lines.slice(0, 2)).script);
    expect(listed()).toHaveLength(1);
  });

  it('loses one line where one was torn', () => {
    run(writeMade([{ text: text('/srv/a') }]).script);
    appendFileSync(record(), text('/srv/torn').slice(0, 20));
    run(writeMade([{ text: text('/srv/b') }]).script);
    expect(listed()).toEqual([text('/srv/a'), text('/srv/torn').slice(0, 20), text('/srv/b')]);
  });

  it('stays short: the last line of each thing is kept', () => {
    mkdirSync(`${lib}/hostwright`);
    const many = Array.from({ length: 9000 }, (_, index) =>
      text(`/tmp/${index % 10}`, { task: `${'x'.repeat(60)} ${index}` }),
    );
    writeFileSync(record(), `${[text('/srv/first'), ...many].join('\n')}\n`);
    run(writeMade([{ text: text('/srv/last') }]).script);
    expect(listed()).toEqual([text('/srv/first'), ...many.slice(-10), text('/srv/last')]);
  });

  it('stays short also where each line is about something else: the newest are kept', () => {
    mkdirSync(`${lib}/hostwright`);
    const many = Array.from({ length: 9000 }, (_, index) => text(`/tmp/${'x'.repeat(60)}${index}`));
    writeFileSync(record(), `${many.join('\n')}\n`);
    run(writeMade([{ text: text('/srv/last') }]).script);
    expect(statSync(record()).size).toBeLessThan(600_000);
    expect(listed().slice(-2)).toEqual([many.at(-1), text('/srv/last')]);
  });

  it('that cannot be written fails the step before anything is changed', () => {
    writeFileSync(`${lib}/hostwright`, 'in the way');
    const { code, words } = run(writeMade([{ text: text('/srv/a') }]).script);
    expect(code).toBe(1);
    expect(words).toMatch(/nothing was changed/);
  });

  it('of another user than root is none', () => {
    const { script } = writeMade([{ text: text('/srv/a') }]);
    expect(runLocally(shell, script.replaceAll('[ -w /var/lib ]', 'false'), Buffer.alloc(0)).code).toBe(0);
    expect(listed()).toEqual([]);
  });

  it('says what was taken back, where there is a record', () => {
    const script = takeBackMade(`${lib}/hostwright/made`, 'a1');
    expect(run(script).code).toBe(0);
    expect(listed()).toEqual([]);
    run(writeMade([{ text: text('/srv/a', { block: 'a1' }) }]).script);
    expect(run(script).code).toBe(0);
    expect(readFileSync(record(), 'utf8')).toContain('\n{"undone":"a1"}\n');
  });
});
