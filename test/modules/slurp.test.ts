// What slurp says of a file. Beside Ansible's: test/modules/judge.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeOf, refusals, runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-slurp-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  const look = (src: string) => runLocally(shell, probeOf('slurp', { src }));

  it('keeps every byte', async () => {
    const src = `${folder}/it's a file`;
    writeFileSync(src, Buffer.from([0, 255, 10]));
    const said = await runAction('slurp', { src }, { seen: look(src) });
    expect(said.result).toEqual({ content: 'AP8K', source: src, encoding: 'base64' });
  });

  it('says why it cannot', () => {
    const large = `${folder}/large`;
    writeFileSync(large, '');
    truncateSync(large, 4 * 1024 * 1024 + 1);
    const why = (src: string) => look(src).stderr.toString();
    expect(why(folder)).toBe(`${folder} is a directory: name a file\n`);
    expect(why(`${folder}/none`)).toMatch(/^there is no file .*none that \w+ may look at\n$/);
    expect(why('/dev/null')).toBe('/dev/null is no file\n');
    expect(why(large)).toBe(`${large} is larger than 4 MiB\n`);
  });
});

it('refuses a path that is not absolute', () => {
  expect(refusals('slurp', { src: 'x' })).toEqual(['src: expected an absolute path, beginning with /']);
});
