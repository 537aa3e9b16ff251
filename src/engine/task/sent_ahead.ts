// Changes of tasks still to come that went along with an earlier one (chain.ts), and what the host answered. Each waits here
// until its task has its turn, so everything is told in the order of the page.

import type { Change } from '../../change.js';
import type { Snippet } from '../../connection.js';
import type { Output } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';

/** Something to do, or nothing, as the probe was answered before. */
export type Foreseen =
  | { readonly kind: 'nothing'; readonly found: unknown }
  | { readonly kind: 'change'; readonly found: unknown; readonly change: Change };

/** A change that goes along, behind its own probe. */
export interface Link {
  readonly task: Task;
  readonly item: ResolvedReady;
  readonly decision: Foreseen;
  /** The probe again; where there is something to do, what goes before the change, its steps, and the probe once more. */
  readonly snippets: readonly Snippet[];
  /** How many of them come before the steps of the change. */
  readonly before: number;
}

export interface Chain {
  readonly links: readonly Link[];
  /** What the tasks of the links were resolved to. */
  readonly items: ReadonlyMap<Task, readonly Resolved[]>;
}

/** `outputs`: one for each snippet that ran; undefined: that is not known, as after a lost connection. */
export interface Sent {
  readonly link: Link;
  readonly outputs: readonly Output[] | undefined;
}

export class SentAhead {
  readonly #sent = new Map<Resolved, Sent>();
  readonly #items = new Map<Task, readonly Resolved[]>();

  /**
   * @param outputs of all snippets of the links, as far as they ran; undefined: it is not known how far
   * @returns whether all links came to their end
   */
  arrived({ links, items }: Chain, outputs: readonly Output[] | undefined): boolean {
    let at = 0;
    for (const link of links) {
      const own = outputs?.slice(at, at + link.snippets.length);
      at += link.snippets.length;
      // A host that answers otherwise than before has done nothing of the link.
      if (own && own[0]?.code !== 0) return false;
      this.#sent.set(link.item, { link, outputs: own });
      const known = items.get(link.task);
      if (known) this.#items.set(link.task, known);
      if (own && own.length < link.snippets.length) return false;
    }
    return outputs !== undefined;
  }

  /** What the task was resolved to when it was sent. */
  itemsOf(task: Task): readonly Resolved[] | undefined {
    const items = this.#items.get(task);
    this.#items.delete(task);
    return items;
  }

  take(item: Resolved): Sent | undefined {
    const sent = this.#sent.get(item);
    this.#sent.delete(item);
    return sent;
  }

  /** Those whose task had no turn, since the host went another way: they are done all the same. */
  takeAll(): readonly Sent[] {
    const left = [...this.#sent.values()];
    this.#sent.clear();
    this.#items.clear();
    return left;
  }
}
