// An inventory while its sources are read, one after another into the same hosts and groups: Ansible's rules of growth.

import { overrule, sourceVariable, type Variable } from '../expression/scope.js';
import type { Place } from '../problem.js';
import { type Located, scalarAt } from '../yaml/located.js';
import type { Problems } from '../yaml/shape.js';

export interface DraftGroup {
  readonly name: string;
  readonly place: Place;
  /** Directly in it, in the order in which they were named. */
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly parents: Set<string>;
  readonly vars: Map<string, Variable>;
  /** `ansible_group_priority`: among groups of one depth the highest wins. */
  priority: number;
}

export interface DraftHost {
  readonly name: string;
  readonly place: Place;
  /** Where it was named first: a file, or a list of hosts. */
  readonly source: string;
  readonly vars: Map<string, Variable>;
}

/** A class because it grows. Names keep the order in which they came. */
export class Draft {
  readonly groups = new Map<string, DraftGroup>();
  readonly hosts = new Map<string, DraftHost>();
  /** What is read right now: a path, or a list of hosts. */
  source = '';

  constructor(readonly problems: Problems) {
    const nowhere: Place = { file: 'inventory', line: 1, column: 1 };
    this.addGroup('all', nowhere);
    this.addGroup('ungrouped', nowhere);
    this.addChild('all', 'ungrouped', nowhere);
  }

  addGroup(name: string, place: Place): DraftGroup {
    const known = this.groups.get(name);
    if (known) return known;
    const vars = new Map<string, Variable>();
    const none = () => new Set<string>();
    const group = { name, place, hosts: none(), children: none(), parents: none(), vars, priority: 1 };
    this.groups.set(name, group);
    return group;
  }

  /** A port counts only where the host is named for the first time, as in Ansible. */
  addHost(name: string, group: string | undefined, port: number | undefined, place: Place): void {
    if (!this.hosts.has(name)) {
      const vars = new Map<string, Variable>();
      if (port !== undefined) {
        vars.set(
          'ansible_port',
          sourceVariable('ansible_port', { ...scalarAt(String(port), place), value: port }),
        );
      }
      this.hosts.set(name, { name, place, source: this.source, vars });
    }
    if (group !== undefined) this.addGroup(group, place).hosts.add(name);
  }

  addChild(parent: string, child: string, place: Place): void {
    const above = this.addGroup(parent, place);
    const below = this.addGroup(child, place);
    const chain = this.#wayUp(above, child);
    if (chain) {
      this.problems.push({
        message: `a group cannot be below itself: ${[...chain, child].join(' -> ')}`,
        place,
      });
      return;
    }
    above.children.add(child);
    below.parents.add(parent);
  }

  /** Of a group, where a group and a host have the same name: Ansible's rule, about which it warns. */
  setVariable(owner: string, name: string, value: Located, place: Place): void {
    const group = this.groups.get(owner);
    if (group && name === 'ansible_group_priority') group.priority = this.#priority(value, place);
    else {
      const vars = (group ?? this.hosts.get(owner))?.vars;
      if (vars) overrule(vars, name, sourceVariable(name, value));
    }
  }

  #priority(node: Located, place: Place): number {
    const value = node.kind === 'scalar' && !node.secret ? node.value : undefined;
    const isWhole =
      typeof value === 'number' || (typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value));
    if (isWhole) return Math.trunc(Number(value));
    this.problems.push({ message: 'ansible_group_priority: expected a whole number', place });
    return 1;
  }

  /** From a group up to another, both included; undefined where there is no such way. */
  #wayUp(from: DraftGroup, to: string, seen: Set<string> = new Set()): readonly string[] | undefined {
    if (from.name === to) return [to];
    if (seen.has(from.name)) return undefined;
    seen.add(from.name);
    for (const parent of from.parents) {
      const group = this.groups.get(parent);
      const rest = group && this.#wayUp(group, to, seen);
      if (rest) return [...rest, from.name];
    }
    return undefined;
  }
}
