// Ctrl-C and SIGTERM: the first one lets every host finish its running step, the second one stops at once.

import { setMaxListeners } from 'node:events';

/** Exit code of a run that was interrupted: 128 + SIGINT. */
const interrupted = 130;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

/** @param tell says what the first signal does, on whatever the person is looking at */
export function onInterruption(tell: (message: string) => void): Interruption {
  const controller = new AbortController();
  // Every host listens to it; that many listeners are no leak.
  setMaxListeners(0, controller.signal);
  const stop = () => {
    if (controller.signal.aborted) process.exit(interrupted);
    controller.abort();
    tell('interrupted: the running steps are finished; once more stops at once');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
