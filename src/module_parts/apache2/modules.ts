// What Debian's Apache knows about its modules: which there are, which are enabled, what they need and exclude.

import { wordsOf } from '../../host_words.js';
import type { Output } from '../../module.js';

export interface Modules {
  readonly available: ReadonlySet<string>;
  readonly enabled: ReadonlySet<string>;
  /** Enabled, but what the link leads to is gone: Apache does not see it, a2query does. */
  readonly dangling: ReadonlySet<string>;
  /** From the comments `# Depends:` and `# Conflicts:` in the .load files, as a2enmod reads them. */
  readonly depends: ReadonlyMap<string, readonly string[]>;
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
  /** Name of the user who looked, where that user may change nothing. */
  readonly closedTo: string | null;
}

/** Prints nothing where Apache is not installed as Debian does it. */
export function probeModules(): string {
  return `[ -e /etc/apache2 ] || exit 0
[ -x /etc/apache2 ] || { echo "$(id -un) may not look into /etc/apache2" >&2; exit 1; }
[ -d /etc/apache2/mods-available ] || exit 0
cd /etc/apache2/mods-enabled || exit 1
[ -w . ] || echo "closed_to=$(id -un)"
for file in *.load; do
  if [ -e "$file" ]; then echo "enabled=\${file%.load}"
  elif [ -L "$file" ]; then echo "dangling=\${file%.load}"; fi
done
cd ../mods-available || exit 1
for file in *.load; do echo "available=\${file%.load}"; done
grep -H -e '^# Depends: ' -e '^# Conflicts: ' -- *.load
exit 0`;
}

/** What the probe prints once there are modules more, of which the files say nothing about others. */
export function withLoadFiles(output: Output, made: readonly string[]): Output {
  const names = made.flatMap(
    (path) => /^\/etc\/apache2\/mods-available\/([^/]+)\.load$/.exec(path)?.[1] ?? [],
  );
  const lines = wordsOf(output.stdout).split('\n');
  const isAvailable = (line: string) => line.startsWith('available=');
  const first = lines.findIndex(isAvailable);
  if (names.length === 0 || first === -1) return output;
  const known = lines.filter(isAvailable);
  const all = [...new Set([...known, ...names.map((name) => `available=${name}`)])];
  // As the shell sorts the names of the files.
  const sorted = all.sort((one, other) => (`${one}.load` < `${other}.load` ? -1 : 1));
  const text = [...lines.slice(0, first), ...sorted, ...lines.slice(first + known.length)].join('\n');
  return { ...output, stdout: Buffer.from(text) };
}

/** Reads what the probe printed; null where there is no Apache. Pure. */
export function readModules(output: Output): Modules | null {
  const lines = wordsOf(output.stdout).split('\n');
  const after = (start: string) =>
    lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  const available = new Set(after('available='));
  if (available.size === 0) return null;
  return {
    available,
    enabled: new Set(after('enabled=')),
    dangling: new Set(after('dangling=')),
    depends: readRelation(lines, 'Depends'),
    conflicts: readRelation(lines, 'Conflicts'),
    closedTo: after('closed_to=')[0] ?? null,
  };
}

/** `proxy_html.load:# Depends: proxy xml2enc` */
function readRelation(lines: readonly string[], relation: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines.flatMap((line) => {
      const [, name = '', kind, others = ''] =
        /^(.+)\.load:# (Depends|Conflicts): +(.*?) *$/.exec(line) ?? [];
      return kind === relation ? [[name, others.split(/ +/)] as const] : [];
    }),
  );
}

export function isMpm(name: string): boolean {
  return name.startsWith('mpm_');
}

/** The modules with everything they need, what is needed first. */
export function withDependencies(names: readonly string[], modules: Modules): readonly string[] {
  const all = new Set<string>();
  const seen = new Set<string>();
  const add = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const needed of modules.depends.get(name) ?? []) add(needed);
    all.add(name);
  };
  names.forEach(add);
  return [...all];
}

/** Enabled modules that need this one, directly or not. */
export function dependentsOf(name: string, modules: Modules): readonly string[] {
  return [...modules.enabled].filter(
    (other) => other !== name && withDependencies([other], modules).includes(name),
  );
}

export function conflictsOf(name: string, modules: Modules): readonly string[] {
  return modules.conflicts.get(name) ?? [];
}
