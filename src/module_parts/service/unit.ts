// A systemd unit as the host reports it: the look, and what its answers mean.

import { readKeyValues } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { type Boots, bootFunctions, isTemplate, plainly, readBoots } from './boot.js';

/** A unit, or why there is none to speak of. */
export type Unit = { readonly kind: 'no systemd' } | { readonly kind: 'unit'; readonly unit: LoadedUnit };

/** The words are systemd's own (org.freedesktop.systemd1(5), systemctl(1) under is-enabled). */
export interface LoadedUnit {
  /** The unit's own name, also where it was asked for by an alias: `ssh.service` for `sshd`. */
  readonly id: string;
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error`. */
  readonly load: string;
  /** `active`, `reloading`, `inactive`, `failed`, `activating`, ... */
  readonly active: string;
  /** `enabled`, `disabled`, `static`, `indirect`, ...; empty for a unit without a file. */
  readonly unitFile: string;
  /** Whether it starts with the machine, and what else does because it was enabled. */
  readonly boots: Boots;
  /** Of a service: `simple`, `forking`, `notify`, `oneshot`, ... */
  readonly type: string;
  /** It runs to its end, and is then not active. */
  readonly ends: boolean;
  readonly canReload: boolean;
}

/**
 * `/run/systemd/system` is how sd_booted(3) tells that systemd runs; systemctl alone may be there without it.
 *
 * @param more sh behind it, that finds systemd's words in `$u`
 */
export function probeUnit(name: string, more = ''): string {
  const unit = quote(unitName(name));
  const isSystemd = `[ -d /run/systemd/system ] || { echo systemd=no; exit 0; }
${bootFunctions}`;
  if (isTemplate(unitName(name))) return `${isSystemd}\n${probeTemplate(unit)}`;
  return `${isSystemd}
u=$(systemctl show -p Id,LoadState,ActiveState,UnitFileState,Type,RemainAfterExit,CanReload,MainPID -- ${unit}) || exit 1
echo "$u"
case $u in
*UnitFileState=generated*) echo "SysV=$(systemctl is-enabled -- ${unit} 2>/dev/null)" ;;
*UnitFileState=indirect*) id=\${u#*Id=}; hw_boot "\${id%%'
'*}" ;;
esac
${more}`;
}

/** systemctl shows no template: only its instances are units. */
function probeTemplate(unit: string): string {
  return `u=${unit}
s=$(systemctl is-enabled -- "$u" 2>/dev/null)
case $s in ''|not-found) l=not-found ;; masked*) l=masked ;; *) l=loaded ;; esac
printf '%s\\n' "Id=$u" "LoadState=$l" ActiveState=inactive "UnitFileState=$s"
[ "$l" != loaded ] || hw_boot "$u"`;
}

export function readUnit(output: Output): Unit {
  const said = readKeyValues(output);
  if (said.get('systemd') === 'no') return { kind: 'no systemd' };
  const id = said.get('Id');
  if (id === undefined) throw new ProbeError('systemctl show printed no Id');
  const type = said.get('Type') ?? '';
  const unitFile = said.get('SysV') ?? said.get('UnitFileState') ?? '';
  const isPlain = unitFile !== 'indirect' && !isTemplate(id);
  const unit = {
    id,
    load: said.get('LoadState') ?? '',
    active: said.get('ActiveState') ?? '',
    // A unit made from an init script is asked for separately.
    unitFile,
    boots: isPlain ? { boot: plainly(unitFile), others: [], blocker: undefined } : readBoots(output, id),
    type,
    ends: type === 'oneshot' && said.get('RemainAfterExit') !== 'yes',
    canReload: said.get('CanReload') === 'yes',
  };
  return { kind: 'unit', unit };
}

const suffix = /\.(service|socket|timer|target|path|mount|automount|swap|slice|scope|device)$/;

/** `nginx` to `nginx.service`, as systemctl completes it. */
export function unitName(name: string): string {
  return suffix.test(name) ? name : `${name}.service`;
}

export function isRunning({ active }: LoadedUnit): boolean {
  return ['active', 'reloading', 'refreshing'].includes(active);
}

/** Whether it starts with the machine as it does when it is enabled; undefined: it is not a unit that can be enabled or disabled. */
export function startsAtBoot({ boots }: LoadedUnit): boolean | undefined {
  return boots.boot && boots.boot === 'on';
}
