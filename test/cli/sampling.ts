// What everybody on the machine can see of all processes, also of those in the hosts of a lab.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Which of the words stood in a command line or an environment, looked at again and again until the work ends. */
export async function whileSampling<Result>(
  words: readonly string[],
  work: Promise<Result>,
): Promise<{ readonly result: Result; readonly seen: readonly string[] }> {
  let isDone = false;
  const seen = new Set<string>();
  const sampling = (async () => {
    while (!isDone) {
      const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
      const texts = processes.flatMap((pid) =>
        [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].map(readIfThere),
      );
      for (const word of words) if (texts.some((text) => text.includes(word))) seen.add(word);
      await sleep(30);
    }
  })();
  const result = await work.finally(() => {
    isDone = true;
  });
  await sampling;
  return { result, seen: [...seen] };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
