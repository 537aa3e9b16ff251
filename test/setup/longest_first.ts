// The lab files that take longest start first, so that the workers end together.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Below test/lab: the longest by far, those that mostly sleep, then the others that are long. Whoever adds one that takes a minute puts it here. */
const longest = [
  'laws',
  'secure-websocket/waiting',
  'detached',
  'letsencrypt/issue',
  'ecosystem/ecosystem',
  'setup/hosts',
  'letsencrypt/moves',
  'setup/conversation',
  'secure-websocket/refusal',
  'publish/gate',
  'publish/ports',
  'trust/ssh',
  'trust/network',
  'secure-websocket/endpoint',
  'secure-websocket/verify',
  'trust/apt',
  'transaction/proxy',
  'service',
  'trust/crash',
  'cli/package',
  'publish/capacity',
  'cli/run',
  'transaction/confirm',
  'transaction/crash',
  'secure-websocket/settings',
  'reboot',
  'transport/privilege',
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
