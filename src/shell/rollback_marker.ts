// What a host says that has put a transaction back before the run could end it.

/** Exit code of a step of a transaction that is no longer open. */
export const ROLLED_BACK = 79;

export const rolledBackMessage =
  'nobody confirmed in time, so this host has put back what the block had changed';
