// CHANGELOG.md as a machine reads it: which changes of hosts it names.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent, Status } from '../../src/event.js';
import { root } from '../cli/hostwright.js';
import { differences, namedIn, type Traits } from './named.js';

const changelog = (...lines: readonly string[]) =>
  ['# Changelog', '', '## Unreleased', '', '- new', '', '### Changes on hosts', '', ...lines, ''].join('\n');

const everywhere = '- `The site` changes `content`, `mode`: why.';
const onNginx = '- `The site` changes `content` where `proxy` is `nginx` and\n  `release` is `trixie`: why.';
const handler = '- `Reload` changes `state`: why.';

/** @param fields by task */
function planned(fields: Readonly<Record<string, readonly string[]>>, status: Status = 'would_change') {
  return Object.entries(fields).map(([name, names]): RunEvent => {
    const place = { file: 'main.yml', line: 1, column: 1 };
    const task = { id: 1, name, module: 'copy', place, handler: false };
    const changed = names.map((each) => ({ name: each, from: null, to: 'x' }));
    return { type: 'outcome', host: 'h1', task, status, fields: changed, ms: 0 };
  });
}

const traits: Traits = { proxy: 'nginx', release: 'trixie', certificate: 'provided' };
const wrong = (text: string, events: readonly RunEvent[], of = traits) =>
  differences(namedIn(text), 'h1', of, events);

describe('what it names', () => {
  it('is read, over more than one line, up to the next heading', () => {
    const text = changelog('Words.', '', everywhere, onNginx, '', '### Else', '', '- what');
    expect(namedIn(text)).toEqual([
      { task: 'The site', fields: ['content', 'mode'], where: [], line: 11 },
      {
        ...{ task: 'The site', fields: ['content'], line: 12 },
        where: [
          ['proxy', 'nginx'],
          ['release', 'trixie'],
        ],
      },
    ]);
  });

  it('is what is unreleased', () => {
    expect(namedIn(changelog('None.', '', '## 1.0', '', '### Changes on hosts', '', everywhere))).toEqual([]);
    expect(() => namedIn(changelog().replace('###', '####'))).toThrow('no "### Changes on hosts"');
  });

  it.each(['- The site: why.', '- `The site`', '- `The site` changes content: why.'])(
    'is not guessed: %s',
    (line) =>
      expect(() => namedIn(changelog(line))).toThrow('CHANGELOG.md:9: expected - `TASK` changes `FIELD`'),
  );

  it('is of hosts that there are', () => {
    const line = onNginx.replace('trixie', 'sarge');
    expect(() => namedIn(changelog(line))).toThrow('CHANGELOG.md:9: no host is known whose release is sarge');
  });

  it('of the present one can be read', () => {
    expect(namedIn(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))).toBeInstanceOf(Array);
  });
});

describe('a plan', () => {
  it('agrees with it', () => {
    expect(wrong(changelog(), planned({ 'The site': [] }, 'ok'))).toEqual([]);
    const both = planned({ 'The site': ['mode', 'content'], Reload: ['state'] });
    expect(wrong(changelog(everywhere, handler), both)).toEqual([]);
  });

  it('that shows more is told the line that is missing', () => {
    const said = wrong(changelog(onNginx), planned({ 'The site': ['content', 'mode'], Run: [] }));
    expect(said.join()).toContain(`
- \`The site\` changes \`mode\` where \`proxy\` is \`nginx\`: WHY
- \`Run\` where \`proxy\` is \`nginx\`: WHY
`);
    expect(wrong(changelog(), planned({ Run: [] }, 'failed'))).toHaveLength(1);
  });

  it('that shows less is told the line that is too much', () => {
    const [line] = wrong(changelog(everywhere), planned({ 'The site': ['content'] }));
    expect(line).toMatch(
      /^CHANGELOG.md:9 names what plan does not show on h1 \(proxy is nginx, release is trixie, certificate is provided\)/,
    );
  });

  it('is only asked for what is so of its host', () => {
    const apache: Traits = { ...traits, proxy: 'apache2' };
    expect(wrong(changelog(onNginx), [], apache)).toEqual([]);
    expect(wrong(changelog(onNginx), planned({ 'The site': ['content'] }), apache)).toHaveLength(1);
  });

  it('may leave open what follows from a change, and nothing else', () => {
    const after = planned({ Asked: [] }, 'unknown');
    expect(wrong(changelog(handler), [...planned({ Reload: ['state'] }), ...after])).toEqual([]);
    expect(wrong(changelog(), after)).toHaveLength(1);
  });
});
