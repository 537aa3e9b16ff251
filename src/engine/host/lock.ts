// The lock of one host as one run sees it: who keeps it, over which connection it is held, why it cannot be had.

import {
  becomeMethods,
  type Connection,
  type Identity,
  identityName,
  type Reply,
  type Request,
} from '../../connection.js';
import type { Scope } from '../../expression/scope.js';
import { ProbeError } from '../../module.js';
import { partsOf, tasksIn } from '../../playbook/parts_of.js';
import type { Play, Task } from '../../playbook/play.js';
import { lockScript } from '../../shell/lock.js';

export class HostLock {
  /** A host that is in no play has no owner until it is changed by delegation. */
  owner: Identity | undefined;

  /** The owner is the user who changed the host first, or root as soon as root does. */
  #isAdopted = false;
  #held: { readonly connection: Connection; readonly by: string } | undefined;
  /** Another line of this run has it. */
  #isHeldElsewhere = false;
  /** A request that was to take it was lost, and what it began may hold it still. */
  #mayBeHeld = false;
  /** Why it could not be taken, where nobody else has it: a full or read-only disk. */
  #lockless: string | undefined;

  constructor(
    private readonly host: string,
    /** What others are told about this run while it has the lock; undefined where it changes nothing and takes none. */
    readonly holder: string | undefined,
  ) {}

  /** What a request of that identity takes along. */
  holdFor(identity: Identity): Pick<Request, 'hold'> {
    if (this.holder === undefined || !this.owner || this.#isHeldElsewhere) return {};
    return identityName(identity) === identityName(this.owner) ? { hold: lockScript(this.holder) } : {};
  }

  /** Who has to take the lock before that identity changes the host; undefined: the change takes it along, or no lock is needed. */
  dueBefore(identity: Identity, connection: Connection): Identity | undefined {
    if (this.holder === undefined || this.#isHeldElsewhere) return undefined;
    if (!this.owner || (this.#isAdopted && isRoot(identity))) {
      this.#isAdopted = true;
      this.owner = isRoot(identity) ? identity : { kind: 'login' };
    }
    const by = identityName(this.owner);
    const isHeld = this.#held?.connection === connection && this.#held.by === by;
    return isHeld || by === identityName(identity) ? undefined : this.owner;
  }

  /** Remembers what came of it. */
  note({ hold }: Reply, identity: Identity, connection: Connection): void {
    if (!hold) return;
    this.#lockless = hold.code === 0 ? undefined : withoutShell(hold.stderr.toString().trim());
    this.#held = { connection, by: identityName(identity) };
  }

  /** The shell of that identity, which may hold it, was ended. */
  dropped(identity: Identity): void {
    if (this.#held?.by === identityName(identity)) this.#held = undefined;
    this.#mayBeHeld = true;
  }

  /** The request that took it along was lost with its connection. */
  lost(): void {
    this.#mayBeHeld = true;
  }

  /** The host says that this run has the lock. Where this line never had it, another one has: the host has two names. */
  isElsewhere(): boolean {
    this.#isHeldElsewhere ||= this.#held === undefined && !this.#mayBeHeld;
    return this.#isHeldElsewhere;
  }

  /** It is no host that is merely changed for others, by delegation. */
  isOfPlay(): boolean {
    return this.owner !== undefined && !this.#isAdopted;
  }

  /**
   * Looking goes on without the lock, so that a host where nothing is to be done needs none.
   *
   * @throws ProbeError for steps
   */
  refuseSteps({ steps }: Request): void {
    if (this.#lockless === undefined || steps.length === 0) return;
    const why = this.#lockless === '' ? '' : `: ${this.#lockless}`;
    throw new ProbeError(`the lock on ${this.host} could not be taken, so nothing was changed${why}`);
  }
}

/** What a shell says of itself before it says what is wrong: `sh: 4: eval: `. */
function withoutShell(text: string): string {
  return text.replaceAll(/^\S*sh: (line )?\d+: (eval: )?/gm, '');
}

function isRoot(identity: Identity): boolean {
  return identity.kind === 'become' && identity.user === 'root';
}

/** Told from the text alone, before anything is looked at; where root turns out to be refused, it is the login user. */
export function lockOwnerOf(plays: readonly Play[], scope: Scope): Identity {
  const tasks = plays.flatMap((play) => tasksIn(partsOf(play)));
  const task = tasks.find((one) => mayBecomeRoot(one, scope));
  return task ? { kind: 'become', user: 'root', ...methodOf(task, scope) } : { kind: 'login' };
}

function methodOf({ becomeMethod }: Task, scope: Scope) {
  const name = becomeMethod ? constantOf(becomeMethod) : setting(scope, 'ansible_become_method');
  const method = becomeMethods.find((known) => known === name && known !== 'sudo');
  return method ? { method } : {};
}

function mayBecomeRoot(task: Task, scope: Scope): boolean {
  const become = task.become ? constantOf(task.become) : setting(scope, 'ansible_become');
  if ([undefined, null, false, 'no', 'off', 'false'].some((no) => no === become)) return false;
  const user = task.becomeUser ? constantOf(task.becomeUser) : setting(scope, 'ansible_become_user');
  return user === undefined || user === 'root';
}

function setting(scope: Scope, name: string) {
  const variable = scope.lookup(name);
  if (variable?.kind === 'source') return constantOf(variable.node);
  return variable?.kind === 'final' ? variable.value : undefined;
}

/** A template stays the text that it is: it may come to anything. */
function constantOf(node: NonNullable<Task['become']>) {
  return node.kind === 'scalar' ? node.value : node.kind;
}
