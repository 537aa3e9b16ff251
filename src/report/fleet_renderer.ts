// listr2's renderer for a play. Its own redraws every host at every tick, in time quadratic in the hosts that do not
// fit (50 hosts: seconds without a turn for the connections); this one draws ten times a second, whatever happens.

import type { ListrRenderer } from 'listr2';

/** Milliseconds between two pictures. */
export const pictureInterval = 100;

export class FleetRenderer implements ListrRenderer {
  /** The report has looked at the stream that it writes to; listr2 would ask process.stdout. */
  static readonly nonTTY = true;
  static readonly rendererOptions: { readonly paint: () => void };
  static readonly rendererTaskOptions: Record<never, never>;

  readonly #paint: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(_tasks: unknown, options: typeof FleetRenderer.rendererOptions) {
    this.#paint = options.paint;
  }

  render(): void {
    this.#paint();
    this.#timer = setInterval(this.#paint, pictureInterval).unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
