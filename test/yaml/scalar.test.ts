import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/problem.js';
import { plain } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { type Dialect, readPlain } from '../../src/yaml/scalar.js';

describe('what a plain scalar means', () => {
  it.each<[string, ReturnType<typeof readPlain>, ReturnType<typeof readPlain>]>([
    // text, in a playbook, in an inventory (as PyYAML 6 answers)
    ['yes', 'yes', true],
    ['NO', 'NO', false],
    ['on', 'on', true],
    ['y', 'y', 'y'],
    ['true', true, true],
    ['0644', '0644', 420],
    ['0o644', '0o644', '0o644'],
    ['08', '08', '08'],
    ['-07', '-07', -7],
    ['0', 0, 0],
    ['0.5', 0.5, 0.5],
    ['0x1F', 31, 31],
    ['1_000', '1_000', 1000],
    ['12:30', '12:30', 750],
    ['1e3', 1000, '1e3'],
    ['1.5', 1.5, 1.5],
    ['~', null, null],
    ['2020-01-01', '2020-01-01', '2020-01-01'],
    ['.inf', '.inf', '.inf'],
    ['.nan', '.nan', '.nan'],
    ['12345678901234567890', '12345678901234567890', '12345678901234567890'],
    ['1.2.3', '1.2.3', '1.2.3'],
    ['=', '=', '='],
  ])('%s', (text, inPlaybook, inInventory) => {
    expect(readPlain(text, 'playbook')).toBe(inPlaybook);
    expect(readPlain(text, 'inventory')).toBe(inInventory);
  });
});

describe('warnings', () => {
  const warningsOf = (text: string, dialect: Dialect) =>
    parseYaml(text, 'i.yml', dialect).warnings.map(formatProblem);

  it.each([
    ['country: NO', 'i.yml:1:10: NO is read as false, as Ansible does\n  quote it ("NO") if it is text'],
    [
      'at: 12:30',
      'i.yml:1:5: 12:30 is read as the number 750 (base 60), as Ansible does\n  quote it ("12:30") if it is text',
    ],
    [
      'mode: 0644',
      'i.yml:1:7: 0644 is read as the number 420 (octal), as Ansible does\n  quote it ("0644") if it is text',
    ],
    ['n: 1_0', 'i.yml:1:4: 1_0 is read as the number 10, as Ansible does\n  quote it ("1_0") if it is text'],
  ])('%s', (text, warning) => {
    expect(warningsOf(text, 'inventory')).toEqual([warning]);
    expect(warningsOf(text, 'playbook')).toEqual([]);
  });

  it.each(['a: yes', 'a: off', 'a: true', 'a: "NO"', 'a: 9944', 'a: ::1', 'a: 10.0.0.1'])(
    'none for %s',
    (text) => {
      expect(warningsOf(text, 'inventory')).toEqual([]);
    },
  );

  it('a quoted value is text in both', () => {
    for (const dialect of ['playbook', 'inventory'] as const) {
      expect(parseYaml('a: "0644"', 'i.yml', dialect).documents.map(plain)).toEqual([{ a: '0644' }]);
    }
  });
});
