// Parameters arrive byte for byte: file and copy with names of any letters, through the shells of this machine.

import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snippetOf } from '../../src/shell/step.js';
import { probeOf, readBy, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-names-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((name) => !/[\0\n\ud800-\udfff]/.test(name));
const fileName = text
  .map((name) => name.replaceAll('/', '-'))
  .filter((name) => !['.', '..', 'l'].includes(name));
const nasty = ['x\'"$(reboot)`reboot` \\n*?[a-z]{1,2};&|<>~#!', '-rf --', ' läuft 日本 \u{1f980}'];

describe.each(localShells)('$name', ({ shell }) => {
  function apply(module: string, params: object) {
    const verdict = () => {
      const { code, stdout, stderr } = runLocally(shell, probeOf(module, params));
      expect([code, stderr.toString()]).toEqual([0, '']);
      return verdictOf(module, params, readBy(module, params, stdout));
    };
    const first = verdict();
    if (first?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(first)}`);
    for (const step of first.steps) {
      const { script, input } = snippetOf(step);
      expect(runLocally(shell, script, input)).toMatchObject({ code: 0, stderr: Buffer.alloc(0) });
    }
    expect(verdict()).toBeNull();
  }

  it('directories, links, files, and their end', () => {
    fc.assert(
      fc.property(fileName, text, text, (name, target, content) => {
        const path = `${folder}/${name}`;
        apply('file', { path, state: 'directory' });
        apply('file', { path: `${path}/l`, state: 'link', src: target });
        expect(readlinkSync(`${path}/l`)).toBe(target);
        apply('copy', { dest: `${path}/${name}`, content });
        expect(readFileSync(`${path}/${name}`, 'utf8')).toBe(content);
        expect(readdirSync(path).sort()).toEqual(['l', name].sort());
        apply('file', { path, state: 'absent' });
        expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
      }),
      { numRuns: 4, examples: nasty.map((name) => [name, name, name]) },
    );
  });
});
