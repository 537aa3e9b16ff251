// A time-out that stands still while a person may be typing a passphrase, or looking at the key of the host.

export interface LoginClock {
  stop(): void;
  /** Stands still until the work is done. */
  paused<Result>(work: Promise<Result>): Promise<Result>;
}

export function startClock(seconds: number, expired: () => void): LoginClock {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    if (!stopped) timer = setTimeout(expired, seconds * 1000);
  };
  start();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    paused: (work) => {
      clearTimeout(timer);
      return work.finally(start);
    },
  };
}
