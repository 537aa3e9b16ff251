// Ctrl-C and SIGTERM: the first one lets every host finish its running step, the second one stops at once.

import { setMaxListeners } from 'node:events';

/** Exit code of a run that was interrupted: 128 + SIGINT. */
const interrupted = 130;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

export function onInterruption(): Interruption {
  const controller = new AbortController();
  // Every host listens to it; that many listeners are no leak.
  setMaxListeners(0, controller.signal);
  const stop = () => {
    if (controller.signal.aborted) process.exit(interrupted);
    controller.abort();
    process.stderr.write('\nInterrupted: finishing the running steps. Once more stops at once.\n');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
