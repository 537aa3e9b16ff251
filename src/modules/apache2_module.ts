// apache2_module: modules of Debian's Apache, switched on or off with what they depend on, and the MPM swapped.
//
// A restart is a handler's business, except for the swap: a running Apache whose MPM on disk is another one cannot
// be reloaded, so the swap is one step that ends with the restart.

import { z } from 'zod';
import { change, type Field, missing, type Step, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import {
  dependentsOf,
  isMpm,
  type Modules,
  probeModules,
  readModules,
  withDependencies,
  withLoadFiles,
} from '../module_parts/apache2/modules.js';
import {
  closed,
  missingModule,
  refuseCgi,
  refuseConflict,
  refuseMpm,
} from '../module_parts/apache2/refusals.js';
import { restartIfRunning, type Switch, switchScript, touchedBy } from '../module_parts/apache2/switch.js';
import { texts } from '../module_parts/params.js';

/** The name of a .load file; a2enmod would take anything else for a pattern or an option. */
const moduleName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

const params = z.strictObject({
  name: texts()
    .refine((names) => names.every((name) => moduleName.test(name) && !name.endsWith('.load')), {
      error: 'expected names of modules as a2enmod takes them, such as ssl or mpm_event',
    })
    .transform((names) => [...new Set(names)])
    .describe('a module or a list of modules, by the name of its file in mods-available'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('present: enabled with what it depends on; another MPM is swapped for the one that is named'),
});

export const apache2Module = defineModule({
  kind: 'state',
  name: 'apache2_module',
  summary: "modules of Debian's Apache, and its MPM",
  params,
  bare: 'name',
  undoable: true,
  // The swap of an MPM ends with a restart.
  brief: ({ name }) => !name.some(isMpm),
  example: `
- name: Apache as a proxy for many connections
  apache2_module:
    name: [mpm_event, proxy, proxy_http, ssl]
- name: no listings of directories
  apache2_module:
    name: autoindex
    state: absent
`,
  probe: probeModules,
  read: readModules,
  foretell: withLoadFiles,
  plan(wanted, found): Verdict {
    if (found === null) {
      return wanted.state === 'absent'
        ? null
        : missing('Apache is not installed', 'install the package apache2 first');
    }
    return wanted.state === 'absent' ? planAbsent(wanted.name, found) : planPresent(wanted.name, found);
  },
});

function planPresent(names: readonly string[], found: Modules): Verdict {
  const all = withDependencies(names, found);
  const unavailable = all.find((name) => !found.available.has(name));
  if (unavailable) return missingModule(unavailable, names, found);
  const enable = all.filter((name) => !found.enabled.has(name));
  const swap = findSwap(all, found);
  if (enable.length === 0 && swap === null) return null;
  return (
    refuseMpm(names, all, found, swap) ??
    refuseConflict(enable, all, found, swap) ??
    refuseCgi(all, found, swap) ??
    applySwitch({ enable, disable: [], swap }, found)
  );
}

function planAbsent(names: readonly string[], found: Modules): Verdict {
  const disable = names.filter((name) => found.enabled.has(name) || found.dangling.has(name));
  if (disable.length === 0) return null;
  const mpm = disable.find(isMpm);
  const left = [...found.enabled].some((name) => isMpm(name) && !disable.includes(name));
  if (mpm && !left) {
    return missing(`Apache cannot run without an MPM`, `enable the one that is to replace ${mpm} instead`);
  }
  for (const name of disable) {
    const dependents = dependentsOf(name, found).filter((other) => !disable.includes(other));
    if (dependents.length > 0) {
      return missing(
        `${name} is needed by ${dependents.join(', ')}`,
        `disable that first, or in the same task`,
      );
    }
  }
  return applySwitch({ enable: [], disable, swap: null }, found);
}

/** The MPM that is enabled and the one that is wanted in its place. */
function findSwap(all: readonly string[], found: Modules): Switch['swap'] {
  const to = all.find(isMpm);
  const from = [...found.enabled].find((name) => isMpm(name) && name !== to);
  return to === undefined || from === undefined ? null : { from, to };
}

/** A field is named after its module. */
function applySwitch(what: Switch, found: Modules): Verdict {
  const { enable, disable, swap } = what;
  if (found.closedTo !== null) return closed(found.closedTo, 'mods');
  const fields: readonly Field[] = [
    ...(swap ? [{ name: swap.from, from: 'present', to: 'absent' }] : []),
    ...enable.map((name) => ({ name, from: 'absent', to: 'present' })),
    ...disable.map((name) => ({
      name,
      from: found.enabled.has(name) ? 'present' : 'dangling',
      to: 'absent',
    })),
  ];
  const step: Step = {
    kind: 'sh',
    script: switchScript(what),
    touches: touchedBy(what),
    ...(swap && { undo: restartIfRunning }),
  };
  return change(fields, [step]);
}
