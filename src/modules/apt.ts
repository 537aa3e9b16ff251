// apt: packages of Debian and its kin, installed, removed or brought to their newest version.
//
// There is no update_cache: package lists are refreshed when an installation needs it, and that alone is no change.
// Their age is a cache's, so `latest` means the newest version in the lists that the host has.

import {
  change,
  detached,
  type Field,
  type Made,
  type Missing,
  missing,
  type Step,
  type Verdict,
} from '../change.js';
import { defineModule } from '../module.js';
import { type Found, isThere, type Package, readPackages } from '../module_parts/apt/found.js';
import { params, type Wanted } from '../module_parts/apt/params.js';
import { probePackages } from '../module_parts/apt/probe.js';
import { installScript, removeScript } from '../module_parts/apt/transaction.js';

export const apt = defineModule({
  kind: 'state',
  name: 'apt',
  summary: 'packages of Debian and its kin',
  params,
  bare: 'name',
  returns: {
    versions: 'the version of each package that is there, by its name',
  },
  example: `
- name: the proxy
  apt:
    name: [nginx, openssl]
- name: no other web server
  apt:
    name: lighttpd
    state: absent
`,
  probe: probePackages,
  read: readPackages,
  plan(wanted, found): Verdict {
    if (found.kind === 'no apt') {
      return missing(`this host has no apt (its ID is ${found.os}); the module works on Debian and its kin`);
    }
    const verdict = wanted.state === 'absent' ? planRemoval(wanted, found) : planInstallation(wanted, found);
    return verdict?.kind === 'change' && !found.root
      ? missing('only root may install and remove packages', 'add become: true')
      : verdict;
  },
  result: (wanted, found) => ({
    versions: found.kind === 'packages' ? versionsOf(wanted.name, found) : {},
  }),
});

type Packages = Extract<Found, { kind: 'packages' }>;

function planInstallation(wanted: Wanted, found: Packages): Verdict {
  const fields = wanted.name.flatMap((name) => differing(name, wanted.state, found));
  if (fields.length === 0) return null;
  const names = fields.map(({ name }) => name);
  const refresh = !found.freshLists || names.some((name) => !found.candidates.has(name));
  return (
    refuseHeld(names, found) ??
    repairing(found, fields, {
      ...detached(installScript(names, { ...wanted, refresh })),
      makes: made(names, found),
    })
  );
}

/** What comes along with them is recorded by the step, which asks apt. */
function made(names: readonly string[], { packages }: Packages): readonly Made[] {
  return names.filter((name) => !isThere(packages.get(name))).map((name) => ({ kind: 'package', name }));
}

/** A field is named after its package: its state where it is not there, its version where it is to be newer. */
function differing(name: string, state: Wanted['state'], found: Packages): readonly Field[] {
  const there = found.packages.get(name);
  const candidate = found.candidates.get(name) ?? null;
  if (isThere(there)) {
    const newer = state === 'latest' && candidate !== null && candidate !== there?.version;
    return newer ? [{ name, from: there?.version ?? null, to: candidate }] : [];
  }
  if (found.providers.has(name)) return [];
  const to = state === 'latest' && candidate !== null ? candidate : 'present';
  return [{ name, from: wordFor(there, found.candidates.has(name)), to }];
}

/** `unknown` is a name that no package list has: they are refreshed first, and then it may still be unknown. */
function wordFor(there: Package | undefined, known: boolean): string {
  if (there && there.status !== 'config-files') return there.status;
  return known ? 'absent' : 'unknown';
}

function planRemoval(wanted: Wanted, found: Packages): Verdict {
  const left = wanted.name.filter((name) => isLeft(found.packages.get(name), wanted.purge));
  const names = left.filter((name) => !found.spared.has(name));
  const provided = wanted.name.find((name) => !found.packages.has(name) && found.providers.has(name));
  if (provided) {
    return missing(
      `${provided} is no package of its own`,
      `${found.providers.get(provided)} provides it, so name that`,
    );
  }
  if (names.length === 0) return null;
  if (found.refusal !== null) return missing(`apt refuses to remove ${names.join(', ')}: ${found.refusal}`);
  const named = names.map((name) => removed(name, found.packages.get(name)));
  const others = found.effects.filter(({ name }) => !names.includes(name));
  return (
    refuseHeld(names, found) ??
    repairing(found, [...named, ...others], detached(removeScript(names, found.effects, wanted)))
  );
}

/** Whoever ran `apt-mark hold` meant it. */
function refuseHeld(names: readonly string[], found: Packages): Missing | undefined {
  const held = names.find((name) => found.packages.get(name)?.held);
  return held === undefined
    ? undefined
    : missing(`${held} is held back on this host`, `apt-mark unhold ${held}, or do not ask for it`);
}

function removed(name: string, there: Package | undefined): Field {
  return { name, from: isThere(there) ? 'present' : (there?.status ?? 'present'), to: 'absent' };
}

/** Configuration files that a removed package left behind count only for a purge. */
function isLeft(there: Package | undefined, purge: boolean): boolean {
  return there !== undefined && (there.status !== 'config-files' || purge);
}

/** Every transaction completes what an interrupted dpkg has left, so the plan says so. */
function repairing(found: Packages, fields: readonly Field[], step: Step): Verdict {
  const repair = found.interrupted ? [{ name: 'dpkg', from: 'interrupted', to: 'complete' }] : [];
  return change([...repair, ...fields], [step]);
}

function versionsOf(names: readonly string[], found: Packages): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, found.packages.get(name)?.version ?? null]));
}
