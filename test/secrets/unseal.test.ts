import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { encryptAge, makeIdentity } from '../../src/secrets/age.js';
import { secretBlock } from '../../src/secrets/inline.js';
import { openerWith } from '../../src/secrets/opener.js';
import { unseal } from '../../src/secrets/unseal.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { markSecret } from '../../src/yaml/rewrite.js';
import { filesOf, layered, problemsOf, valueNode } from '../expression/scopes.js';

// From a YAML file with encrypted values to what templates make of them: which results carry the mark.

const me = await makeIdentity();
const open = openerWith({
  identities: async () => ({ file: 'id.txt', identities: [me.identity] }),
  vaultPasswords: async () => [],
  ask: async () => undefined,
});
const lock = { kind: 'recipients', recipients: [me.recipient] } as const;
const blockOf = async (plain: string) => secretBlock(await encryptAge(Buffer.from(plain), lock));
const context = { files: filesOf() };

async function scopeOf(yaml: string, isWholeFile = false): Promise<Scope> {
  const { documents } = await unseal(parseYaml(yaml, 'vars.yml', 'playbook'), open);
  const [document] = isWholeFile ? documents.map(markSecret) : documents;
  if (document?.kind !== 'map') throw new Error('no variables');
  return layered(new Map(document.entries.map(({ key, value }) => [key, { kind: 'source', node: value }])));
}

const read = (template: string, scope: Scope) =>
  evaluate(valueNode(`v: ${JSON.stringify(template)}`), scope, context);

const quoted = JSON.stringify(await encryptAge(Buffer.from('k'), lock));
const values = `open: 1
password: ${await blockOf('hunter2')}
users: [{ name: ann, key: &key !secret ${quoted} }]
url: "https://ann:{{ password }}@host"
same: *key
`;

describe('a value that is encrypted by itself', () => {
  it('arrives byte for byte, whatever it looks like', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('{{ x }}', '{% if %}', 'yes', '12', '- a'),
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (value) => {
        const scope = await scopeOf(`x: 1\npassword: ${await blockOf(value)}`);
        expect(read('{{ password }}', scope)).toEqual({ value, secret: true });
        expect(read('<{{ password }}>', scope)).toEqual({ value: `<${value}>`, secret: true });
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['{{ open }}', 1, false],
    ['{{ password }}', 'hunter2', true],
    ['{{ url }}', 'https://ann:hunter2@host', true],
    ['{{ same }}', 'k', true],
    ['{{ users.[0].name }}', 'ann', false],
    ['{{ users.[0].key }}', 'k', true],
    ['{{json users}}', '[{"name":"ann","key":"k"}]', true],
    ['{{#each users}}{{ name }}{{/each}}', 'ann', false],
    ['{{#if (eq password "hunter2")}}a{{else}}b{{/if}}', 'a', true],
    ['{{base64 password}}', 'aHVudGVyMg==', true],
    ['{{default password "x"}}', 'hunter2', true],
  ])('%s', async (template, value, secret) => {
    expect(read(template, await scopeOf(values))).toEqual({ value, secret });
  });

  it('that cannot be opened is a mistake where it is read, and only there', async () => {
    const other = await encryptAge(Buffer.from('x'), {
      kind: 'recipients',
      recipients: [(await makeIdentity()).recipient],
    });
    const scope = await scopeOf(`ok: fine\nlost: ${secretBlock(other)}`);
    expect(read('{{ ok }}', scope)).toEqual({ value: 'fine', secret: false });
    expect(problemsOf(() => read('{{ lost }}', scope))).toMatch(
      /^vars.yml:3:11: this is encrypted, and not for an identity in id.txt\n/,
    );
  });

  it('that is no encrypted text says what to write', async () => {
    const scope = await scopeOf('v: !secret hunter2\n');
    expect(problemsOf(() => read('{{ v }}', scope))).toBe(
      'vars.yml:1:12: this is no encrypted text\n  write what hostwright secrets encrypt --value prints',
    );
  });

  it('that nobody has opened says so', () => {
    const { documents } = parseYaml('v: !secret x\n', 'vars.yml', 'playbook');
    const [node] = documents;
    if (!node) throw new Error('no document');
    expect(problemsOf(() => evaluate(node, layered(), context))).toBe(
      'vars.yml:1:12: the value is encrypted',
    );
  });
});

describe('a file that is encrypted as a whole', () => {
  const vars = `host: db
url: "postgres://{{ host }}"
users: { ann: 1 }
broken: "pass{{wo rd"
missing: "pass{{ word }}"
`;
  it.each([
    ['{{ host }}', 'db'],
    ['{{ url }}', 'postgres://db'],
    ['{{#each users}}{{@key}}{{/each}}', 'ann'],
  ])('holds templates, and all of it is secret: %s', async (template, value) => {
    const scope = await scopeOf(vars, true);
    expect(read(template, scope)).toEqual({ value, secret: true });
  });

  it.each(['broken', 'missing'])('has mistakes that are not quoted: %s', async (name) => {
    const scope = await scopeOf(vars, true);
    expect(problemsOf(() => read(`{{ ${name} }}`, scope))).toMatch(
      /^vars.yml:\d:\d+: an encrypted text has a mistake in its template$/,
    );
  });
});
