// A validator's complaint about a configuration, with the line of ours beside it that it is about.

import { followLinks } from '../shell/path.js';
import { quote } from '../shell/quote.js';
import type { ItemResult } from './item_result.js';
import type { HostRun } from './run_context.js';

interface Spot {
  readonly path: string;
  readonly line: number;
}

/**
 * Adds to the message of a failed validation what stands in the lines that it names, and whose they are. Validators
 * quote what they read: where the block wrote something secret, only the places are told.
 */
export async function explainComplaint(host: HostRun, result: ItemResult): Promise<ItemResult> {
  const words = `${result.output?.stdout ?? ''}\n${result.output?.stderr ?? ''}`;
  const remarks: string[] = [];
  for (const spot of spotsIn(words).slice(0, 3)) remarks.push(await remarkOn(host, spot));
  const told = host.transaction?.holdsSecrets ? withoutWords(result) : result;
  return remarks.length === 0 ? told : { ...told, message: [told.message, ...remarks].join('\n') };
}

function withoutWords({ output, ...result }: ItemResult): ItemResult {
  const exit = output ? `exit ${output.code}; ` : '';
  const message = `${exit}what it said is hidden, because this block writes something secret`;
  return { ...result, message, advice: undefined };
}

/** `in /etc/nginx/x.conf:12` as nginx has it, `on line 12 of /etc/apache2/x.conf:` as Apache does. */
export function spotsIn(words: string): readonly Spot[] {
  const nginx = [...words.matchAll(/ in (\/[^\s:]+):(\d+)/g)].map(([, path = '', line]) => ({
    path,
    line: Number(line),
  }));
  const apache = [...words.matchAll(/line (\d+) of (\/[^\s:]+)/g)].map(([, line, path = '']) => ({
    path,
    line: Number(line),
  }));
  const spots = new Map([...nginx, ...apache].map((spot) => [`${spot.path}:${spot.line}`, spot]));
  return [...spots.values()];
}

async function remarkOn(host: HostRun, { path, line }: Spot): Promise<string> {
  const script = `p=${quote(path)}
${followLinks}
p=$(cd "\${p%/*}/" && pwd -P)/\${p##*/}
printf '%s\\n' "$p"
sed -n ${line}p "$p"`;
  const output = await host.target.answer({ identity: host.ledger.keeper, script });
  const [file = path, text = ''] = output.stdout.toString().split('\n');
  const ours = host.transaction?.written.filter((written) => written.path === file) ?? [];
  if (ours.some(({ secret }) => secret))
    return `${file}:${line} (written by this block, with something secret)`;
  const whose =
    ours.length > 0 ? 'written by this block' : 'not written by this block: it was like this before';
  return `${file}:${line} (${whose}):\n  ${text.trim()}`;
}
