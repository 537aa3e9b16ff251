// lineinfile, blockinfile and replace, done by us and by Ansible's own modules: the same files, and the same word about a change.
// EDITS says how many of each; more than here: `npm run test:long -- text-edits`.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/change.js';
import { modulesByName } from '../../../src/modules/index.js';
import { useTools } from '../../setup/tools.js';
import { foundText } from '../ask_module.js';
import { type EditCase, editCases } from './cases.js';

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });

const count = Number(process.env.EDITS ?? 200);
const seed = Number(process.env.SEED ?? 7);

interface Answer {
  readonly changed: boolean;
  readonly failed: boolean;
  readonly content: string;
  readonly said?: string;
}

const names = ['lineinfile', 'blockinfile', 'replace'] as const;

describe.each(names)('%s', (name) => {
  it(`does what Ansible's does, ${count} times`, { timeout: 60_000 + count * 100 }, () => {
    const cases = fc.sample(editCases[name], { numRuns: count, seed });
    const theirs = askAnsible(cases);
    const differing = cases.flatMap((one, at) => {
      const [ansible, ours] = [theirs[at], edit(one)];
      const isSame = ansible?.failed ? ours.failed : sameAnswer(ansible, ours);
      return isSame || onPurpose(one, ansible) ? [] : [{ ...one, file: decoded(one.content), ansible, ours }];
    });
    expect(differing.slice(0, 3)).toEqual([]);
    expect(theirs.filter(({ changed }) => changed).length).toBeGreaterThan(count / 8);
  });
});

/** Where we do something else, and why. */
function onPurpose({ module, args, content }: EditCase, ansible: Answer | undefined): boolean {
  const text = decoded(content);
  const isUnended = text !== '' && !text.endsWith('\n');
  // It counts lines in characters up to a place in bytes, and lands too low.
  const isMultiline = JSON.stringify(args).includes('(?m)');
  if (module === 'blockinfile' && isMultiline && text.includes('ä')) return true;
  // It adds a line feed to a file in which there is nothing to remove.
  if (module === 'blockinfile') return isUnended && ansible?.content !== content;
  // It joins the new line to a last line without a line feed.
  if (module === 'lineinfile')
    return isUnended && (args.insertafter !== undefined || args.firstmatch === true);
  return false;
}

function sameAnswer(one: Answer | undefined, two: Answer): boolean {
  return one?.changed === two.changed && one.content === two.content;
}

function decoded(content: string): string {
  return Buffer.from(content, 'base64').toString();
}

function askAnsible(cases: readonly EditCase[]): readonly Answer[] {
  const script = join(import.meta.dirname, 'answers.py');
  const input = JSON.stringify(cases);
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  return JSON.parse(execFileSync('/usr/bin/python3', [script], options)) as readonly Answer[];
}

function edit({ module: name, args, content }: EditCase): Answer {
  const module = modulesByName.get(name);
  if (module?.kind !== 'state') throw new Error(`${name} is no state module`);
  const wanted = module.params.safeParse({ path: '/srv/file', ...args });
  if (!wanted.success) return { failed: true, changed: false, content, said: wanted.error.message };
  return read(module.plan(wanted.data, foundText(Buffer.from(content, 'base64'))), content);
}

function read(verdict: Verdict, content: string): Answer {
  if (verdict === null) return { failed: false, changed: false, content };
  if (verdict.kind === 'missing') return { failed: true, changed: false, content, said: verdict.why };
  const [step] = verdict.steps;
  if (step?.kind !== 'put') throw new Error('an edit is one put');
  return { failed: false, changed: true, content: Buffer.from(step.content).toString('base64') };
}
