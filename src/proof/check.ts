// How a check words its findings. A check is a file in checks/: pure, answers in, one finding out.

import type { Cause, CheckName, Finding } from '../finding.js';

export interface Words {
  passed(seen: string, advice?: string): Finding;
  failed(seen: string, cause: Cause, advice?: string): Finding;
  /** @param why it could not be told */
  untried(why: string, advice?: string): Finding;
}

/** @param expected as one clause: how it has to be */
export function check(name: CheckName, expected: string): Words {
  const about = (seen: string, advice: string | undefined) => ({
    check: name,
    expected,
    seen,
    ...(advice !== undefined && { advice }),
  });
  return {
    passed: (seen, advice) => ({ status: 'passed', ...about(seen, advice) }),
    failed: (seen, cause, advice) => ({ status: 'failed', cause, ...about(seen, advice) }),
    untried: (why, advice) => ({ status: 'untried', ...about(why, advice) }),
  };
}

/** What a task on the host itself has told; a `cause` and an `advice` for where it failed. */
export function judgeTask(
  { passed, failed, untried }: Words,
  { status, message = status }: { readonly status: string; readonly message?: string | undefined },
  cause: Cause,
  advice: string,
): Finding {
  if (status === 'ok') return passed(message);
  return status === 'failed' ? failed(message, cause, advice) : untried(message);
}

/** At most 80 characters of what the endpoint said, quoted, so that it cannot pose as something else on a terminal. */
export function quoteRemote(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return JSON.stringify(short).replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '?');
}
