// The lab files that take longest start first, so that the workers end together.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, below test/lab. Whoever adds one that takes a minute on a quiet machine puts it here. */
const longest = [
  'ecosystem/ecosystem',
  'letsencrypt/moves',
  'laws',
  'letsencrypt/issue',
  'trust/network',
  'publish/ports',
  'transaction/crash',
  'trust/ssh',
  'trust/crash',
  'publish/gate',
  'setup/conversation',
  'trust/apt',
  'setup/hosts',
  'trust/disk',
  'trust/commands',
  'secure-websocket/refusal',
  'setup/flags',
  'secure-websocket/waiting',
  'transaction/confirm',
  'cli/run',
  'publish/capacity',
  'transaction/proxy',
  'cli/package',
  'secure-websocket/verify',
  'secure-websocket/settings',
  'apache2',
  'detached',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/test/lab/${name}.test.ts`));
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
