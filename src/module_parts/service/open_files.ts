// How many files a service that runs may have open: asked of the kernel, since a unit says only what it starts with next time.

import { type Field, type Missing, missing, type Step, undoable } from '../../change.js';
import { quote } from '../../shell/quote.js';
import { actOn } from './act.js';
import { readAnew } from './read_anew.js';
import { isRunning, type LoadedUnit } from './unit.js';

/** Soft limits. null: it does not run, or its processes hide. */
export interface OpenFiles {
  readonly main: number;
  /** The lowest of the main process and its children, those aside that end with their last connection (nginx). */
  readonly lowest: number;
  /** The most that this host's own first process could hand on. */
  readonly host: number;
}

/** sh, for the words of systemctl show in `$u`. Starts no process. */
export const probeOpenFiles = `hw_files() {
  while read -r a b c soft hard d; do case $a$b$c in Maxopenfiles) echo "$1=$soft"; [ "$1" != host ] || echo "hard=$hard" ;; esac; done </proc/$2/limits
}
pid=\${u#*MainPID=}; pid=\${pid%%[!0-9]*}
case $pid in ''|0) ;; *)
  hw_files main "$pid" 2>/dev/null
  hw_files host 1 2>/dev/null
  read -r children 2>/dev/null </proc/$pid/task/$pid/children || :
  for child in $children; do
    title=
    read -r title 2>/dev/null </proc/$child/cmdline
    case $title in *'is shutting down'*) ;; *) hw_files child "$child" 2>/dev/null ;; esac
  done ;;
esac`;

export function readOpenFiles(text: string): OpenFiles | null {
  const numbers = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(\\d+|unlimited)$`, 'gm'))].map(([, said]) =>
      said === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(said),
    );
  const [main] = numbers('main');
  if (main === undefined) return null;
  const [host = Number.MAX_SAFE_INTEGER] = numbers('hard');
  return { main, lowest: Math.min(main, ...numbers('child')), host };
}

/** A service that does not run reads its unit when it starts. */
export function planOpenFiles(
  wanted: number | undefined,
  unit: LoadedUnit,
  found: OpenFiles | null,
): { readonly field: Field; readonly step: Step } | Missing | undefined {
  if (wanted === undefined || found === null || !isRunning(unit) || found.lowest >= wanted) return undefined;
  if (found.main >= wanted)
    return missing(
      `${unit.id} may have ${found.main} files open and gives its workers only ${found.lowest}, and ${wanted} are asked: ` +
        'look for a limit in its own configuration (nginx: worker_rlimit_nofile)',
    );
  if (found.host < wanted)
    return missing(
      `this host gives no service more than ${found.host} open files, and ${wanted} are asked`,
      `raise the limit of the container or machine`,
    );
  const field = { name: 'open_files', from: found.lowest, to: wanted };
  return { field, step: undoable(raise(unit, wanted), ':') };
}

/**
 * What runs is raised as it is: a restart would end every connection. In a container root may do that to its own processes
 * only, and not to workers of another user: after a reload they have what the main process has.
 */
function raise(unit: LoadedUnit, wanted: number): string {
  return `u=${quote(unit.id)}
${readAnew}
hw_read_anew "$u" || exit
limit=$(systemctl show -p LimitNOFILESoft --value -- "$u")
[ "$limit" = infinity ] && limit=unlimited || [ "$limit" -ge ${wanted} ] || {
  echo "its unit gives $u $limit open files, and ${wanted} are asked: see LimitNOFILE in" >&2
  systemctl show -p FragmentPath,DropInPaths -- "$u" >&2; exit 1
}
hw_raise() { prlimit --pid "$1" --nofile="$limit" 2>&1 || prlimit --pid "$1" --nofile=${wanted}: 2>&1 || [ ! -d "/proc/$1" ]; }
pid=$(systemctl show -p MainPID --value -- "$u")
said=$(hw_raise "$pid") || { echo "$said" >&2; exit 1; }
workers=$(cat "/proc/$pid/task/$pid/children")
for one in $workers; do hw_raise "$one" >/dev/null || again=yes; done
[ -z "\${again:-}" ] || { ${actOn(unit, unit.canReload ? 'reload' : 'restart')}
}`;
}
