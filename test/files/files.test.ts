import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localFiles } from '../../src/files/files.js';
import { problemsOf } from '../expression/scopes.js';

let folder = '';
const at = (name: string) => join(folder, name);
const place = () => ({ file: at('plays/site.yml'), line: 3, column: 7 });
const files = () => localFiles([at('shipped')]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-files-'));
  for (const name of ['plays/templates', 'plays/files', 'shipped']) mkdirSync(at(name), { recursive: true });
  writeFileSync(at('plays/beside.hbs'), 'beside');
  writeFileSync(at('plays/templates/in.hbs'), 'in');
  writeFileSync(at('plays/files/motd'), 'motd');
  writeFileSync(at('shipped/in.hbs'), 'shipped, and never seen: the nearer one wins');
  writeFileSync(at('shipped/far.hbs'), 'far');
  writeFileSync(at('plays/latin1'), Buffer.from([0xe4]));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('find', () => {
  it.each([
    ['template', 'beside.hbs', 'plays/beside.hbs'],
    ['template', 'in.hbs', 'plays/templates/in.hbs'],
    ['template', 'far.hbs', 'shipped/far.hbs'],
    ['file', 'motd', 'plays/files/motd'],
  ] as const)('%s %s', (kind, name, path) => expect(files().find(kind, name, place())).toBe(at(path)));

  it('by a role that is shipped, what lies beside the playbook comes before what is shipped', () => {
    const inRole = { file: at('shipped/roles/r/tasks/main.yml'), line: 1, column: 1 };
    const found = (kind: 'file' | 'template', name: string) =>
      localFiles([at('shipped')], at('plays')).find(kind, name, inRole);
    expect(found('template', 'in.hbs')).toBe(at('plays/templates/in.hbs'));
    expect(found('template', 'far.hbs')).toBe(at('shipped/far.hbs'));
    expect(found('file', 'motd')).toBe(at('plays/files/motd'));
  });

  it('takes an absolute path as it is', () => {
    expect(files().find('file', at('shipped/far.hbs'), place())).toBe(at('shipped/far.hbs'));
  });

  it('says where it looked', () => {
    expect(problemsOf(() => files().find('template', 'no.hbs', place()))).toBe(
      `${at('plays/site.yml')}:3:7: there is no template "no.hbs"\n  looked for ` +
        `${at('plays/no.hbs')}, ${at('plays/templates/no.hbs')}, ${at('shipped/no.hbs')}`,
    );
    expect(problemsOf(() => files().find('file', 'far.hbs', place()))).not.toContain('shipped');
  });
});

describe('reading', () => {
  it('answers text and bytes', () => {
    expect(files().text(at('plays/beside.hbs'))).toBe('beside');
    expect(files().bytes(at('plays/latin1'))).toEqual(Buffer.from([0xe4]));
  });

  it.each([
    ['nope', 'cannot read /nope: there is no such file'],
    ['plays', 'cannot read /plays: it is a directory'],
    ['plays/beside.hbs/x', 'cannot read /plays/beside.hbs/x: a part of the path is not a directory'],
    [
      'plays/latin1',
      '/plays/latin1 is not UTF-8 text\n  save it as UTF-8, or copy it as it is with copy: src',
    ],
  ])('%s', (name, problem) => {
    const said = problemsOf(() => files().text(at(name), place())).replaceAll(folder, '');
    expect(said).toBe(`/plays/site.yml:3:7: ${problem}`);
  });
});
