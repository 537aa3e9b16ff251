// What a host has to grant at once, or not at all.

import { TimedOut } from '../connection.js';

/**
 * @param late what becomes of what comes after its time
 * @throws TimedOut
 */
export async function inTime<T>(
  work: Promise<T>,
  seconds: number,
  doing: string,
  late: (result: T) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new TimedOut('connect_timeout', seconds, doing));
    }, seconds * 1000);
  });
  work.then((result) => isOver && late(result)).catch(() => undefined);
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
