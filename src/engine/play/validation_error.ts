// A validator's complaint about a configuration, with the line beside it that it is about. The line is shown as it is on
// the host, and as it stands in the user's own file or template. What is secret is not shown; that of a template is only
// its source.

import { originOf } from '../../playbook/origin.js';
import { followLinks } from '../../shell/path.js';
import { quote } from '../../shell/quote.js';
import type { ItemResult } from '../task/result.js';
import type { HostRun } from './host_run.js';

interface Spot {
  readonly path: string;
  readonly line: number;
}

/**
 * Adds to the message of a failed validation what stands in the lines that it names, and whose they are. Validators
 * quote what they read: where the block wrote something secret, only the places are told.
 */
export async function explainValidationError(host: HostRun, result: ItemResult): Promise<ItemResult> {
  const words = `${result.output?.stdout ?? ''}\n${result.output?.stderr ?? ''}`;
  const remarks: string[] = [];
  for (const spot of spotsIn(words).slice(0, 3)) remarks.push(...(await remarkOn(host, spot)));
  const told = host.transaction?.holdsSecrets ? withoutWords(result) : result;
  return remarks.length === 0 ? told : { ...told, message: [told.message, ...remarks].join('\n') };
}

function withoutWords({ output, ...result }: ItemResult): ItemResult {
  const exit = output ? `exit ${output.code}; ` : '';
  const message = `${exit}what it said is hidden, because this block writes something secret`;
  return { ...result, message, advice: undefined };
}

/** How validators name a line: nginx, Apache, sshd, and whatever writes `file:line` as compilers. No name holds NUL. */
const namings = [
  / in (?<path>\/[^\s:\0]+):(?<line>\d+)/g,
  /line (?<line>\d+) of (?<path>\/[^\s:\0]+)/g,
  /^(?<path>\/[^\s:\0]+): line (?<line>\d+)/gm,
  /^(?<path>\/[^\s:\0]+):(?<line>\d+):/gm,
];

export function spotsIn(words: string): readonly Spot[] {
  const found = namings.flatMap((naming) => [...words.matchAll(naming)]);
  const spots = found.map(({ groups }) => ({ path: groups?.path ?? '', line: Number(groups?.line) }));
  return [...new Map(spots.map((spot) => [`${spot.path}:${spot.line}`, spot])).values()];
}

/** Nothing about a file that is not there: who complained has put it back. */
async function remarkOn(host: HostRun, { path, line }: Spot): Promise<readonly string[]> {
  const script = `p=${quote(path)}
${followLinks}
[ -f "$p" ] || exit 0
p=$(cd "\${p%/*}/" && pwd -P)/\${p##*/}
printf '%s\\n' "$p"
case $(ls -ldn "$p") in ????------*) ;; *) sed -n ${line}p "$p" ;; esac`;
  const output = await host.target.answer({ identity: host.pendingStore.lockOwner, script });
  const [file = '', text = ''] = output.stdout.toString().split('\n');
  if (file === '') return [];
  const ours = host.transaction?.written.findLast((one) => one.step.path === file);
  if (!ours) return [quoted(`${file}:${line} (not written by this block: it was like this before)`, text)];
  const { task, item } = ours;
  const here = item.handlesSecret
    ? `${file}:${line} (written by this block, with something secret)`
    : quoted(`${file}:${line} (written by this block)`, text);
  const { modules, files } = host.run;
  const origin = originOf(task, modules.get(task.module), item, line, { files });
  if (!origin) return [here];
  const { place } = origin;
  return [here, quoted(`from ${place.file}:${place.line}`, origin.text ?? '')];
}

/** A place, and what stands there where that may be shown. */
function quoted(place: string, text: string): string {
  return text.trim() === '' ? place : `${place}:\n  ${text.trim()}`;
}
