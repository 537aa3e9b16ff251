// What our modules do to files, held against Ansible's own on folders of this machine: the same files, the same word about a change,
// and each finds the other's work in order. JUDGED says how many cases of each; more than here: `npm run test:long -- file-modules`.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTools } from '../../setup/tools.js';
import { fileCases } from './file_cases.js';
import { findCases, slurpCases } from './find_cases.js';
import { type Case, differences, type Judged, judge, told } from './judge.js';
import { unarchiveCases } from './unarchive_cases.js';

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });

const count = Number(process.env.JUDGED ?? 10);
const seed = Number(process.env.SEED ?? 3);

/** Where we do something else, and why: docs/decisions/modules.md. */
const onPurpose: Readonly<Record<string, (judged: Judged) => boolean>> = {
  'file: a pipe is no file, and is not replaced': ({ case: { before } }) => before.startsWith('mkfifo'),
  'file: a directory is not replaced by a link': ({ case: { before, args } }) =>
    before.startsWith('mkdir') && args.state === 'link',
  'file: of a link to nothing what it leads to is meant': ({ case: { before, args } }) =>
    before === 'ln -s none p' && (args.state === 'touch' || args.state === undefined),
  'file: a tree in which two may write is left alone': ({ ours }) =>
    String(ours.result.msg).includes('has directories that others may write into'),
  'file: a link may lead to nothing': ({ theirs }) =>
    String(theirs.result.msg).includes('src file does not exist'),
  'file: where a tree belongs to somebody, only their own groups get the set-group-ID bit': ({
    case: { args },
  }) => args.recurse === true && /^2|s/.test(String(args.mode)),
  'unarchive: modes are not set in what the archive gives away': ({ ours }) =>
    String(ours.result.msg).includes('could lead a change of its mode elsewhere'),
  'unarchive: with owner or group the set-ID bits of the archive are dropped': ({ case: { before, args } }) =>
    before.includes('chmod 4755') && (args.owner ?? args.group) !== undefined && args.mode === undefined,
  'unarchive: whose files are is not asked with --no-same-owner, so that a second run is silent': ({
    case: { args },
  }) => String(args.extra_opts) === '--no-same-owner',
  'unarchive: a name of which --strip-components leaves nothing is not listed': ({ case: { args } }) =>
    String(args.extra_opts) === '--strip-components=1' && args.list_files === true,
  'unarchive: an option of tar is not for zip': ({ case: { before, args } }) =>
    before.includes('zip -qr') && args.extra_opts !== undefined,
};

const all: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  file: fileCases,
  find: findCases,
  slurp: slurpCases,
  unarchive: unarchiveCases,
};

describe.runIf(process.getuid?.() === 0).each(Object.entries(all))('%s', (_, cases) => {
  it(`does what Ansible's does, ${count} times`, { timeout: 60_000 + count * 1_000 }, async () => {
    const judged = await judge(fc.sample(cases, { numRuns: count, seed }), '');
    const odd = judged.flatMap((one) => {
      const how = differences(one).join(', ');
      const isMeant = Object.values(onPurpose).some((isIt) => isIt(one));
      return how === '' || isMeant ? [] : [`${how}\n${told(one)}\n`];
    });
    expect(odd.slice(0, 40).join('\n')).toBe('');
    const isWorth = ({ theirs: { changed, result } }: Judged) =>
      changed || Number(result.matched) > 0 || 'content' in result;
    expect(judged.filter(isWorth).length).toBeGreaterThan(count / 10);
  });
});
