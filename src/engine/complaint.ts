// A validator's complaint about a configuration, with the line of ours beside it that it is about.

import { followLinks } from '../shell/path.js';
import { quote } from '../shell/quote.js';
import type { ItemResult } from './item_result.js';
import type { HostRun } from './run_context.js';

interface Spot {
  readonly path: string;
  readonly line: number;
}

/** Adds to the message of a failed validation what stands in the lines that it names, and whose they are. */
export async function explainComplaint(host: HostRun, result: ItemResult): Promise<ItemResult> {
  const words = `${result.output?.stdout ?? ''}\n${result.output?.stderr ?? ''}`;
  const remarks: string[] = [];
  for (const spot of spotsIn(words).slice(0, 3)) remarks.push(await remarkOn(host, spot));
  return remarks.length === 0 ? result : { ...result, message: [result.message, ...remarks].join('\n') };
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
  const ours = host.transaction?.written.find((step) => step.path === file);
  const whose = ours ? 'written by this block' : 'not written by this block: it was like this before';
  return `${file}:${line} (${whose}):\n  ${text.trim()}`;
}
