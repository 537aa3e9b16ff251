// How many bytes a host may send: enough for whatever was asked, and an end for who never stops.

const MIB = 1024 * 1024;

/** Bytes that a login shell may print before the driver is ready. */
export const NOISE_BYTES = MIB;

/** Bytes in answer to one request: what steps print may be long, what probes see is not. */
export const REQUEST_BYTES = { steps: 3072 * MIB, probes: 32 * MIB } as const;

/** Bytes over one connection, whatever was asked. */
export const HOST_BYTES = 8192 * MIB;

/** Bytes of what steps print that are kept over one connection; a step may always have the lesser part of them. */
export const KEPT_BYTES = { all: 64 * MIB, always: 64 * 1024 } as const;

export class Budget {
  private spent = 0;

  constructor(private readonly limit: number) {}

  /** @returns false where they are more than are left */
  spend(bytes: number): boolean {
    this.spent += bytes;
    return this.spent <= this.limit;
  }

  get left(): number {
    return Math.max(0, this.limit - this.spent);
  }
}

/** `32 MiB`, for messages. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
