// What the roles of a play add to it, and at which levels their variables stand.

import { basename } from 'node:path/posix';
import type { Level, Levels } from '../expression/precedence.js';
import { final, type Variables } from '../expression/scope.js';
import type { Located } from '../yaml/located.js';
import type { Problems } from '../yaml/shape.js';
import { checkVariables } from './check_task.js';
import type { Handler } from './play.js';
import { readVariables } from './variables.js';

/** Filled while the tasks of the play are read. */
export interface PlayRoles {
  /** The folder of the playbook, whose `roles` is looked through first. */
  readonly folder: string;
  readonly handlers: Handler[];
  /** By the files that they come from: a role is read with others where it is asked for (`defaults_from`). */
  readonly defaults: Map<string, Variables>;
  readonly vars: Map<string, Variables>;
  /** Roles, with what they were given: the same one runs once in a play. */
  readonly seen: Set<string>;
  /** Files of handlers that were read: once in a play, however often their roles are used. */
  readonly heard: Set<string>;
  /** Lists of tasks that are being read right now, by their files, outermost first. */
  readonly open: string[];
  /** Folders of the roles that these belong to. */
  readonly around: string[];
}

export function playRoles(folder: string): PlayRoles {
  return {
    folder,
    handlers: [],
    defaults: new Map(),
    vars: new Map(),
    seen: new Set(),
    heard: new Set(),
    open: [],
    around: [],
  };
}

/** Whether a host comes by there is not known, so a role that was seen there only may be needed again. */
export function withinInclude(roles: PlayRoles, isPublic: boolean): PlayRoles {
  const own = isPublic ? {} : { defaults: new Map(), vars: new Map() };
  return { ...roles, ...own, seen: new Set(roles.seen) };
}

/** The levels at which all tasks of the play read what its roles define. */
export function levelsOfRoles({ defaults, vars }: PlayRoles): Levels {
  const all = (layers: Map<string, Variables>) =>
    new Map([...layers.values()].flatMap((layer) => [...layer]));
  return { 'role defaults': all(defaults), 'role vars': all(vars) };
}

/** What one use of a role defines. */
export interface RoleVariables {
  readonly folder: string;
  readonly defaults: Located | undefined;
  readonly vars: Located | undefined;
  /** `vars` where it is named. */
  readonly parameters: Variables;
}

/** @param outer levels of the role that names it: what it does not define itself it reads there */
export function levelsOfRole(
  { folder, parameters, ...files }: RoleVariables,
  outer: Levels,
  { defaults: allDefaults, vars: allVars }: PlayRoles,
  problems: Problems,
): Levels {
  const [defaults, vars] = [files.defaults, files.vars].map((file) => readVariables(file, problems)) as [
    Variables,
    Variables,
  ];
  for (const variables of [defaults, vars, parameters]) checkVariables(variables, problems);
  allDefaults.set(files.defaults?.place.file ?? folder, defaults);
  allVars.set(files.vars?.place.file ?? folder, vars);
  const over = (level: Level, variables: Variables) => new Map([...(outer[level] ?? []), ...variables]);
  return {
    'role defaults': over('role defaults', defaults),
    'role vars': over('role vars', vars),
    'role parameters': over('role parameters', parameters),
    'magic variables': new Map([
      ['role_name', final(basename(folder))],
      ['role_path', final(folder)],
    ]),
  };
}
