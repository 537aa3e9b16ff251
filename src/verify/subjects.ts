// Which endpoints the command line means: those of a playbook, or URLs.

import { join } from 'node:path';
import type { VerifyOptions } from '../options/verify.js';
import { fail } from '../problem.js';
import { shippedPlaybooks } from '../project/shipped.js';
import { subjectsOfPlaybook } from './playbook.js';
import type { Subject } from './subject.js';
import { checkFingerprint, isUrl, subjectsOfUrls } from './urls.js';

/** @throws ProblemError for words and options that do not go together, and for mistakes in the files */
export async function subjectsOf(
  words: readonly string[],
  options: VerifyOptions,
): Promise<readonly Subject[]> {
  const [file = join(shippedPlaybooks, 'secure-websocket.yml'), ...more] = words;
  if (words.some(isUrl) && options.logIn)
    fail(
      '--log-in is for playbooks: a URL does not say how to log in',
      undefined,
      'name the host in an inventory',
    );
  if (options.inventoryComplete && (words.some(isUrl) || options.limit !== undefined))
    fail('--inventory-complete is about all of an inventory', undefined, 'leave URLs and --limit out');
  if (words.length > 0 && words.every(isUrl)) return subjectsOfUrls(words, options);
  if (more.length > 0) fail('verify takes one playbook, or URLs', undefined, 'run it once for each playbook');
  if (options.ca !== undefined)
    fail('--ca is for URLs', undefined, 'the prove tasks of a playbook say it themselves');
  const subjects = await subjectsOfPlaybook(file, options);
  checkFingerprint(subjects.length, options);
  return subjects;
}
