// The lab files that take longest start first, so that the workers end together.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, below test/lab. Whoever adds one that takes a minute on a quiet machine puts it here. */
const longest = [
  'ecosystem/ecosystem',
  'letsencrypt/issue',
  'letsencrypt/moves',
  'trust/crash',
  'publish/ports',
  'laws',
  'transaction/crash',
  'publish/gate',
  'trust/ssh',
  'setup/conversation',
  'cli/package',
  'cli/run',
  'transaction/proxy',
  'setup/hosts',
  'trust/network',
  'trust/apt',
  'secure-websocket/waiting',
  'secure-websocket/verify',
  'detached',
  'publish/capacity',
  'transaction/confirm',
  'secure-websocket/settings',
  'secure-websocket/endpoint',
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
