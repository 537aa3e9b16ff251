// What a host says about packages, as values: the output of the script in probe.ts.

import type { Field } from '../../change.js';
import { wordsOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import type { Wanted } from './params.js';

export interface Package {
  /** dpkg's own word: installed, config-files, half-configured, unpacked ... */
  readonly status: string;
  readonly version: string | null;
  /** `apt-mark hold`: neither upgraded nor removed. */
  readonly held: boolean;
}

export type Found =
  | { readonly kind: 'no apt'; readonly os: string }
  | {
      readonly kind: 'packages';
      readonly root: boolean;
      /** What dpkg knows of the wanted names; a name that it never heard of is not there. */
      readonly packages: ReadonlyMap<string, Package>;
      /** The installed package that provides a name which is none itself (awk: mawk). */
      readonly providers: ReadonlyMap<string, string>;
      /** The version that apt would install, null for a name that only other packages provide. */
      readonly candidates: ReadonlyMap<string, string | null>;
      readonly freshLists: boolean;
      readonly interrupted: boolean;
      /** Of those that are to go, what others need. */
      readonly spared: ReadonlySet<string>;
      /** What a removal would remove and install, the wanted packages included; and why apt would not do it. */
      readonly effects: readonly Field[];
      readonly refusal: string | null;
    };

/** Configured and usable; `triggers-*` only waits for an index to be rebuilt. */
export function isThere(there: Package | undefined): boolean {
  return ['installed', 'triggers-pending', 'triggers-awaited'].includes(there?.status ?? '');
}

/** Reads what the probe printed. Pure. @throws ProbeError when it makes no sense */
export function readPackages(output: Output, wanted: Wanted): Found {
  const lines = wordsOf(output.stdout).split('\n');
  const said = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const [os] = said('no_apt');
  if (os !== undefined) return { kind: 'no apt', os };
  const [root] = said('root');
  if (root === undefined) throw new ProbeError('the look at the packages broke off');
  return {
    kind: 'packages',
    root: root === 'yes',
    packages: readStatus(said('package')),
    providers: readProviders(said('provides'), wanted.name),
    candidates: readCandidates(lines),
    freshLists: said('lists')[0] === 'fresh',
    interrupted: said('dpkg')[0] === 'interrupted',
    spared: new Set(said('spared')),
    effects: lines.flatMap(readEffect),
    refusal: readRefusal(said('refused').length > 0, said('essential'), lines),
  };
}

/** `nginx installed install 1.22.1-9`. With several architectures the installed one counts. */
function readStatus(lines: readonly string[]): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  for (const line of lines) {
    const [name = '', status = '', want = '', version = ''] = line.split(' ');
    // dpkg also lists names that it only knows from other packages' dependencies.
    if (isThere(packages.get(name)) || status === 'not-installed') continue;
    packages.set(name, { status, version: version === '' ? null : version, held: want === 'hold' });
  }
  return packages;
}

/** `mawk awk` or `apache2 httpd, httpd-cgi (= 2)`. */
function readProviders(lines: readonly string[], wanted: readonly string[]): ReadonlyMap<string, string> {
  const providers = new Map<string, string>();
  for (const line of lines) {
    const [name = '', ...provided] = line.split(/,? +(?![^(]*\))/);
    for (const one of provided) if (wanted.includes(one)) providers.set(one, name);
  }
  return providers;
}

function readCandidates(lines: readonly string[]): ReadonlyMap<string, string | null> {
  const candidates = new Map<string, string | null>();
  let name = '';
  for (const line of lines) {
    const [, key, value = ''] = /^(policy|candidate)=(.*)$/.exec(line) ?? [];
    if (key === 'policy') name = value;
    if (key === 'candidate') candidates.set(name, value === '(none)' ? null : value);
  }
  return candidates;
}

/** `Remv apache2-bin [2.4.62-1]`, `Inst gawk (1:5.2.1-2 ...)`, or with the old version, `Inst libc6 [2.36-9] (2.41-1 ...)`. */
function readEffect(line: string): readonly Field[] {
  const [, what, name = '', old, version = ''] =
    /^(Remv|Purg|Inst) ([^ ]+)(?: \[([^\]]+)\])?(?: \(([^ ]+))?/.exec(line) ?? [];
  if (what === undefined) return [];
  if (what !== 'Inst') return [{ name, from: 'present', to: 'absent' }];
  return [old === undefined ? { name, from: 'absent', to: 'present' } : { name, from: old, to: version }];
}

/** apt never removes what is essential unless somebody says so by hand, but does not say that in a simulation. */
function readRefusal(
  refused: boolean,
  essential: readonly string[],
  lines: readonly string[],
): string | null {
  if (essential.length > 0) return `${essential.join(', ')} is essential to the host`;
  if (!refused) return null;
  const words = lines.filter((line) => line.startsWith('E: ') || / (Pre)?Depends: /.test(line));
  return words.map((line) => line.replace(/^E: /, '').trim()).join('; ') || 'it does not say why';
}
